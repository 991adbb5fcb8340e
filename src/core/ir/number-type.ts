/** Number types of inputs, comparisons and accumulators. */
export type FloatType = "f32" | "f64";
export type IntegerType = "i8" | "u8" | "i16" | "u16" | "i32";
export type NumberType = FloatType | IntegerType;

export const INTEGER_RANGE: Readonly<Record<IntegerType, readonly [min: number, max: number]>> = {
  i8: [-128, 127],
  u8: [0, 255],
  i16: [-32768, 32767],
  u16: [0, 65535],
  i32: [-2147483648, 2147483647],
};

export function isIntegerType(type: NumberType): type is IntegerType {
  return type in INTEGER_RANGE;
}

/** Rounds a double to the nearest value of a float type. */
export function roundTo(type: FloatType, x: number): number {
  return type === "f32" ? Math.fround(x) : x;
}
