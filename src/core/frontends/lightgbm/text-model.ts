import { parseIntegers } from "../../containers/number-text.ts";
import {
  excerpt,
  type Field,
  type Line,
  linesOf,
  splitField,
} from "../../containers/text-lines.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { MAX_WIDTH } from "../feature-list.ts";
import { type FeatureInfo, parseInfo } from "./feature-info.ts";
import type { Located, SourceModel } from "./source-file.ts";
import { readTextTree, type TreeBlock } from "./text-tree.ts";

/** Every line that stands before the first tree; `average_output` has no value. */
const HEADER_KEYS = new Set([
  ...["version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx"],
  ...["objective", "feature_names", "monotone_constraints", "feature_infos", "tree_sizes"],
]);

const FIRST_LINE = "tree";
const END_OF_TREES = "end of trees";
const CATEGORIES = "pandas_categorical:";

interface Layout {
  readonly header: ReadonlyMap<string, Field>;
  readonly averaged: boolean;
  readonly blocks: readonly TreeBlock[];
  readonly categories: Located<unknown>;
  readonly categorical: ReadonlySet<number>;
}

/** Reads the text that `save_model` and `model_to_string` write. Faults of the header throw. */
export function readTextModel(text: string, problems: Problems): SourceModel {
  const { header, averaged, blocks, categories, categorical } = readLayout(text);
  const objective = header.get("objective");
  const names = required(header, "feature_names");
  const features = count(header, "max_feature_idx");
  return {
    version: located(required(header, "version")),
    classes: count(header, "num_class"),
    scores: count(header, "num_tree_per_iteration"),
    features: { ...features, value: features.value + 1 },
    ...(objective ? { objective: located(objective) } : {}),
    averaged,
    names: { value: names.value.split(" ").filter(Boolean), at: place(names) },
    infos: infosOf(header, features.value + 1),
    categorical,
    pandasCategorical: categories,
    treeCount: checkedCount(header, blocks.length, problems),
    readTree: (index) => readTextTree(text, blocks[index]!, problems),
  };
}

/** One pass over the lines: the header's, where each tree starts, and what follows the trees. */
function readLayout(text: string): Layout {
  const header = new Map<string, Field>();
  const blocks: TreeBlock[] = [];
  let averaged = false;
  let complete = false;
  let parameters = false;
  let categories: Located<unknown> = { value: null, at: "" };
  let categorical: ReadonlySet<number> = new Set();
  let last: Line | undefined;
  for (const line of linesOf(text)) {
    last = line;
    if (complete) {
      if (line.text === "parameters:") parameters = true;
      if (line.text === "end of parameters") parameters = false;
      if (parameters) categorical = parseCategorical(line.text) ?? categorical;
      if (line.text.startsWith(CATEGORIES)) categories = parseCategories(line);
    } else if (line.text === END_OF_TREES) complete = true;
    else if (line.text.startsWith("Tree=")) blocks.push(openBlock(line, blocks.length));
    else if (blocks.length === 0 && line.text === "average_output") averaged = true;
    else if (blocks.length === 0 && line.number > 1) addHeaderLine(header, line);
  }
  if (!complete || parameters) {
    const what = parameters ? "the parameters" : blocks.length > 0 ? "the trees" : "the header";
    fail("input/truncated", { what }, { at: `line ${last?.number ?? 1}` });
  }
  return { header, averaged, blocks, categories, categorical };
}

function addHeaderLine(header: Map<string, Field>, line: Line): void {
  if (line.text === "") return;
  const field = splitField(line);
  if (!field || !HEADER_KEYS.has(field[0])) {
    fail("lightgbm/unknown-line", { line: excerpt(line.text) }, { at: `line ${line.number}` });
  }
  header.set(field[0], { value: field[1], line: line.number });
}

/** Trees are numbered in the order that they are added up in. */
function openBlock(line: Line, index: number): TreeBlock {
  const number = line.text.slice("Tree=".length);
  if (number !== String(index)) {
    const facts = { key: "Tree", found: excerpt(number), expected: String(index) };
    fail("lightgbm/bad-value", facts, { at: `line ${line.number}` });
  }
  return { index, start: line.start, line: line.number };
}

function parseCategories(line: Line): Located<unknown> {
  const text = line.text.slice(CATEGORIES.length);
  const at = `line ${line.number}`;
  try {
    return { value: JSON.parse(text), at };
  } catch {
    const facts = { key: "pandas_categorical", found: excerpt(text), expected: "JSON" };
    fail("lightgbm/bad-value", facts, { at });
  }
}

function required(header: ReadonlyMap<string, Field>, key: string): Field {
  return header.get(key) ?? fail("lightgbm/missing-key", { key }, { at: "the header" });
}

function count(header: ReadonlyMap<string, Field>, key: string): Located<number> {
  const field = required(header, key);
  const numbers = parseIntegers(field.value);
  const [value = -1] = numbers ?? [];
  if (numbers?.length !== 1 || value < 0) {
    const facts = { key, found: excerpt(field.value), expected: "a count" };
    fail("lightgbm/bad-value", facts, { at: place(field) });
  }
  return { value, at: place(field) };
}

/** One a feature, unless the count is not believable. */
function infosOf(header: ReadonlyMap<string, Field>, features: number): readonly FeatureInfo[] {
  const infos = (header.get("feature_infos")?.value ?? "").split(" ").map(parseInfo);
  return features > MAX_WIDTH ? [] : Array.from({ length: features }, (_, i) => infos[i] ?? {});
}

/** `tree_sizes` has one entry a tree. */
function checkedCount(
  header: ReadonlyMap<string, Field>,
  blocks: number,
  problems: Problems,
): Located<number> {
  const sizes = header.get("tree_sizes");
  const at = sizes ? place(sizes) : "the header";
  const expected = sizes?.value.split(" ").filter(Boolean).length ?? blocks;
  if (expected !== blocks) {
    problems.add("tree/lengths-disagree", { array: "trees", length: blocks, expected }, at);
  }
  return { value: blocks, at };
}

/** `[categorical_feature: 1,2]` of the parameters; the Python package writes positions. */
const CATEGORICAL_PARAMETER = /^\[categorical_feature: (\d+(?:,\d+)*)\]$/;

function parseCategorical(line: string): ReadonlySet<number> | undefined {
  const positions = CATEGORICAL_PARAMETER.exec(line)?.[1];
  return positions === undefined ? undefined : new Set(positions.split(",").map(Number));
}

function located({ value, line }: Field): Located<string> {
  return { value, at: `line ${line}` };
}

function place({ line }: Field): string {
  return `line ${line}`;
}

export function isText(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, FIRST_LINE.length + 2));
  return start.startsWith(`${FIRST_LINE}\n`) || start === `${FIRST_LINE}\r\n`;
}
