import {
  choiceAt,
  hasKey,
  type JsonObject,
  numberAt,
  numbersAt,
  objectAt,
  objectsAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { SetSpec, SplitSpec } from "../../ir/predictors/forest/build.ts";
import type { LinearSpec } from "../../ir/predictors/forest/linear.ts";
import { isF32 } from "../../math.ts";
import type { TreeArrays } from "../tree-arrays.ts";
import { checkAscending, exactNumberAt, exactNumbersAt } from "./numbers.ts";

/** A node as the file has it: a leaf row, or a split with its children's places in the tree. */
export interface TreeNode {
  readonly path: string;
  readonly samples: number;
  readonly leaf?: readonly number[];
  readonly linear?: LinearSpec;
  readonly split?: SplitSpec | SetSpec;
  readonly left: number;
  readonly right: number;
}

export function readNodes(tree: JsonObject, problems: Problems): TreeNode[] {
  return objectsAt(tree, "nodes").map((node, place) => {
    if (hasKey(node, "node") && numberAt(node, "node") !== place) {
      const cause = `node ${numberAt(node, "node")} stands at place ${place}`;
      problems.add("mlc-json/inconsistent", { cause }, pathOf(node, "node"));
    }
    return readNode(node, problems);
  });
}

function readNode(node: JsonObject, problems: Problems): TreeNode {
  const { path } = node;
  const samples = hasKey(node, "samples") ? readSamples(node, problems) : -1;
  if (hasKey(node, "leaf")) {
    const linear = hasKey(node, "linear") ? { linear: readLinear(node, problems) } : {};
    return { path, samples, leaf: exactNumbersAt(node, "leaf"), ...linear, left: -1, right: -1 };
  }
  const split = readTest(node, problems);
  return { path, samples, split, left: numberAt(node, "left"), right: numberAt(node, "right") };
}

function readLinear(node: JsonObject, problems: Problems): LinearSpec {
  const linear = objectAt(node, "linear");
  const features = numbersAt(linear, "features");
  const coefficients = exactNumbersAt(linear, "coefficients");
  if (coefficients.length !== features.length) {
    const { length } = coefficients;
    const facts = { array: "coefficients", length, expected: features.length };
    problems.add("tree/lengths-disagree", facts, pathOf(linear, "coefficients"));
  }
  return { constant: exactNumberAt(linear, "constant"), features, coefficients };
}

function readTest(node: JsonObject, problems: Problems): SplitSpec | SetSpec {
  const test = {
    feature: numberAt(node, "feature"),
    type: choiceAt(node, "type", ["f32", "f64"]),
    missing: choiceAt(node, "missing", ["left", "right"]),
  } as const;
  const report = (value: number, key: string) => {
    if (test.type === "f64" || isF32(value)) return;
    problems.add(
      "mlc-json/bad-number",
      { value, expected: "a binary32 number" },
      pathOf(node, key),
    );
  };
  if (!hasKey(node, "edges")) {
    const threshold = exactNumberAt(node, "threshold");
    report(threshold, "threshold");
    return { ...test, threshold, compare: choiceAt(node, "compare", ["lt", "le"]) };
  }
  const edges = exactNumbersAt(node, "edges");
  edges.forEach((edge, i) => {
    report(edge, `edges[${i}]`);
  });
  checkAscending(edges, pathOf(node, "edges"), problems);
  return { ...test, edges };
}

function readSamples(node: JsonObject, problems: Problems): number {
  const value = exactNumberAt(node, "samples");
  if (value >= 0) return value;
  const facts = { value, expected: "a count or weight, 0 or more" };
  problems.add("mlc-json/bad-number", facts, pathOf(node, "samples"));
  return -1;
}

export function nodeArrays(nodes: readonly TreeNode[]): TreeArrays {
  return {
    nodeCount: nodes.length,
    root: 0,
    isLeaf: (node) => nodes[node]!.leaf !== undefined,
    left: (node) => nodes[node]!.left,
    right: (node) => nodes[node]!.right,
    split: (node) => nodes[node]!.split!,
    leafRow: (node) => nodes[node]!.leaf!,
    linear: (node) => nodes[node]!.linear,
    samples: (node) => nodes[node]!.samples,
  };
}
