import type { Model, Step } from "../../ir/model.ts";
import {
  COMPARE_F32,
  type Forest,
  IN_SET,
  LEAF,
  LESS_THAN,
  leafRow,
  MISSING_LEFT,
  treeEnd,
} from "../../ir/predictors/forest/forest.ts";
import { linearOf } from "../../ir/predictors/forest/linear.ts";
import { FORMAT, FORMAT_VERSION } from "./format.ts";

/**
 * A model as text that people can read and `mlcJson` reads back to the same bits: one feature, one
 * chain, one tree node a line. Nodes of a tree stand in preorder; children are named by their place
 * in it.
 */
export function toModelJson(model: Model): string {
  const { inputs, steps, predictor, head } = model;
  // A scaler that came apart is inside from here on.
  const { scaler: _, ...origin } = model.origin;
  const small = (value: unknown) => inline(inKeyOrder(value));
  const lines = [
    "{",
    `  "format": ${inline(FORMAT)},`,
    `  "version": ${FORMAT_VERSION},`,
    `  "origin": {`,
    ...list(entriesInOrder(origin).map(([key, value]) => `    ${inline(key)}: ${inline(value)}`)),
    "  },",
    `  "inputs": {`,
    `    "named": ${inputs.named},`,
    `    "domain": ${inline(inputs.domain)},`,
    `    "mayBeMissing": ${inputs.mayBeMissing},`,
    `    "training": ${small(inputs.training)},`,
    `    "features": [`,
    ...list(inputs.features.map((feature) => `      ${small(feature)}`)),
    "    ]",
    "  },",
    `  "steps": [`,
    ...list(steps.map(stepLines)),
    "  ],",
    `  "predictor": {`,
    `    "kind": ${inline(predictor.kind)},`,
    `    "scores": ${predictor.scores},`,
    `    "combine": ${small(predictor.combine)},`,
    `    "trees": [`,
    ...list(Array.from(predictor.roots, (_, tree) => treeLines(predictor, tree))),
    "    ]",
    "  },",
    `  "head": ${small(head)}`,
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function stepLines(step: Step): string {
  if (step.kind === "normalize") return `    ${inline(inKeyOrder(step))}`;
  const opening = `    { "kind": ${inline(step.kind)}, "columns": [`;
  const columns = step.columns.map((column) => `      ${inline(inKeyOrder(column))}`);
  return [opening, ...list(columns), "    ] }"].join("\n");
}

function treeLines(forest: Forest, tree: number): string {
  const { nodes } = forest;
  const first = forest.roots[tree]!;
  const end = treeEnd(forest, tree);
  const lines: string[] = [];
  for (let node = first; node < end; node++) {
    const samples =
      nodes.samples && nodes.samples[node]! >= 0 ? { samples: nodes.samples[node] } : {};
    const flags = nodes.flags[node]!;
    const content =
      nodes.kind[node] === LEAF
        ? leafContent(forest, nodes.operand[node]!)
        : {
            feature: nodes.feature[node],
            ...(nodes.kind[node] === IN_SET
              ? { edges: forest.sets[nodes.operand[node]!] }
              : {
                  compare: flags & LESS_THAN ? "lt" : "le",
                  threshold: nodes.threshold[node],
                }),
            type: flags & COMPARE_F32 ? "f32" : "f64",
            missing: flags & MISSING_LEFT ? "left" : "right",
            left: nodes.left[node]! - first,
            right: nodes.right[node]! - first,
          };
    lines.push(`        ${inline({ node: node - first, ...content, ...samples })}`);
  }
  const opening = `      { "firstScore": ${forest.firstScore[tree]}, "nodes": [`;
  return [opening, ...list(lines), "      ] }"].join("\n");
}

/** What a leaf is worth; `linear` where it is a linear model, the numbers being for NaN. */
function leafContent(forest: Forest, row: number) {
  const linear = linearOf(forest, row);
  return { leaf: leafRow(forest, row), ...(linear ? { linear } : {}) };
}

/** Keys as they are written; equal models give equal bytes however they were put together. */
const KEY_ORDER = [
  ...["kind", "how", "firstScore", "weight", "classes", "choices"],
  ...["library", "version", "estimator", "transformers", "name", "file", "sha256"],
  ...[
    "from",
    "chain",
    "labels",
    "link",
    "linkScale",
    "linkDivisor",
    "by",
    "low",
    "high",
    "edges",
    "values",
  ],
  ...["missing", "type", "links", "sorted", "scale", "limit", "normalFrom", "offset"],
  ...[
    "decide",
    "compare",
    "value",
    "accumulator",
    "base",
    "divisor",
    "bias",
    "weights",
    "ties",
    "names",
    "range",
    "categories",
    "unlisted",
    "seen",
    "because",
    "notes",
    "members",
    "head",
  ],
];

/** A copy of plain objects and arrays with keys in KEY_ORDER. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(entriesInOrder(value).map(([key, item]) => [key, inKeyOrder(item)]));
}

function entriesInOrder(value: object): [string, unknown][] {
  const place = ([key]: [string, unknown]) => KEY_ORDER.indexOf(key);
  return Object.entries(value).toSorted((a, b) => place(a) - place(b));
}

/** Commas between the items. */
function list(items: readonly string[]): string[] {
  return items.map((item, i) => (i + 1 < items.length ? `${item},` : item));
}

/** A value on one line, keys in the order they were given. */
function inline(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `[${Array.from(value as ArrayLike<unknown>, inline).join(", ")}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => `${inline(key)}: ${inline(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** Shortest text that reads back to the same bits. */
function numberText(x: number): string {
  if (Object.is(x, -0)) return '"-0"';
  return Number.isFinite(x) ? String(x) : `"${x}"`;
}
