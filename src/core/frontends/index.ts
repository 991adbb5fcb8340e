import { bytesToHex } from "@noble/hashes/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { parseJsonDocument } from "../containers/json.ts";
import { fail, Problems } from "../diagnostics/diagnostic.ts";
import type { Model } from "../ir/model.ts";
import type { Candidate, FrontEnd, ReadOptions, Scaler, SourceFile } from "./frontend.ts";
import { mlCart } from "./ml-cart/ml-cart.ts";
import { mlcJson } from "./mlc-json/mlc-json.ts";
import { sklearn } from "./sklearn/sklearn.ts";
import { xgboost } from "./xgboost/xgboost.ts";

/** Asked in this order; the first that recognises the content reads it. */
export const FRONT_ENDS: readonly FrontEnd[] = [mlcJson, xgboost, mlCart, sklearn];
