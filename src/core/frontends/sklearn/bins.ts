import { toNumbers } from "../../containers/numpy-array.ts";
import { isArray } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain } from "../../ir/model.ts";
import { type Fitted, itemsOf, pathOf, textOf } from "./fitted.ts";
import { type Flow, floatOf, numeric, outputType } from "./flow.ts";
import { lookup, oneIf } from "./lookups.ts";
import type { Transforming } from "./transformers.ts";

/**
 * KBinsDiscretizer: how many inner edges lie at or below a number, or a column of 0 and 1 for each
 * such count. The search compares in double, whatever the input's dtype, and puts NaN behind all.
 */
export function readBins(fitted: Fitted, on: Transforming): Flow {
  const encode = textOf(fitted, "encode") ?? "";
  const given = floatOf(on.type);
  const type = outputType(fitted, given);
  const first: Chain = type === "f32" && given === "f64" ? [{ kind: "cast", type }] : [];
  const columns = on.columns.flatMap((column, index) => {
    const { from, chain } = numeric(column);
    const edges = innerEdges(fitted, on, index);
    const kept = encode === "ordinal" ? [ordinal(edges)] : hot(edges);
    on.spend(kept.length * (chain.length + 1), fitted.path);
    return kept.map((bins) => ({ from, chain: [...chain, ...first, ...bins] }));
  });
  return { columns, type, sparse: encode === "onehot" };
}

function innerEdges(fitted: Fitted, on: Transforming, index: number): readonly number[] {
  const at = pathOf(fitted, `bin_edges_[${index}]`);
  const value = itemsOf(fitted, "bin_edges_")[index];
  const all = (isArray(value) && toNumbers(value)) || undefined;
  const inner = all && [...all.subarray(1, -1)];
  on.spend(all?.length ?? 0, at);
  // Bins narrower than two floats repeat an edge.
  if (inner?.every((edge, i) => (i === 0 ? Number.isFinite(edge) : inner[i - 1]! <= edge)))
    return inner;
  const facts = { attribute: "its edges", found: "something else", expected: "ascending numbers" };
  fail("sklearn/bad-attribute", facts, { at });
}

function ordinal(edges: readonly number[]): Chain {
  return lookup(edges, [0, ...edges.map((_, i) => i + 1)], edges.length);
}

function hot(edges: readonly number[]): readonly Chain[] {
  const last = edges.length;
  return Array.from({ length: last + 1 }, (_, bin) => {
    const own = edges.slice(Math.max(bin - 1, 0), bin + 1);
    const values = bin === 0 ? [1, 0] : [0, 1, 0];
    return lookup(own, values.slice(0, own.length + 1), oneIf(bin === last));
  });
}
