import type { Body, LayoutId } from "../../../plan/plan.ts";
import type { Emission } from "../emission.ts";
import type { ValuePrinter } from "../values.ts";
import { printBranches } from "./branches.ts";
import { printPacked } from "./packed.ts";
import type { PrintedTrees } from "./trees.ts";

type Printer<T> = (emission: Emission, tables: T, printer: ValuePrinter) => PrintedTrees;

/** How each layout's tables are printed. */
export const LAYOUT_PRINTERS: {
  readonly [K in LayoutId]: Printer<Extract<Body, { layout: K }>["tables"]>;
} = {
  branches: printBranches,
  packed: printPacked,
};
