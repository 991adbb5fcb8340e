import type { OnnxNode } from "./node.ts";
import type { Value } from "./values.ts";

/**
 * What an operator makes of its inputs; undefined where it is given something that it is not
 * supported on. An input that is left out is undefined.
 */
export type Operator = (
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
) => readonly Value[] | undefined;
