import type { FloatType } from "../../ir/number-type.ts";
import { REAL_EXPONENT } from "../../plan/heads/probabilities.ts";
import { bitsFor } from "../../plan/layouts/packed.ts";
import type { RealSum } from "../../plan/plan.ts";
import {
  doubleBitsWords,
  floatBitsLiteral,
  toDoubleLiteral,
  toFloatLiteral,
} from "../../text/numbers.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import type { SumNeeds } from "./sums.ts";

/** C expression of a constant in the accumulator's type, from its bits. */
export function realConstant({ prefix }: Emission, type: FloatType, value: number): string {
  const bits = type === "f32" ? `${floatBitsLiteral(value)}U` : `${toHex64(value)}ULL`;
  return `${prefix.lower}_real_from(${bits})`;
}

function toHex64(value: number): string {
  const [high, low] = doubleBitsWords(value);
  return `${high}${low.slice(2)}`;
}

/** What the template of real sums needs: the format's fields and which functions are called. */
export function realView(
  { prefix, plan }: Emission,
  sum: RealSum,
  needs: SumNeeds,
  leaf: { readonly at: string; readonly end: string },
) {
  const narrow = sum.type === "f32";
  const mantissa = narrow ? 23 : 52;
  const suffix = narrow ? "U" : "ULL";
  const hex = (x: bigint) => `0x${x.toString(16)}${suffix}`;
  const divisorBits = bitsFor(sum.divisor);
  const width = narrow ? 32n : 64n;
  const exponentBits = narrow ? 0xffn : 0x7ffn;
  const { leaves, inputType } = plan;
  return {
    p: prefix.lower,
    P: prefix.upper,
    narrow,
    ctype: narrow ? "float" : "double",
    typeName: narrow ? "float32" : "float64",
    utype: narrow ? "uint32_t" : "uint64_t",
    nativeTest: narrow
      ? "(!defined(__FLT_EVAL_METHOD__) || __FLT_EVAL_METHOD__ == 0)"
      : "defined(__SIZEOF_DOUBLE__) && __SIZEOF_DOUBLE__ == 8 && \\\n    (!defined(__FLT_EVAL_METHOD__) || __FLT_EVAL_METHOD__ == 0 || __FLT_EVAL_METHOD__ == 1)",
    distance: needs.distance,
    toFloat: needs.toFloat,
    compares: needs.compares,
    mean: sum.divisor > 1,
    divisor: String(sum.divisor),
    divisorLiteral: narrow ? toFloatLiteral(sum.divisor) : toDoubleLiteral(sum.divisor),
    multiply: leaves.linear !== undefined,
    linear: leaves.linear !== undefined,
    // A feature may be infinite, and so then the sum; without linear leaves none is.
    infinite: leaves.linear !== undefined,
    inputType: INPUT_C_TYPE[inputType],
    integerInput: inputType !== "f32",
    infinity: hex(exponentBits << BigInt(mantissa)),
    notANumber: hex(((exponentBits << 1n) | 1n) << BigInt(mantissa - 1)),
    infiniteExponent: narrow ? "255" : "2047",
    exponentBias: narrow ? "127" : "1023",
    mantissaBits: String(mantissa),
    packBits: String(mantissa + 5),
    hiddenBit3: String(mantissa + 3),
    exponentMask: narrow ? "0xffU" : "0x7ffU",
    hidden: hex(1n << BigInt(mantissa)),
    fraction: hex((1n << BigInt(mantissa)) - 1n),
    sign: hex(1n << (width - 1n)),
    magnitude: hex((1n << (width - 1n)) - 1n),
    divideShift: String(3 + divisorBits),
    divideBits: String(mantissa + 3 + divisorBits),
    quotientBits: String(mantissa + 4),
    divisorBits: String(divisorBits),
    realExponent: String(REAL_EXPONENT),
    distanceShift: String((narrow ? 150 : 1075) - REAL_EXPONENT),
    distanceFar: String(mantissa - 31),
    distanceUnits: narrow ? "shift >= 0 ? m >> shift : m << -shift" : "(uint32_t)(m >> shift)",
    at: leaf.at,
    end: leaf.end,
  };
}
