import type { NormalizeStep, ScalarOperation } from "../../ir/model.ts";
import type { CostInput } from "./input.ts";
import { addends, additionsOf, libraryTerms } from "./library-terms.ts";
import { type Quantity, quantity, type Term } from "./terms.ts";

const OPERATIONS = {
  add: "mixing.add",
  subtract: "mixing.add",
  multiply: "mixing.multiply",
  divide: "mixing.divide",
  clip: "mixing.clip",
  impute: "mixing.impute",
} as const satisfies Partial<Record<ScalarOperation["kind"], Term>>;

/** Steps that mix columns; norms of one kind and width share a function. */
export function mixingTerms({ mixing, features, slots }: CostInput): readonly Quantity[] {
  if (mixing.length === 0 || slots.length === 0) return [];
  let width = features;
  let columns = features;
  const norms: { readonly norm: NormalizeStep["norm"]; readonly width: number }[] = [];
  const operations: (keyof typeof OPERATIONS)[] = [];
  const added: number[] = [];
  for (const step of mixing) {
    if (step.kind === "normalize") norms.push({ norm: step.norm, width: step.span?.[1] ?? width });
    else {
      width = step.columns.length;
      columns += width;
      for (const { chain } of step.columns)
        for (const { kind } of chain) if (kind in OPERATIONS) operations.push(kind as never);
      added.push(...step.columns.flatMap(({ chain }) => addends(chain)));
    }
  }
  const kinds = new Set<string>([...norms.map(({ norm }) => norm), ...operations]);
  const has = (...of: readonly string[]) => of.some((kind) => kinds.has(kind));
  return [
    quantity("mixing", 1, 1),
    quantity("mixing.column", operations.length > 0 ? columns : 0, columns),
    ...(["l1", "l2", "max"] as const).flatMap((norm) => {
      const own = norms.filter((each) => each.norm === norm);
      const functions = new Set(own.map((each) => each.width)).size;
      const passed = own.reduce((sum, each) => sum + each.width, 0);
      return [
        quantity(`mixing.${norm}`, functions, own.length),
        quantity(`mixing.${norm}.column`, 0, passed),
      ];
    }),
    ...libraryTerms("f32", {
      ...additionsOf(has("l1", "l2") ? [...added, 0] : added),
      multiply: has("l2", "multiply"),
      divide: true,
      above: has("max", "clip"),
      below: has("clip"),
    }),
    ...(Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]).map((kind) => {
      const count = operations.filter((each) => each === kind).length;
      return quantity(OPERATIONS[kind], count, count);
    }),
  ];
}

/** Floats that the steps keep, and what they call of the arithmetic of float32. */
export function mixingWidth({ mixing, features }: CostInput): number {
  const widths = mixing.map((step) => (step.kind === "map" ? step.columns.length : 0));
  return Math.max(features, ...widths);
}
