import { join } from "node:path";
import { expect, it } from "vitest";
import type { ClassHead, Head, ValueLink } from "../../src/core/ir/model.ts";
import { type FloatType, roundTo } from "../../src/core/ir/number-type.ts";
import type { SumCombine } from "../../src/core/ir/predictors/forest/forest.ts";
import { f32Bits, f32FromBits, f64Bits } from "../../src/core/math.ts";
import { deviceAnomaly } from "../../src/core/plan/heads/anomaly.ts";
import { deviceValues } from "../../src/core/plan/heads/values.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { integerScores, realScores } from "../../src/core/plan/scores.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { callFunctions } from "../support/call-functions.ts";
import { compileModel, temporaryFolder } from "../support/packages.ts";
import { stumps } from "../support/stumps.ts";
import { describeWith } from "../support/tools.ts";

const SANITIZED = ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const BUILDS = { native: SANITIZED, integer: [...SANITIZED, "-DM_INTEGER_REALS"] } as const;

const floats = new Float64Array(1);
const words = new BigUint64Array(floats.buffer);
function fromBits(bits: bigint, type: FloatType): number {
  words[0] = bits;
  return type === "f32" ? f32FromBits(Number(bits)) : floats[0]!;
}
const toBits = (x: number, type: FloatType) => (type === "f32" ? BigInt(f32Bits(x)) : f64Bits(x));

/** Pairs of reals of any size: near each other, ties, whole numbers, subnormals, infinities. */
function pairs(type: FloatType, count: number): readonly (readonly [number, number])[] {
  const random = seededRandom(5);
  const largest = type === "f32" ? 127 : 1023;
  const digits = type === "f32" ? 23 : 52;
  const real = (exponent: number, bits: number) => {
    const mantissa = 1 + Math.floor(random() * 2 ** bits) / 2 ** bits;
    const x = mantissa * 2 ** Math.max(exponent, -1074);
    return roundTo(type, random() < 0.5 ? -x : x);
  };
  const exponent = () => Math.floor(random() * (2 * largest + digits)) - largest - digits;
  const odd = [0, -0, 1, -1, Number.POSITIVE_INFINITY, 2 ** (-largest - digits + 1)];
  return Array.from({ length: count }, () => {
    const kind = random();
    if (kind < 0.03) return [odd[Math.floor(random() * odd.length)]!, real(0, digits)];
    const bits = kind < 0.3 ? Math.floor(random() * 6) : digits;
    const first = kind < 0.6 ? Math.floor(random() * 20) - 10 : exponent();
    const second = random() < 0.7 ? first - Math.floor(random() * (digits + 4)) : exponent();
    const all = [real(Math.min(first, largest), bits), real(Math.min(second, largest), digits)];
    return [all[0]!, all[1]!];
  });
}

/** Everything that a sum may call: its type's addition, division, product, comparison, rounding. */
function everyOperation(type: FloatType) {
  // Leaves so large that sums may be infinite, which the emitted functions then allow for.
  const large = type === "f32" ? 2 ** 125 : 2 ** 1020;
  const head: ClassHead = {
    kind: "classes",
    labels: { type: "integer", names: ["0", "1"] },
    link: "sigmoid",
    type,
    decide: { kind: "threshold", compare: "gt", value: 0 },
  };
  const combine: SumCombine = {
    kind: "sum",
    accumulator: type,
    base: Float64Array.of(0),
    divisor: Float64Array.of(3),
    scale: 0.5,
    bias: Float64Array.of(1),
  };
  const model = stumps([[large, 1]], { combine, head });
  return compileModel(model, { target: "generic", name: "m", sums: "exact" });
}

const OPERATIONS = `
        const m_real a = m_real_from(in[0]);
        const m_real b = m_real_from(in[1]);
        const int divides = (in[1] & in[2]) != 0 && (in[1] & in[2]) < in[3];
        out[0] = m_real_bits(m_add(a, b));
        out[1] = m_real_bits(m_multiply(a, b));
        out[2] = divides ? m_real_bits(m_divide(a, b)) : 0;
        out[3] = (uint64_t)m_greater(a, b);
        out[4] = float_word(m_to_float(a));
        out[5] = m_distance(a, b);`;

