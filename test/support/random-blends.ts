import type {
  BlendMember,
  ClassBlend,
  ClassBlendMember,
  ClassHead,
  Head,
  ValueBlend,
  ValueHead,
  ValueLink,
} from "../../src/core/ir/model.ts";
import { scoresOf, valueHead } from "../../src/core/ir/model.ts";
import { type FloatType, roundTo } from "../../src/core/ir/number-type.ts";
import { between, pick, type Random } from "./random.ts";
import type { Shape } from "./random-shapes.ts";

const labelsOf = (count: number) => ({
  type: "integer" as const,
  names: Array.from({ length: count }, (_, i) => String(i)),
});

/** Weights as people give them, or none. */
function weightsOf(random: Random, count: number): readonly (number | undefined)[] {
  const list = pick(random, [[1, 2, 5], [0.1, 0.2, 0.3, 0.7], [1, 0.5, 0], []]);
  const own = Array.from({ length: count }, () =>
    list.length > 0 ? pick(random, list) : undefined,
  );
  return own.every((weight) => weight === 0) ? own.map(() => 1) : own;
}

const sumOf = (weights: readonly (number | undefined)[]) =>
  weights.reduce<number>((sum, weight = 1) => sum + weight, 0);

/** Links of two classes; a hard vote takes any that decides. */
const ONE_SCORE = { soft: ["sigmoid"], hard: ["sigmoid", "step", "complement"] } as const;

function memberHead(
  random: Random,
  classes: number,
  { scored, how }: { readonly scored: boolean; readonly how: ClassBlend["how"] },
): ClassHead {
  const labels = labelsOf(classes);
  const link = scored
    ? ("identity" as const)
    : pick(random, ["identity", "softmax", ...(classes === 2 ? ONE_SCORE[how] : [])] as const);
  const single = link !== "identity" && link !== "softmax";
  const value = pick(random, [0, 0.25, -0.1]);
  const type = typeOf(random);
  const divided = link === "softmax" && type === "f64" && random() < 0.3;
  return {
    kind: "classes",
    labels,
    link,
    ...(link === "sigmoid" && random() < 0.5 ? { linkScale: pick(random, [2, 0.7]) } : {}),
    ...(divided ? { linkDivisor: 3 } : {}),
    type,
    decide: single ? { kind: "threshold", compare: "ge", value } : { kind: "argmax" },
  };
}

const typeOf = (random: Random): FloatType => pick(random, ["f64", "f64", "f32"]);

/** XGBoost's float32 stays so where no weight and no other member is a double. */
function blendType(members: readonly BlendMember<ClassHead | ValueHead>[]): FloatType {
  return members.every(({ head, weight }) => head.type === "f32" && weight === undefined)
    ? "f32"
    : "f64";
}

function classBlend(random: Random): ClassBlend {
  const soft = random() < 0.6;
  const classes = between(random, 2, 4);
  const count = between(random, 1, 4);
  const weights = weightsOf(random, count);
  const scored = random() < 0.3;
  let firstScore = 0;
  const members = weights.map((weight): ClassBlendMember => {
    // A member may know fewer classes, in an order of their own.
    const fewer = soft && classes > 2 && random() < 0.3;
    const head = memberHead(random, fewer ? 2 : classes, {
      scored,
      how: soft ? "soft" : "hard",
    });
    const place = { firstScore, head, ...(weight === undefined ? {} : { weight }) };
    firstScore += scoresOf(head);
    return fewer
      ? {
          ...place,
          classes: pick(random, [
            [0, 2],
            [2, 1],
            [0, 1],
          ]),
        }
      : place;
  });
  const blend = { kind: "blend", labels: labelsOf(classes), members } as const;
  return soft
    ? { ...blend, how: "soft", type: blendType(members), divisor: sumOf(weights) }
    : { ...blend, how: "hard", type: pick(random, ["f32", "f64"] as const) };
}

const LINKS = ["identity", "exp", "sigmoid", "log1pexp", "signed-square", "step"] as const;

function linkedHead(random: Random, outputs: number, type: FloatType): ValueHead {
  const links = Array.from({ length: outputs }, (): ValueLink => {
    const kind = pick(random, LINKS);
    if (kind === "step") return { kind, limit: { compare: "gt", value: 0 } };
    const scale = kind !== "signed-square" && random() < 0.3 ? { scale: 0.5 } : {};
    return { kind, ...scale };
  });
  return { kind: "values", type, links };
}

function valueBlend(random: Random): ValueBlend {
  const outputs = pick(random, [1, 1, 2]);
  const weights = weightsOf(random, between(random, 1, 4));
  const linked = random() < 0.5;
  // Behind links, members and their average are of one type.
  const together = weights.some((weight) => weight !== undefined) ? "f64" : typeOf(random);
  const members = weights.map((weight, i) => ({
    firstScore: i * outputs,
    head: linked
      ? linkedHead(random, outputs, together)
      : { ...valueHead(outputs), type: typeOf(random) },
    ...(weight === undefined ? {} : { weight }),
  }));
  return {
    kind: "blend",
    how: "average",
    type: blendType(members),
    members,
    divisor: sumOf(weights),
  };
}

/** One score a tree; scores that are probabilities are means of such. */
function shapeOf(random: Random, head: ClassBlend | ValueBlend): Shape {
  const isProbability: boolean[] = [];
  const types: FloatType[] = [];
  for (const { head: own } of head.members)
    for (let i = 0; i < scoresOf(own); i++) {
      isProbability.push(own.kind === "classes" && own.link === "identity");
      types.push(own.type);
    }
  const rounded = (score: number, x: number) => roundTo(types[score]!, x);
  const scores = isProbability.length;
  const size = pick(random, [1, 1, 40]);
  const number = (r: Random) => (r() < 0.3 ? between(r, -4, 4) / 4 : r() - 0.5) * size;
  const base = Float64Array.from(isProbability, (yes, i) => (yes ? 0 : rounded(i, number(random))));
  return {
    stride: 1,
    scores,
    rounds: scores,
    head: head as Head,
    combine: (trees) => ({
      kind: "sum",
      accumulator: types,
      base,
      divisor: Float64Array.from(isProbability, (yes) => (yes ? trees / scores : 1)),
    }),
    leaf: (r, score) => [
      rounded(score, isProbability[score] ? pick(r, [r(), 0, 1, 0.25]) : number(r)),
    ],
  };
}

/** Several models in one. */
export const BLENDS: readonly ((random: Random) => Shape)[] = [
  (random) => shapeOf(random, classBlend(random)),
  (random) => shapeOf(random, valueBlend(random)),
];
