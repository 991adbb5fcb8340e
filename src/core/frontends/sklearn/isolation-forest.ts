import { toNumbers } from "../../containers/numpy-array.ts";
import { isArray, isList } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { anomalyValue } from "../../ir/head.ts";
import type { AnomalyHead } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { f64Bits, f64FromBits, log, nextUp64 } from "../../math.ts";
import { addTree, type TreeArrays } from "../tree-arrays.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import {
  type Fitted,
  failLengths,
  itemsOf,
  numberOf,
  openFitted,
  pathOf,
  widthOf,
} from "./fitted.ts";
import { indices } from "./indices.ts";
import { trainingMissing } from "./missing.ts";
import { openTree, type Tree, treeArrays } from "./tree.ts";

/**
 * Each tree adds the length of a row's path: the nodes on it, and what a tree grown further from
 * the leaf's samples would have added on average, less one.
 */
export function readIsolationForest(
  fitted: Fitted,
  problems: Problems,
  { once }: EstimatorOptions,
): Read {
  const members = itemsOf(fitted, "estimators_");
  const width = widthOf(fitted);
  if (members.length === 0) fail("model/no-trees", {}, { at: pathOf(fitted, "estimators_") });
  const features = featuresOf(fitted, members.length, width);
  const kept = keptLengths(fitted);
  const builder = new ForestBuilder(1);
  const trees = members.map((member, index) => {
    const own = openFitted(member, pathOf(fitted, `estimators_[${index}]`));
    const path = pathOf(own, "tree_");
    const tree = openTree(own, once);
    const arrays = onFeatures(pathLengths(tree, kept[index], path), features[index]);
    addTree(builder, arrays, width, 0, problems, (node) => `${path}, node ${node}`);
    return tree;
  });
  problems.throwIfErrors();
  const samples = numberOf(
    fitted,
    fitted.attributes.has("_max_samples") ? "_max_samples" : "max_samples_",
  );
  const divisor = members.length * averageLength(samples);
  // With one sample a tree all paths are 0 / 0 long, which counts as 1.
  const single = divisor === 0;
  return {
    predictor: builder.finish(1, {
      kind: "sum",
      accumulator: "f64",
      base: Float64Array.of(single ? 1 : 0),
    }),
    head: anomalyHead(
      single ? 1 : divisor,
      numberOf(fitted, "offset_"),
      kept.length > 0 ? POWER_SLACK : LOG_SLACK,
    ),
    training: trainingMissing(fitted, trees),
  };
}

/** The average path in a tree of isolated samples. */
function averageLength(samples: number): number {
  if (samples <= 1) return 0;
  if (samples === 2) return 1;
  return 2 * (log(samples - 1) + EULER_GAMMA) - (2 * (samples - 1)) / samples;
}

/** numpy.euler_gamma */
const EULER_GAMMA = 0.5772156649015329;

/** From 1.3 the file keeps, a tree, the nodes on each node's path and what its leaf would add. */
interface KeptLengths {
  readonly nodes: ArrayLike<number>;
  readonly average: ArrayLike<number>;
}

function keptLengths(fitted: Fitted): readonly (KeptLengths | undefined)[] {
  const nodes = listOf(fitted, "_decision_path_lengths");
  const average = listOf(fitted, "_average_path_length_per_tree");
  return nodes.map((own, tree) => {
    const added = average[tree];
    return own && added ? { nodes: own, average: added } : undefined;
  });
}

function listOf(fitted: Fitted, attribute: string): readonly (ArrayLike<number> | undefined)[] {
  const value = fitted.attributes.get(attribute);
  return isList(value) ? value.map((item) => (isArray(item) ? toNumbers(item) : undefined)) : [];
}

function pathLengths(tree: Tree, kept: KeptLengths | undefined, at: string): TreeArrays {
  const arrays = treeArrays(tree, () => []);
  for (const list of kept ? [kept.nodes, kept.average] : []) {
    if (list.length !== tree.nodeCount) failLengths("path lengths", list, tree.nodeCount, at);
  }
  const nodes = kept?.nodes ?? nodesOnPaths(tree, arrays);
  return {
    ...arrays,
    leafRow: (node) => {
      const average = kept ? kept.average[node]! : averageLength(tree.samples[node]!);
      return [nodes[node]! + average - 1];
    },
  };
}

/** Nodes from the root to each node, both counted; 0 where no path leads. */
function nodesOnPaths(tree: Tree, arrays: TreeArrays): Float64Array {
  const lengths = new Float64Array(tree.nodeCount);
  const pending = [0];
  lengths[0] = 1;
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (arrays.isLeaf(node)) continue;
    for (const child of [arrays.left(node), arrays.right(node)]) {
      // A child reached again, or out of range, is reported when the tree is added.
      if (lengths[child] !== 0) continue;
      lengths[child] = lengths[node]! + 1;
      pending.push(child);
    }
  }
  return lengths;
}

/** The choice of features of each tree, or none where each has them all. */
function featuresOf(
  fitted: Fitted,
  trees: number,
  width: number,
): readonly (ArrayLike<number> | undefined)[] {
  if (fitted.attributes.get("_max_features") === width) return [];
  const features = itemsOf(fitted, "estimators_features_");
  const at = pathOf(fitted, "estimators_features_");
  if (features.length !== trees) failLengths("estimators_features_", features, trees, at);
  return features.map((chosen, index) => indices(chosen, `${at}[${index}]`));
}

function onFeatures(arrays: TreeArrays, features: ArrayLike<number> | undefined): TreeArrays {
  if (!features) return arrays;
  const split = (node: number) => {
    const own = arrays.split(node);
    // Out of its own features: no feature at all.
    return { ...own, feature: features[own.feature] ?? -1 };
  };
  return { ...arrays, split };
}

/**
 * Normal where the decision value is not below zero. The offset is often the score of a training
 * row, to the bit as the trainer's machine computed it: so a score `slack` units in the last place
 * beyond the offset still counts as the offset.
 */
function anomalyHead(divisor: number, offset: number, slack: number): AnomalyHead {
  const head = { kind: "anomaly", type: "f64", normalFrom: 0, divisor, offset } as const;
  let most = -offset;
  for (let ulp = 0; ulp < slack; ulp++) most = nextUp64(most);
  const isNormal = (length: number) => anomalyValue({ ...head, offset: -most }, length) >= 0;
  return { ...head, normalFrom: firstTrue(isNormal) };
}

/** NumPy's power is less than one unit off. */
const POWER_SLACK = 1;
/** Without kept lengths, so may be NumPy's logarithms that went into the sum. */
const LOG_SLACK = 4;

/** The smallest double from 0 to infinity for which a rising test holds; infinity if it never does. */
function firstTrue(test: (x: number) => boolean): number {
  if (test(0)) return 0;
  let low = 0n;
  let high = f64Bits(Number.POSITIVE_INFINITY);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (test(f64FromBits(middle))) high = middle;
    else low = middle;
  }
  return f64FromBits(high);
}
