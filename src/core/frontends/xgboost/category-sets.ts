import { hasKey, type JsonObject, numericAt, pathOf } from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { atLeast, type Release } from "./release.ts";

/** From here on a float32 has no fraction; XGBoost takes such numbers for no category. */
const CATEGORY_LIMIT = 2 ** 24;

/** The categories that each categorical split of a tree lists, ascending; undefined at others. */
export type ListedAt = (node: number) => ArrayLike<number> | undefined;

/**
 * Reads `categories_nodes`, `categories_segments`, `categories_sizes` and `categories`; undefined,
 * with the fault reported, where they do not hold together.
 */
export function readCategories(
  tree: JsonObject,
  nodeCount: number,
  problems: Problems,
): ListedAt | undefined {
  if (!hasKey(tree, "categories_nodes")) return () => undefined;
  const nodes = numericAt(tree, "categories_nodes");
  const starts = numericAt(tree, "categories_segments");
  const sizes = numericAt(tree, "categories_sizes");
  const categories = numericAt(tree, "categories");
  const listed = new Map<number, ArrayLike<number>>();
  let taken = 0;
  for (let i = 0; i < nodes.length; i++) {
    const [node, start, size] = [nodes[i]!, starts[i]!, sizes[i]!];
    taken += size;
    // Lists that overlapped could ask for far more memory than the file has bytes.
    const isInside = start >= 0 && size >= 1 && start + size <= categories.length;
    const own = isInside && taken <= categories.length ? slice(categories, start, size) : undefined;
    if (!own || !(node >= 0 && node < nodeCount)) {
      const facts = { found: `categories ${start} to ${start + size} of node ${node}` };
      const expected = `lists of the ${categories.length} categories, each below ${CATEGORY_LIMIT}`;
      const at = `${pathOf(tree, "categories_segments")}[${i}]`;
      problems.add("xgboost/bad-parameter", { ...facts, expected }, at);
      return undefined;
    }
    listed.set(node, own);
  }
  return (node) => listed.get(node);
}

/** Part of a list as distinct categories in ascending order; undefined where some are none. */
function slice(categories: ArrayLike<number>, start: number, size: number) {
  const part = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const category = categories[start + i]!;
    if (!(Number.isInteger(category) && category >= 0 && category < CATEGORY_LIMIT)) return;
    part[i] = category;
  }
  part.sort();
  return part.filter((category, i) => i === 0 || category !== part[i - 1]);
}

/**
 * Edges of the numbers that go left at a split that lists `right` (ascending, distinct, not empty).
 * A number is truncated, so category k is [k, k + 1); what is negative or no category is not listed.
 * From 1.7 all that is not listed goes left. Up to 1.6 what is negative or beyond the split's
 * bitset (words of 32 bits up to the largest category) goes where NaN does.
 */
export function edgesOfLeft(
  right: ArrayLike<number>,
  { release, missing }: { release: Release; missing: "left" | "right" },
): readonly number[] {
  const edges: number[] = [];
  for (let i = 0; i < right.length; i++) {
    const category = right[i]!;
    if (edges.at(-1) === category) edges.pop();
    else edges.push(category);
    edges.push(category + 1);
  }
  if (atLeast(release, 1, 7) || missing === "left") return [Number.NEGATIVE_INFINITY, ...edges];
  const largest = right[right.length - 1]!;
  return withEdge(withEdge(edges, 0), 32 * (Math.floor(largest / 32) + 1));
}

/** Two equal edges cancel. */
function withEdge(edges: readonly number[], edge: number): readonly number[] {
  const others = edges.filter((each) => each !== edge);
  return others.length < edges.length ? others : [...edges, edge].sort((a, b) => a - b);
}
