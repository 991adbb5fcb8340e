import type { EncodingId, Slot } from "../encodings/encoding.ts";
import type { Body, LayoutId, LeafTable } from "../plan.ts";
import type { TestForest } from "../test-forest.ts";
import { branches } from "./branches.ts";
import { packed } from "./packed.ts";

/** What a layout makes its tables from. */
export interface LayoutInput {
  readonly forest: TestForest;
  readonly slots: readonly Slot[];
  readonly encoding: EncodingId;
  readonly leaves: LeafTable;
}

/** One way to store and walk trees. No C here: `backends/c/layouts/<id>.ts` prints the tables. */
export interface Layout<T> {
  readonly id: LayoutId;
  /** Why this layout cannot hold the forest, or undefined. */
  misfit(input: LayoutInput): string | undefined;
  /** The very arrays that will be emitted. */
  lower(input: LayoutInput): T;
  /** The payload of the leaf that a tree reaches; `values` holds one encoded number a slot. */
  walk(tables: T, values: ArrayLike<number>, tree: number): number;
}

export const LAYOUTS: { readonly [K in LayoutId]: Layout<Extract<Body, { layout: K }>["tables"]> } =
  {
    branches,
    packed,
  };

export function lowerBody(layout: LayoutId, input: LayoutInput): Body {
  return { layout, tables: LAYOUTS[layout].lower(input) } as Body;
}

export function walkBody(body: Body, values: ArrayLike<number>, tree: number): number {
  switch (body.layout) {
    case "branches":
      return branches.walk(body.tables, values, tree);
    case "packed":
      return packed.walk(body.tables, values, tree);
  }
}
