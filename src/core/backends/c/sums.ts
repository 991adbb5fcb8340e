import { lowestBitExponent } from "../../math.ts";
import { REAL_EXPONENT } from "../../plan/heads/probabilities.ts";
import { bitsFor } from "../../plan/layouts/packed.ts";
import type { Plan, RealSum } from "../../plan/plan.ts";
import { treesOf } from "../../plan/plan.ts";
import {
  doubleBitsWords,
  floatBitsLiteral,
  toDoubleLiteral,
  toFloatLiteral,
} from "../../text/numbers.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import type { PrintedTrees } from "./layouts/trees.ts";
import { counterBits, printTable, type Table } from "./table.ts";
import type { ValuePrinter } from "./values.ts";

/** The accumulator in C. */
export interface SumPrinter {
  /** Type of one sum, and how many there are. */
  readonly type: string;
  readonly count: number;
  readonly tables: readonly string[];
  readonly functions: readonly string[];
  /** `sum[index]` as the float that outputs give. */
  asFloat(index: string): string;
  /** C expression, uint32_t: how far sum[b] lies below sum[a], as an exponential takes it. */
  distance(a: string, b: string): string;
  /** C expressions of a single score: its distance from 0, and whether it is below. */
  readonly single: { readonly size: string; readonly negative: string };
  /** C expression: sum[a] > sum[b]. */
  greater(a: string, b: string): string;
}

/** Which conversions the outputs call; others are not emitted, so that nothing stands unused. */
export interface SumNeeds {
  readonly toFloat: boolean;
  readonly distance: boolean;
  readonly compares: boolean;
}

export function printSums(emission: Emission, needs: SumNeeds): SumPrinter {
  const { plan, engine, prefix } = emission;
  const p = prefix.lower;
  const { sum, leaves } = plan;
  const pool = leaves.kind === "pool" ? printPool(emission) : undefined;
  const tables = pool ? [pool.text] : [];
  const leaf = {
    p,
    inline: leaves.kind === "inline",
    vector: leaves.stride > 1,
    stride: String(leaves.stride),
    strideType: leaves.stride > 255 ? "uint32_t" : "uint_fast8_t",
    at: pool?.at ?? "",
    end: pool?.end ?? "",
  };
  const greater = (a: string, b: string) => `sum[${a}] > sum[${b}]`;
  const noLink = { distance: () => "", single: { size: "", negative: "" } };
  switch (sum.kind) {
    case "integer": {
      const unit = toFloatLiteral(sum.unit);
      return {
        type: "int32_t",
        count: sum.base.length,
        tables,
        functions: [engine.render("c/sums/integer", leaf)],
        asFloat: (index) =>
          sum.unit === 1 ? `(float)sum[${index}]` : `(float)sum[${index}] * ${unit}`,
        distance: (a, b) => `(uint32_t)sum[${a}] - (uint32_t)sum[${b}]`,
        single: {
          size: "sum[0] < 0 ? 0U - (uint32_t)sum[0] : (uint32_t)sum[0]",
          negative: "sum[0] < 0",
        },
        greater,
      };
    }
    case "real":
      return {
        type: `${p}_real`,
        count: sum.base.length,
        tables,
        functions: [
          engine.render("c/real", realView(emission, sum, needs, leaf)),
          engine.render("c/sums/real", leaf),
        ],
        asFloat: (index) => `${p}_to_float(sum[${index}])`,
        distance: (a, b) => `${p}_distance(sum[${a}], sum[${b}])`,
        single: {
          size: `${p}_distance(sum[0], ${p}_real_from(0))`,
          negative: `${p}_greater(${p}_real_from(0), sum[0])`,
        },
        greater: (a, b) => `${p}_greater(sum[${a}], sum[${b}])`,
      };
    case "vote":
      return {
        type: "uint16_t",
        count: sum.classes + 1,
        tables,
        functions: [engine.render("c/sums/vote", { p, classes: String(sum.classes) })],
        asFloat: (index) => `(float)sum[${index}] * ${toFloatLiteral(sum.unit)}`,
        ...noLink,
        greater,
      };
    case "median": {
      const trees = treesOf(plan);
      const type = leaves.maxPayload > 0xffff ? "uint32_t" : "uint16_t";
      return {
        type,
        count: trees + 1,
        tables,
        functions: [engine.render("c/sums/median", { p, trees: String(trees), sumType: type })],
        asFloat: () => `${leaf.at}sum[${(trees - 1) >> 1}]${leaf.end}`,
        ...noLink,
        greater,
      };
    }
  }
}

function printPool(emission: Emission): Table {
  const { leaves, sum } = emission.plan;
  const { values, type } = leaves;
  const elements = Array.from(values, (value) => {
    if (type === "f64") return doubleBitsWords(value);
    if (type === "f32")
      return [sum.kind === "median" ? toFloatLiteral(value) : floatBitsLiteral(value)];
    return [String(value)];
  }).flat();
  const table = printTable(emission, {
    name: "leaves",
    type: poolType(emission.plan),
    groups: [{ elements }],
  });
  return {
    ...table,
    text: `/* ${poolComment(emission.plan)}. */\n${table.text}`,
  };
}

