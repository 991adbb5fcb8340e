import { expect, it } from "vitest";
import type { EncodingId } from "../../src/core/plan/encodings/encoding.ts";
import type { InputType } from "../../src/core/plan/plan.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { BOARD_OF_CORE, EMULATION_TOOLS, rowsFor, wrongOn } from "../support/emulated-boards.ts";
import { randomLinearModel } from "../support/linear-model.ts";
import { coverPairs, gather } from "../support/pairwise.ts";
import { keyOf, planOf, productCells } from "../support/plan-product.ts";
import { HEADS, LAYOUT_IDS, LEAVES, TESTS, traitsOf } from "../support/plan-traits.ts";
import { settings } from "../support/property.ts";
import { pick } from "../support/random.ts";
import { randomModel } from "../support/random-model.ts";
import { describeWith } from "../support/tools.ts";

const NIGHTLY = process.env.MLC_NIGHTLY === "1";

const CELLS = productCells();
const REACHED = new Map(CELLS.map((cell) => [keyOf(cell.traits), cell]));

/** A byte is as small in the node itself, so a pool of single bytes is never the better plan. */
const NEVER_CHOSEN = ["pool u8"];

const INPUTS = {
  ...{ bits: ["f32"], float: ["f32"], rank: ["f32", "i16"], integer: ["i8", "u16"] },
} as const satisfies Record<EncodingId, readonly InputType[]>;

const SHAPES = LAYOUT_IDS.flatMap((layout) =>
  (Object.keys(INPUTS) as (keyof typeof INPUTS)[]).map((encoding) => [layout, encoding] as const),
);

/** What plans of random models choose, and no small model's. */
function unreachedBy(seeds: readonly number[]): readonly string[] {
  const unreached = new Set<string>();
  for (const seed of seeds) {
    const random = seededRandom(seed);
    const model = seed % 5 === 0 ? randomLinearModel(seed) : randomModel(seed);
    for (const [layout, encoding] of SHAPES) {
      const plan = planOf(model, {
        ...{ target: "generic", layout, encoding },
        inputType: pick(random, INPUTS[encoding]),
        missing: encoding === "float" ? "finite" : pick(random, ["exact", "finite"]),
        sums: pick(random, ["auto", "exact", "bounded"]),
        optimize: pick(random, ["size", "speed", "balanced"]),
      });
      const key = plan && keyOf(traitsOf(plan));
      if (key && !REACHED.has(key)) unreached.add(`${key} (seed ${seed})`);
    }
  }
  return [...unreached];
}

it("small models reach every layout, encoding, way to store leaves and head", () => {
  const reached = (of: "layout" | "tests" | "leaves" | "head") =>
    new Set(CELLS.map(({ traits }) => traits[of] as string));
  expect(LAYOUT_IDS.filter((id) => !reached("layout").has(id))).toEqual([]);
  expect(TESTS.filter((id) => !reached("tests").has(id))).toEqual([]);
  expect(LEAVES.filter((id) => !reached("leaves").has(id))).toEqual(NEVER_CHOSEN);
  expect(HEADS.filter((id) => !reached("head").has(id))).toEqual([]);
});

it("and every combination of them that plans of random models choose", () => {
  const { numRuns, seed } = settings(1000);
  const seeds = Array.from({ length: numRuns }, (_, i) => seed + i);
  expect(unreachedBy(seeds)).toEqual([]);
}, 240_000);

/** All cells on all cores at night; by day few runs in which the pairs meet. */
const RUNS = CELLS.flatMap(({ traits }) => BOARD_OF_CORE.map((board) => ({ ...traits, board })));
const CHOSEN = NIGHTLY ? RUNS : coverPairs(RUNS);
console.log(
  `layouts x encodings x leaves x heads: ${CELLS.length} combinations on ${BOARD_OF_CORE.length} cores, ${CHOSEN.length} of ${RUNS.length} runs`,
);

describeWith(EMULATION_TOOLS, "what a plan can choose answers on every core as the plan", () => {
  const cases = gather(CHOSEN, "board").map(
    ({ choice, values }) => [keyOf(choice), values] as const,
  );
  it.concurrent.each(cases)(
    "%s: %s",
    async (key, boards) => {
      const result = REACHED.get(key)!.compile();
      expect(keyOf(traitsOf(result.plan))).toBe(key);
      const asked = rowsFor(result, 60);
      const wrong: string[] = [];
      for (const id of boards) {
        const found = await wrongOn(id, result, asked);
        if (found) wrong.push(found);
      }
      expect(wrong).toEqual([]);
    },
    240_000,
  );
});