describeWith(["gcc"], "emitted arithmetic", () => {
  const folder = temporaryFolder();

  it.each([
    ["f64", "native"],
    ["f64", "integer"],
    ["f32", "native"],
    ["f32", "integer"],
  ] as const)("of %s reals, %s, is IEEE's to the last bit", async (type, build) => {
    const result = everyOperation(type);
    const { sum } = result.plan;
    if (sum.kind !== "real") throw new Error("the sums are not real");
    const numbers = pairs(type, 60_000);
    const infinity = toBits(Number.POSITIVE_INFINITY, type);
    const magnitude = type === "f32" ? 0x7fffffffn : (1n << 63n) - 1n;
    const input = BigUint64Array.from(
      numbers.flatMap(([a, b]) => [toBits(a, type), toBits(b, type), magnitude, infinity]),
    );
    const body =
      type === "f32"
        ? OPERATIONS.replaceAll(/from\((in\[\d\])\)/g, "from((uint32_t)$1)")
        : OPERATIONS;
    const home = join(folder, `${type}-${build}`);
    const given = { words: input, width: 4, results: 6 };
    const out = await callFunctions(result, { folder: home, body, flags: BUILDS[build] }, given);
    expect(out.length).toBe(6 * numbers.length);
    const wrong: string[] = [];
    numbers.forEach(([a, b], i) => {
      const check = (what: string, word: bigint, wanted: number, of: FloatType) => {
        const got = fromBits(word, of);
        if (!Object.is(got, wanted)) wrong.push(`${a} ${what} ${b}: ${got}, not ${wanted}`);
      };
      const [added, product, quotient, greater, float, distance] = out.subarray(6 * i);
      check("+", added!, roundTo(type, a + b), type);
      check("*", product!, roundTo(type, a * b), type);
      if (b !== 0 && Number.isFinite(b)) check("/", quotient!, roundTo(type, a / b), type);
      check(">", f64Bits(Number(greater)), Number(a > b), "f64");
      check("as float", float!, Math.fround(a), "f32");
      const scores = realScores(sum, Float64Array.of(a, b));
      if (Number.isFinite(a - b))
        check("from", f64Bits(Number(distance)), scores.distance(0, 1), "f64");
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

const LINKS: readonly ValueLink[] = [
  { kind: "exp" },
  { kind: "exp", scale: 0.7 },
  { kind: "exp", scale: 17.5 },
  { kind: "sigmoid" },
  { kind: "sigmoid", scale: 0.011 },
  { kind: "log1pexp" },
  { kind: "log1pexp", scale: 2.5 },
  { kind: "signed-square" },
];

const ANOMALIES = [
  { kind: "anomaly", type: "f64", normalFrom: 3, divisor: 10.24, offset: -0.5 },
  { kind: "anomaly", type: "f64", normalFrom: 3, divisor: 0.3, offset: -3 },
] as const;

const HEADS: readonly { readonly name: string; readonly head: Head }[] = [
  ...LINKS.map((link) => ({
    name: `${link.kind} ${link.scale ?? ""}`,
    head: { kind: "values", type: "f64", links: [link] } as const,
  })),
  ...ANOMALIES.map((head) => ({ name: `anomaly ${head.divisor}`, head })),
];

function linked({ head }: Plan, scores: ReturnType<typeof integerScores>): number {
  if (head.kind === "anomaly") return deviceAnomaly(head, scores);
  if (head.kind !== "values") throw new Error("no link");
  return deviceValues(head, scores)[0]!;
}

/** Leaves that are multiples of 2^-bits and no coarser: that becomes the unit of integer sums. */
function linkModel(head: Head, bits: number) {
  const combine: SumCombine = { kind: "sum", accumulator: "f64", base: Float64Array.of(0) };
  return stumps([[2 ** -bits, 100]], { combine, head });
}

describeWith(["gcc"], "emitted links", () => {
  const folder = temporaryFolder();
  const scores = Array.from({ length: 20_001 }, (_, i) => (i - 10_000) * 10_007 + (i % 7));

  it.each(HEADS)("$name of integer sums, as in the plan", async ({ name, head }) => {
    for (const bits of [4, 16, 24]) {
      const model = linkModel(head, bits);
      const result = compileModel(model, { target: "generic", name: "m", sums: "bounded" });
      const { sum } = result.plan;
      if (sum.kind !== "integer") throw new Error("the sums are not integers");
      expect(sum.units[0]).toBe(2 ** -bits);
      const sums = (head.kind === "anomaly" ? scores.map(Math.abs) : scores).map(
        (score) => Math.trunc(score / 2 ** (24 - bits)) + (score % 3),
      );
      const call = head.kind === "anomaly" ? "score" : "value";
      const body = `out[0] = float_word(m_${call}((int32_t)(int64_t)in[0]));`;
      const input = BigUint64Array.from(sums, (score) => BigInt.asUintN(64, BigInt(score)));
      const home = join(folder, `${name}-${bits}`.replace(/\W/g, "_"));
      const given = { words: input, width: 1, results: 1 };
      const out = await callFunctions(result, { folder: home, body, flags: SANITIZED }, given);
      const expected = sums.map((score) =>
        f32Bits(linked(result.plan, integerScores(sum, Int32Array.of(score)))),
      );
      expect(Array.from(out, Number)).toEqual(expected);
      expect(new Set(expected).size).toBeGreaterThan(20);
    }
  });

  it.each(HEADS)("$name of real sums, as in the plan", async ({ name, head }) => {
    const result = compileModel(linkModel(head, 20), {
      target: "generic",
      name: "m",
      sums: "exact",
    });
    const { sum } = result.plan;
    if (sum.kind !== "real") throw new Error("the sums are not real");
    const large = [1e-300, 5e-9, 88.7, 104, 700, 1e9, 1e300].flatMap((x) => [x, -x]);
    const reals = [0, -0, ...large, ...scores.map((score) => score / 2 ** 20 + 1e-9)].map((x) =>
      head.kind === "anomaly" ? Math.abs(x) : x,
    );
    const call = head.kind === "anomaly" ? "score" : "value";
    const body = `out[0] = float_word(m_${call}(m_real_from(in[0])));`;
    for (const [build, flags] of Object.entries(BUILDS)) {
      const home = join(folder, `${name}-${build}`.replace(/\W/g, "_"));
      const given = { words: BigUint64Array.from(reals, f64Bits), width: 1, results: 1 };
      const out = await callFunctions(result, { folder: home, body, flags }, given);
      const expected = reals.map((x) =>
        f32Bits(linked(result.plan, realScores(sum, Float64Array.of(x)))),
      );
      expect(Array.from(out, Number)).toEqual(expected);
    }
  });
});
