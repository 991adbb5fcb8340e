import type { Chain, ScalarOperation } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { INFINITY_BITS, magnitudeBits, realLiteral } from "./sums/real-view.ts";

/** Whose arithmetic a chain is printed in. */
export interface ChainNames {
  readonly type: FloatType;
  /** Prefix of the functions of c/real. */
  readonly real: string;
}

/** Statements that take the real `x` through a chain whose operations are all of its type. */
export function printChain(names: ChainNames, chain: Chain): readonly string[] {
  return chain.flatMap((operation) => {
    const value = printOperation(names, operation);
    return value === undefined ? [] : [`x = ${value};`];
  });
}

/** Undefined where nothing is to be done. */
function printOperation(
  { type, real }: ChainNames,
  operation: ScalarOperation,
): string | undefined {
  const constant = (x: number) => `${real}_real_from(${realLiteral(type, x)})`;
  const magnitude = `(${real}_real_bits(x) & ${magnitudeBits(type)})`;
  switch (operation.kind) {
    case "add":
      return `${real}_add(x, ${constant(operation.by)})`;
    case "subtract":
      return `${real}_add(x, ${constant(-operation.by)})`;
    case "multiply":
      return `${real}_multiply(x, ${constant(operation.by)})`;
    case "divide":
      return `${real}_divide(x, ${constant(operation.by)})`;
    case "clip": {
      const [low, high] = [constant(operation.low), constant(operation.high)];
      return `${real}_greater(${low}, x) ? ${low} : ${real}_greater(x, ${high}) ? ${high} : x`;
    }
    case "impute":
      return `${magnitude} > ${INFINITY_BITS[type]} ? ${constant(operation.by)} : x`;
    case "flush":
      return `${magnitude} <= ${realLiteral(type, operation.limit)} ? ${constant(0)} : x`;
    default:
      return undefined;
  }
}
