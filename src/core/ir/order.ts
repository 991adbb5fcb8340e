import {
  F32_KEY_NEGATIVE_INFINITY,
  F32_KEY_POSITIVE_INFINITY,
  f32FromKey,
  f32Key,
} from "../math.ts";
import { INTEGER_RANGE, isIntegerType, type NumberType } from "./number-type.ts";

/** The non-NaN values of an input type as consecutive integers, in numeric order. */
export interface InputOrder {
  readonly first: number;
  readonly last: number;
  toKey(x: number): number;
  fromKey(key: number): number;
}

const FLOAT_ORDER: InputOrder = {
  first: F32_KEY_NEGATIVE_INFINITY,
  last: F32_KEY_POSITIVE_INFINITY,
  toKey: f32Key,
  fromKey: f32FromKey,
};

/** The order of a device's input type: binary32 (with both zeros and infinities) or an integer type. */
export function inputOrder(type: NumberType): InputOrder {
  if (!isIntegerType(type)) return FLOAT_ORDER;
  const [first, last] = INTEGER_RANGE[type];
  return { first, last, toKey: (x) => x, fromKey: (key) => key };
}
