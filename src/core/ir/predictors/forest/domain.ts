import type { InputOrder } from "../../order.ts";
import { type Forest, IN_SET, MISSING_LEFT } from "./forest.ts";

/** What a path of a lowered forest leaves of one feature. */
export interface Domain {
  /** First and last key of each run of inputs, in order: [first, last, first, last, ...]. */
  readonly spans: readonly number[];
  readonly nan: boolean;
}

export function wholeDomain({ first, last }: InputOrder, nan: boolean): Domain {
  return { spans: [first, last], nan };
}

export function isEmpty({ spans, nan }: Domain): boolean {
  return spans.length === 0 && !nan;
}

/** The keys at which a lowered node's answer changes; below the first, `startsLeft`. */
export function changesOf(
  { nodes, sets }: Forest,
  node: number,
  order: InputOrder,
): { readonly changes: readonly number[]; readonly startsLeft: boolean } {
  if (nodes.kind[node] === IN_SET) {
    return { changes: Array.from(sets[nodes.operand[node]!]!, order.toKey), startsLeft: false };
  }
  return { changes: [order.toKey(nodes.threshold[node]!) + 1], startsLeft: true };
}

/** What a lowered node leaves of a domain to its children. */
export function splitDomain(
  forest: Forest,
  node: number,
  { spans, nan }: Domain,
  order: InputOrder,
): readonly [left: Domain, right: Domain] {
  const { changes, startsLeft } = changesOf(forest, node, order);
  const left: number[] = [];
  const right: number[] = [];
  for (let i = 0; i < spans.length; i += 2) {
    let from = spans[i]!;
    const last = spans[i + 1]!;
    let isLeft = startsLeft;
    for (const change of changes) {
      if (change > last) break;
      if (change > from) {
        (isLeft ? left : right).push(from, change - 1);
        from = change;
      }
      isLeft = !isLeft;
    }
    (isLeft ? left : right).push(from, last);
  }
  const nanLeft = (forest.nodes.flags[node]! & MISSING_LEFT) !== 0;
  return [
    { spans: left, nan: nan && nanLeft },
    { spans: right, nan: nan && !nanLeft },
  ];
}