function poolComment({ sum, leaves }: Plan): string {
  const row = leaves.stride > 1 ? `, ${leaves.stride} numbers a row` : "";
  if (sum.kind === "median") return "What leaves hold, ascending";
  if (sum.kind === "real") {
    const bits = leaves.type === "f64" ? "binary64 bits, high word first" : "float32 bits";
    return `What leaves add: ${bits}${row}`;
  }
  const unit = sum.unit === 1 ? "" : `, in units of ${powerOfTwo(sum.unit)}`;
  return `What leaves add above the smallest of their tree${unit}${row}`;
}

function powerOfTwo(x: number): string {
  return `2^${lowestBitExponent(x)}`;
}

function poolType({ leaves, sum }: Plan): "u8" | "u16" | "u32" | "i32" | "f32" {
  if (leaves.type === "f64") return "u32";
  if (leaves.type === "f32") return sum.kind === "median" ? "f32" : "u32";
  return leaves.type;
}

function realView(
  { plan, prefix }: Emission,
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
    features: plan.features.toString(),
  };
}

/** `gearbox_sum()`: starts the sums, walks every tree, adds each leaf. */
export function printSumFunction(
  emission: Emission,
  {
    printer,
    trees,
    sums,
  }: { readonly printer: ValuePrinter; readonly trees: PrintedTrees; readonly sums: SumPrinter },
): string {
  const { plan, engine, prefix } = emission;
  const { loop } = trees;
  const placement = placeTrees(plan);
  const { scoreOf } = placement;
  const table = loop.packed && placement.kind === "table" ? printTreeScores(emission) : undefined;
  const text = engine.render("c/sum", {
    p: prefix.lower,
    comment: sumComment(plan),
    inputType: INPUT_C_TYPE[plan.inputType],
    sumType: sums.type,
    ranked: printer.values === "rank",
    rankType: trees.rankType,
    slots: String(Math.max(1, plan.slots.length)),
    packed: loop.packed,
    rounds: placement.kind === "rounds" ? String(treesOf(plan) / placement.scores) : "",
    scores: String(placement.scores),
    scoreBits: counterBits(placement.scores),
    loopStart: plan.sum.kind === "vote" || plan.sum.kind === "median",
    sums: String(sums.count),
    start: startLines(emission),
    indexBits: loop.indexBits,
    sizeAt: loop.sizeAt,
    sizeEnd: loop.sizeEnd,
    values: printer.values,
    trees: String(treesOf(plan)),
    target: table ? `&sum[${table.at}tree${table.end}]` : "sum",
    calls: loop.calls.map((call, tree) => `${prefix.lower}_add_leaf(${scoreOf(tree)}, ${call});`),
    mean: plan.sum.kind === "real" && plan.sum.divisor > 1,
  });
  return table ? `${table.text}\n\n${text}` : text;
}

/** Where trees add: all from score 0 on, each round one tree a score, or in an order of their own. */
function placeTrees({ sum }: Plan) {
  const firstScore = "firstScore" in sum ? sum.firstScore : new Int32Array(1);
  const scores = "base" in sum ? sum.base.length : 1;
  if (firstScore.every((first) => first === 0)) {
    return { kind: "one", scores, scoreOf: () => "sum" } as const;
  }
  const inTurn =
    firstScore.length % scores === 0 && firstScore.every((first, tree) => first === tree % scores);
  const scoreOf = (tree: number) => `&sum[${firstScore[tree]}]`;
  return { kind: inTurn ? "rounds" : "table", scores, scoreOf } as const;
}

function printTreeScores(emission: Emission): Table {
  const { sum } = emission.plan;
  const firstScore = "firstScore" in sum ? sum.firstScore : new Int32Array();
  return printTable(emission, {
    name: "tree_score",
    type: "u8",
    groups: [
      { comment: "the score that each tree adds to", elements: Array.from(firstScore, String) },
    ],
  });
}

function startLines({ plan, prefix }: Emission): readonly string[] {
  const { sum } = plan;
  if (sum.kind === "integer") return Array.from(sum.base, (base, i) => `sum[${i}] = ${base};`);
  if (sum.kind !== "real") return [];
  return Array.from(sum.base, (base, i) => {
    const bits =
      sum.type === "f32"
        ? `${floatBitsLiteral(base)}U`
        : `0x${doubleBitsWords(base)
            .map((w) => w.slice(2))
            .join("")}ULL`;
    return `sum[${i}] = ${prefix.lower}_real_from(${bits});`;
  });
}

function sumComment({ sum }: Plan): string {
  switch (sum.kind) {
    case "integer":
      return `Sums the leaves that the features reach${sum.unit === 1 ? "" : `, in units of ${powerOfTwo(sum.unit)}`}.`;
    case "real":
      return "Sums the leaves that the features reach, in the trainer's order.";
    case "vote":
      return "Counts each tree's vote.";
    case "median":
      return "Sorts the leaves that the features reach.";
  }
}
