import type { Chain } from "../../ir/model.ts";
import { nextUp64 } from "../../math.ts";

type Value = number | null;

/** What single numbers become; null keeps the number as it is. */
interface Keyed {
  /** Distinct finite numbers, each with what it becomes, in any order. */
  readonly keys: readonly (readonly [key: number, value: Value])[];
  /** What every other number becomes. */
  readonly otherwise: Value;
  /** What NaN becomes; null: NaN. */
  readonly missing: Value;
}

/** The keys' values exactly at the keys. */
export function lookupAt({ keys, otherwise, missing }: Keyed): Chain {
  const edges: number[] = [];
  const values: Value[] = [otherwise];
  for (const [key, value] of ascending(keys)) {
    // The next float above the last key may be a key itself.
    if (edges.at(-1) === key) values[values.length - 1] = value;
    else push({ edges, values }, key, value);
    push({ edges, values }, nextUp64(key), otherwise);
  }
  return lookup(edges, values, missing);
}

/** The value of the smallest key at or above the number; beyond the last key, its own. */
export function lookupUpTo({ keys, missing }: Omit<Keyed, "otherwise">): Chain {
  const sorted = ascending(keys);
  const edges = sorted.slice(0, -1).map(([key]) => nextUp64(key));
  return lookup(
    edges,
    sorted.map(([, value]) => value),
    missing,
  );
}

/** A lookup of `edges` that ascend or repeat, without those that part equal values; none where nothing changes. */
export function lookup(edges: readonly number[], values: readonly Value[], missing: Value): Chain {
  const kept: { edges: number[]; values: Value[] } = { edges: [], values: [values[0]!] };
  edges.forEach((edge, i) => {
    const value = values[i + 1]!;
    if (kept.edges.at(-1) === edge) {
      kept.edges.pop();
      kept.values.pop();
    }
    if (!Object.is(kept.values.at(-1), value)) push(kept, edge, value);
  });
  const same = kept.edges.length === 0 && kept.values[0] === null && missing === null;
  return same ? [] : [{ kind: "lookup", ...kept, missing }];
}

function push(to: { edges: number[]; values: Value[] }, edge: number, value: Value): void {
  to.edges.push(edge);
  to.values.push(value);
}

/** By key; -0 and 0 are one number. */
function ascending(keys: Keyed["keys"]): Keyed["keys"] {
  return keys
    .map(([key, value]): readonly [number, Value] => [key === 0 ? 0 : key, value])
    .sort(([a], [b]) => a - b);
}

/** 0 and 1, for the columns that encoders and indicators give. */
export function oneIf(condition: boolean): number {
  return condition ? 1 : 0;
}
