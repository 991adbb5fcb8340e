import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Model } from "../../ir/model.ts";
import { modelOf } from "../booster.ts";
import type { Candidate, FrontEnd, ReadOptions } from "../frontend.ts";
import { isDump, readDump } from "./dump-model.ts";
import { readBooster } from "./read-source.ts";
import { isText, readTextModel } from "./text-model.ts";

/** LightGBM models of releases 3.x and 4.x, as text or as the dump; the reference is `Booster.predict`. */
export const lightgbm: FrontEnd = {
  id: "lightgbm",
  title: "LightGBM text or JSON dump",
  takesIterations: true,
  recognises: ({ file, json }) => isText(file.bytes) || isDump(json),
  readModel,
};

function readModel(candidate: Candidate, { iterations }: ReadOptions, problems: Problems): Model {
  const { file, json } = candidate;
  const source = isText(file.bytes)
    ? readTextModel(decode(file.bytes), problems)
    : readDump(json, file.name);
  const options = iterations === undefined ? {} : { iterations };
  return modelOf(readBooster(source, problems, options), candidate);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fail("lightgbm/not-utf-8", {});
  }
}
