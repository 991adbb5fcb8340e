import type { ScalarOperation } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { part, type Quantity } from "./terms.ts";

/** What is called of the arithmetic of floats, which a library has where the core has none. */
export interface LibraryCalls {
  readonly add?: boolean;
  /** Compilers subtract where a constant below zero is added. */
  readonly subtract?: boolean;
  readonly multiply?: boolean;
  readonly divide?: boolean;
  /** Compares with what should be smaller, and with what should be larger. */
  readonly above?: boolean;
  readonly below?: boolean;
}

/** Which of them constants take that are added. */
export function additionsOf(constants: readonly number[]): LibraryCalls {
  return { add: constants.some((by) => by >= 0), subtract: constants.some((by) => by < 0) };
}

/** The constants that scalar operations add. */
export function addends(operations: readonly ScalarOperation[]): readonly number[] {
  return operations.flatMap((operation) => {
    if (operation.kind === "add") return operation.by;
    return operation.kind === "subtract" ? -operation.by : [];
  });
}

const CALLS = ["add", "subtract", "multiply", "divide", "above", "below"] as const;

export function libraryTerms(type: FloatType, calls: LibraryCalls): readonly Quantity[] {
  const library = type === "f32" ? "library32" : "library64";
  return [
    ...CALLS.map((call) => part(`${library}.${call}`, calls[call] === true)),
    part(`${library}.compare`, calls.above === true || calls.below === true),
  ];
}
