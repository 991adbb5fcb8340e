import type { Plan, RealSum } from "../../../plan/plan.ts";
import { finishesAlike } from "../../../plan/sums/finish.ts";
import type { SumNeeds } from "../../../plan/sums/sum-needs.ts";
import type { View } from "../../../render/engine.ts";
import { type Emission, INPUT_C_TYPE } from "../emission.ts";
import { columnNeeds } from "../linear-leaves.ts";
import { realConstant, realView, signBit } from "./real-view.ts";
import type { Finish, SumPrinter } from "./sum-printer.ts";

export function printRealSums(
  emission: Emission,
  sum: RealSum,
  {
    needs,
    leaf,
    linear,
  }: {
    readonly needs: SumNeeds;
    readonly leaf: View & { readonly at: string; readonly end: string };
    /** Functions of linear leaves. */
    readonly linear: readonly string[] | undefined;
  },
): Omit<SumPrinter, "tables"> {
  const { engine, prefix } = emission;
  const p = prefix.lower;
  const columns = emission.plan.leaves.linear?.columns;
  const made = columnNeeds(columns);
  const given = linear ? INPUT_C_TYPE[emission.plan.inputType] : "";
  const takes = needs.fromFloat ? "float" : given;
  const constant = (value: number) => realConstant(emission, sum.type, value);
  const toFloat = (real: string) => `${p}_to_float(${real})`;
  return {
    type: `${p}_real`,
    count: sum.base.length,
    functions: [
      engine.render(
        "c/real",
        realView(emission, {
          ...needs,
          type: sum.type,
          distanceBits: sum.distanceBits,
          adds: true,
          bits: needs.bits || needs.distance || columns !== undefined,
          compares: needs.compares || made.compares,
          multiply: needs.multiply || sum.scale !== undefined || linear !== undefined,
          divide: needs.divide || sum.divisor !== undefined || made.divide,
          infinite: takes !== "" || mayOverflow(emission.plan, sum),
          takes,
          element: "leaf",
          at: leaf.at,
          end: leaf.end,
        }),
      ),
      ...(linear ?? []),
      engine.render("c/sums/real", leaf),
    ],
    finish: finishStatements(emission, sum),
    asFloat: (real) => toFloat(real),
    distance: (a, b) => `${p}_distance(${a}, ${b})`,
    size: (real) => `${p}_distance(${real}, ${p}_real_from(0))`,
    isNegative: (real) => `${p}_greater(${p}_real_from(0), ${real})`,
    isGreater: (a, b) => `${p}_greater(${a}, ${b})`,
    complement(real) {
      const negated = `${p}_real_from(${p}_real_bits(${real}) ^ ${signBit(sum.type)})`;
      return toFloat(`${p}_add(${constant(1)}, ${negated})`);
    },
    scaled: (real, _, by) => toFloat(`${p}_multiply(${real}, ${constant(by)})`),
  };
}

/** Whether a sum may leave its type's range, before or after it is divided and scaled. */
function mayOverflow({ reach }: Plan, { type, divisor }: RealSum): boolean {
  const most = type === "f32" ? 2 ** 120 : 2 ** 1000;
  return reach.some((final, score) => final * Math.max(1, Math.abs(divisor?.[score] ?? 1)) > most);
}

/** Division, scale and bias as the trainer has them, each rounded. */
function finishStatements(emission: Emission, sum: RealSum): Finish {
  const { base, type, divisor, scale, bias } = sum;
  const p = emission.prefix.lower;
  const constant = (value: number) => realConstant(emission, type, value);
  const of = (at: string, score: number): readonly string[] => {
    const statement = (call: string, by: number) =>
      `sum[${at}] = ${p}_${call}(sum[${at}], ${constant(by)});`;
    return [
      ...(divisor && divisor[score] !== 1 ? [statement("divide", divisor[score]!)] : []),
      ...(scale === undefined ? [] : [statement("multiply", scale)]),
      ...(bias && !Object.is(bias[score], -0) ? [statement("add", bias[score]!)] : []),
    ];
  };
  if (finishesAlike(sum)) return { loop: of("score", 0), lines: [] };
  return { loop: [], lines: Array.from(base.keys()).flatMap((score) => of(String(score), score)) };
}
