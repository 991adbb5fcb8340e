import type { FloatType } from "../../../ir/number-type.ts";
import type { SumNeeds } from "../../../plan/sums/sum-needs.ts";
import type { View } from "../../../render/engine.ts";
import { doubleBitsWords, floatBitsLiteral } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";

/** C expression of a constant in the accumulator's type, from its bits. */
export function realConstant({ prefix }: Emission, type: FloatType, value: number): string {
  return `${prefix.lower}_real_from(${realLiteral(type, value)})`;
}

/** A real's bits; those of one that the type cannot hold are of the nearest that it can. */
export function realLiteral(type: FloatType, value: number): string {
  return type === "f32" ? `${floatBitsLiteral(value)}U` : `${toHex64(value)}ULL`;
}

/** A sign in a real's bits. */
export function signBit(type: FloatType): string {
  return type === "f32" ? "0x80000000U" : "0x8000000000000000ULL";
}

/** All bits of a real but its sign. */
export function magnitudeBits(type: FloatType): string {
  return type === "f32" ? "0x7fffffffU" : "0x7fffffffffffffffULL";
}

export const INFINITY_BITS: Readonly<Record<FloatType, string>> = {
  f32: "0x7f800000U",
  f64: "0x7ff0000000000000ULL",
};

function toHex64(value: number): string {
  const [high, low] = doubleBitsWords(value);
  return `${high}${low.slice(2)}`;
}

/** The arithmetic that is wanted of reals, and the table whose numbers are read. */
export interface RealUse extends Omit<SumNeeds, "fromFloat"> {
  readonly type: FloatType;
  /** Whether a sum may overflow, or be made of infinite features. */
  readonly infinite: boolean;
  /** The C type of numbers that become reals; "": none do. */
  readonly takes: string;
  readonly distanceBits: number;
  readonly adds: boolean;
  /** What an entry of the table is: "leaf"; "" without a table. */
  readonly element: string;
  readonly at: string;
  readonly end: string;
}

/** What the template of reals needs: the format's fields and which functions are called. */
export function realView({ prefix }: Emission, use: RealUse): View {
  const { type, distanceBits } = use;
  const narrow = type === "f32";
  const mantissa = narrow ? 23 : 52;
  const suffix = narrow ? "U" : "ULL";
  const hex = (x: bigint) => `0x${x.toString(16)}${suffix}`;
  const exponentBits = narrow ? 0xffn : 0x7ffn;
  return {
    ...use,
    p: prefix.lower,
    P: prefix.upper,
    narrow,
    ctype: narrow ? "float" : "double",
    typeName: narrow ? "float32" : "float64",
    utype: narrow ? "uint32_t" : "uint64_t",
    nativeTest: narrow
      ? "(!defined(__FLT_EVAL_METHOD__) || __FLT_EVAL_METHOD__ == 0)"
      : "defined(__SIZEOF_DOUBLE__) && __SIZEOF_DOUBLE__ == 8 && \\\n    (!defined(__FLT_EVAL_METHOD__) || __FLT_EVAL_METHOD__ == 0 || __FLT_EVAL_METHOD__ == 1)",
    unpack: use.multiply || use.divide,
    integerTaken: use.takes !== "float",
    infinity: INFINITY_BITS[type],
    notANumber: hex(((exponentBits << 1n) | 1n) << BigInt(mantissa - 1)),
    infiniteExponent: narrow ? "255" : "2047",
    exponentBias: narrow ? "127" : "1023",
    mantissaBits: String(mantissa),
    quotientBits: String(mantissa + 4),
    packBits: String(mantissa + 5),
    hiddenBit3: String(mantissa + 3),
    exponentMask: narrow ? "0xffU" : "0x7ffU",
    hidden: hex(1n << BigInt(mantissa)),
    fraction: hex((1n << BigInt(mantissa)) - 1n),
    sign: signBit(type),
    magnitude: magnitudeBits(type),
    distanceBits: String(distanceBits),
    distanceShift: String((narrow ? 150 : 1075) - distanceBits),
    distanceFar: String(mantissa - 31),
    distanceUnits: narrow ? "shift >= 0 ? m >> shift : m << -shift" : "(uint32_t)(m >> shift)",
  };
}
