import { board } from "./catalog/board.ts";
import { catboost } from "./catalog/catboost.ts";
import { command } from "./catalog/command.ts";
import { config } from "./catalog/config.ts";
import { data } from "./catalog/data.ts";
import { files } from "./catalog/files.ts";
import { flatbuffer } from "./catalog/flatbuffer.ts";
import { host } from "./catalog/host.ts";
import { input } from "./catalog/input.ts";
import { json } from "./catalog/json.ts";
import { lightgbm } from "./catalog/lightgbm.ts";
import { mlCart } from "./catalog/ml-cart.ts";
import { mlcJson } from "./catalog/mlc-json.ts";
import { model } from "./catalog/model.ts";
import { onnx } from "./catalog/onnx.ts";
import { options } from "./catalog/options.ts";
import { pickle } from "./catalog/pickle.ts";
import { plan } from "./catalog/plan.ts";
import { protobuf } from "./catalog/protobuf.ts";
import { sklearn } from "./catalog/sklearn.ts";
import { skops } from "./catalog/skops.ts";
import { tree } from "./catalog/tree.ts";
import { ubjson } from "./catalog/ubjson.ts";
import { verify } from "./catalog/verify.ts";
import { xgboost } from "./catalog/xgboost.ts";
import { zip } from "./catalog/zip.ts";
import type { CatalogEntry } from "./diagnostic.ts";

/** Every diagnostic there is, by its slug; one file an area. */
export const catalog = {
  ...board,
  ...verify,
  ...files,
  ...flatbuffer,
  ...host,
  ...data,
  ...config,
  ...catboost,
  ...command,
  ...json,
  ...lightgbm,
  ...mlCart,
  ...mlcJson,
  ...model,
  ...xgboost,
  ...input,
  ...onnx,
  ...pickle,
  ...options,
  ...plan,
  ...protobuf,
  ...sklearn,
  ...skops,
  ...tree,
  ...ubjson,
  ...zip,
};

export type Code = keyof typeof catalog;

export type ParametersOf<C extends Code> =
  (typeof catalog)[C] extends CatalogEntry<infer P> ? P : never;
