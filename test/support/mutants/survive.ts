import { isDeepStrictEqual } from "node:util";
import { DiagnosticError } from "../../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../../src/core/frontends/index.ts";
import { toModelJson } from "../../../src/core/frontends/mlc-json/write.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import type { Model } from "../../../src/core/ir/model.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";

/**
 * What comes of a file: a model that holds together, predicts and is the same after it was written
 * and read; or diagnostics. Throws where it is anything else.
 */
export function survive(bytes: Uint8Array): "model" | "diagnostics" {
  let model: Model;
  try {
    model = readModel({ name: "mutant", bytes }, { maxInflated: 2 ** 24 });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    if (error.diagnostics.length === 0) throw new Error("diagnostics without any");
    return "diagnostics";
  }
  verifyModel(model);
  for (const x of [0, Number.NaN]) {
    evaluate(model, new Float64Array(model.inputs.features.length).fill(x));
  }
  const text = new TextEncoder().encode(toModelJson(model));
  const again = readModel({ name: "again", bytes: text });
  if (!isDeepStrictEqual(withoutFile(again), withoutFile(model))) {
    throw new Error("the model is another one after it was written and read");
  }
  return "model";
}

function withoutFile({ origin, ...rest }: Model): object {
  const { file: _, sha256: __, ...known } = origin;
  return { ...rest, origin: known };
}
