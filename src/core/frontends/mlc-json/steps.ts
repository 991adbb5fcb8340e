import {
  arrayAt,
  asObject,
  choiceAt,
  failType,
  hasKey,
  type JsonObject,
  objectsAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, ScalarOperation, Step } from "../../ir/model.ts";
import { exactNumberAt } from "./numbers.ts";

const OPERATIONS = [
  "add",
  "subtract",
  "multiply",
  "divide",
  "clip",
  "cast",
  "impute",
  "flush",
  "binarize",
] as const;

/** The `steps` of a document; none where the key is missing. */
export function readSteps(document: JsonObject, width: number, problems: Problems): Step[] {
  if (!hasKey(document, "steps")) return [];
  return objectsAt(document, "steps").map((step) => {
    const kind = choiceAt(step, "kind", ["map"]);
    const path = pathOf(step, "chains");
    const chains = arrayAt(step, "chains").map((chain, i) =>
      readChain(chain, `${path}[${i}]`, step.file, problems),
    );
    if (chains.length !== width) {
      problems.add("mlc-json/steps-width", { chains: chains.length, features: width }, path);
    }
    return { kind, chains };
  });
}

function readChain(chain: unknown, path: string, file: string, problems: Problems): Chain {
  if (!Array.isArray(chain)) failType("an array of operations", chain, path, file);
  return chain.map((operation, i) =>
    readOperation(asObject(operation, `${path}[${i}]`, file), problems),
  );
}

function readOperation(operation: JsonObject, problems: Problems): ScalarOperation {
  const kind = choiceAt(operation, "kind", OPERATIONS);
  if (kind === "flush") return { kind, limit: finiteAt(operation, "limit", problems) };
  if (kind === "binarize") return { kind, above: finiteAt(operation, "above", problems) };
  if (kind === "impute") return { kind, by: finiteAt(operation, "by", problems) };
  const type = choiceAt(operation, "type", ["f32", "f64"]);
  if (kind === "cast") return { kind, type };
  if (kind === "clip") {
    const low = exactNumberAt(operation, "low");
    const high = exactNumberAt(operation, "high");
    if (!(low <= high)) {
      problems.add("mlc-json/inconsistent", { cause: "low is not below high" }, operation.path);
    }
    return { kind, low, high, type };
  }
  const by = finiteAt(operation, "by", problems);
  if (by === 0 && (kind === "multiply" || kind === "divide")) {
    const facts = { value: by, expected: "a finite number other than 0" };
    problems.add("mlc-json/bad-number", facts, pathOf(operation, "by"));
  }
  return { kind, by, type };
}

function finiteAt(operation: JsonObject, key: string, problems: Problems): number {
  const value = exactNumberAt(operation, key);
  if (!Number.isFinite(value)) {
    const facts = { value, expected: "a finite number" };
    problems.add("mlc-json/bad-number", facts, pathOf(operation, key));
  }
  return value;
}
