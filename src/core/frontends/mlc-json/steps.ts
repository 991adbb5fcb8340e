import {
  arrayAt,
  choiceAt,
  hasKey,
  type JsonObject,
  numberAt,
  numbersAt,
  objectsAt,
  optionalAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, Column, Lookup, ScalarOperation, Step } from "../../ir/model.ts";
import { checkCount } from "../feature-list.ts";
import { checkAscending, exactNumber, exactNumberAt, exactNumbersAt } from "./numbers.ts";

const OPERATIONS = [
  "add",
  "subtract",
  "multiply",
  "divide",
  "clip",
  "cast",
  "impute",
  "flush",
  "truncate",
  "lookup",
] as const;

/** The `steps` of a document; none where the key is missing. */
export function readSteps(document: JsonObject, width: number, problems: Problems): Step[] {
  if (!hasKey(document, "steps")) return [];
  let before = width;
  return objectsAt(document, "steps").map((step) => {
    const kind = choiceAt(step, "kind", ["map", "normalize"]);
    if (kind === "normalize") {
      const norm = choiceAt(step, "norm", ["l1", "l2", "max"]);
      const span = hasKey(step, "span") ? { span: readSpan(step, before, problems) } : {};
      return { kind, norm, type: choiceAt(step, "type", ["f32"]), ...span };
    }
    const items = objectsAt(step, "columns");
    checkCount("columns", items.length, problems, pathOf(step, "columns"));
    const columns = items.map((column): Column => {
      const from = numberAt(column, "from");
      if (!(Number.isInteger(from) && from >= 0 && from < before)) {
        const facts = { value: from, expected: `a column of 0 ... ${before - 1}` };
        problems.add("mlc-json/bad-number", facts, pathOf(column, "from"));
      }
      return { from, chain: readChain(column, problems) };
    });
    before = columns.length;
    return { kind, columns };
  });
}

/** The first of some columns, and how many. */
function readSpan(step: JsonObject, width: number, problems: Problems): [number, number] {
  const span = Array.from(numbersAt(step, "span"));
  const [first = -1, count = 0] = span;
  const isSound =
    span.length === 2 &&
    span.every(Number.isInteger) &&
    first >= 0 &&
    count > 0 &&
    first + count <= width;
  if (!isSound) {
    const cause = `a first column and a count within ${width} columns`;
    problems.add("mlc-json/inconsistent", { cause }, pathOf(step, "span"));
  }
  return [first, count];
}

function readChain(column: JsonObject, problems: Problems): Chain {
  return objectsAt(column, "chain").map((operation) => readOperation(operation, problems));
}

function readOperation(operation: JsonObject, problems: Problems): ScalarOperation {
  const kind = choiceAt(operation, "kind", OPERATIONS);
  if (kind === "flush") return { kind, limit: finiteAt(operation, "limit", problems) };
  if (kind === "truncate") return { kind };
  if (kind === "lookup") return readLookup(operation, problems);
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

function readLookup(operation: JsonObject, problems: Problems): Lookup {
  const edges = exactNumbersAt(operation, "edges");
  const values = arrayAt(operation, "values").map((value, i) =>
    value === null
      ? null
      : exactNumber(value, `${pathOf(operation, "values")}[${i}]`, operation.file),
  );
  checkAscending(edges, pathOf(operation, "edges"), problems);
  if (values.length !== edges.length + 1) {
    const facts = { array: "values", length: values.length, expected: edges.length + 1 };
    problems.add("tree/lengths-disagree", facts, pathOf(operation, "values"));
  }
  const missing = optionalAt(operation, "missing") ?? null;
  return {
    kind: "lookup",
    edges,
    values,
    missing:
      missing === null ? null : exactNumber(missing, pathOf(operation, "missing"), operation.file),
  };
}

function finiteAt(operation: JsonObject, key: string, problems: Problems): number {
  const value = exactNumberAt(operation, key);
  if (!Number.isFinite(value)) {
    const facts = { value, expected: "a finite number" };
    problems.add("mlc-json/bad-number", facts, pathOf(operation, key));
  }
  return value;
}
