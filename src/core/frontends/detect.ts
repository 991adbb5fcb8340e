import { parseJsonHead } from "../containers/json-head.ts";
import { catboost } from "./catboost/catboost.ts";
import type { Content, FrontEnd } from "./frontend.ts";
import { lightgbm } from "./lightgbm/lightgbm.ts";
import { mlCart } from "./ml-cart/ml-cart.ts";
import { mlcJson } from "./mlc-json/mlc-json.ts";
import { onnx } from "./onnx/onnx.ts";
import { sklearn } from "./sklearn/sklearn.ts";
import { xgboost } from "./xgboost/xgboost.ts";

/** Asked in this order; the first that recognises the content reads it. */
export const FRONT_ENDS: readonly FrontEnd[] = [
  mlcJson,
  xgboost,
  lightgbm,
  catboost,
  mlCart,
  onnx,
  sklearn,
];

/** JSON says what it is within a megabyte, but for ml-cart's and ml-random-forest's, whose name is last. */
const HEAD = 2 ** 20;

/** The front-end that reads the content; of large files only the beginning is parsed if that tells. */
export function detect(content: Content): FrontEnd | undefined {
  const { file } = content;
  const head = file.bytes.subarray(0, HEAD);
  const byHead =
    file.bytes.length > HEAD ? recognising({ file, json: parseJsonHead(head) }) : undefined;
  return byHead ?? recognising(content);
}

function recognising(content: Content): FrontEnd | undefined {
  return FRONT_ENDS.find((frontEnd) => frontEnd.recognises(content));
}
