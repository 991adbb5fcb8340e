import { exp, exp2, expf, log1p } from "../math.ts";
import type {
  AnomalyHead,
  ChoicesHead,
  ClassHead,
  Decision,
  ScoreLimit,
  ValueHead,
  ValueLink,
} from "./model.ts";
import { type FloatType, roundTo } from "./number-type.ts";

/** Index of the first largest element. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Whether a score is on the upper side of a limit; NaN never is. */
export function isAbove({ compare, value }: ScoreLimit, score: number): boolean {
  return compare === "ge" ? score >= value : score > value;
}

/** The class that raw scores decide for; `winner` is the predictor's own. */
export function decideClass(decide: Decision, raw: ArrayLike<number>, winner: number): number {
  switch (decide.kind) {
    case "argmax":
      return argmax(raw);
    case "threshold":
      return isAbove(decide, raw[0]!) ? 1 : 0;
    case "winner":
      return winner;
  }
}

/**
 * Raw scores to class probabilities, in the trainer's type; exp is correctly rounded here, where
 * trainers use their libm's (1 ulp) or NumPy's vector code (2 ulp).
 */
export function linkProbabilities(head: ClassHead, raw: ArrayLike<number>): Float64Array {
  const { type, linkScale = 1, linkDivisor = 1 } = head;
  const bothOf = (p: number) => Float64Array.of(roundTo(type, 1 - p), roundTo(type, p));
  switch (head.link) {
    case "identity":
      return Float64Array.from(raw, (score) => roundTo(type, score));
    case "complement":
      return bothOf(raw[0]!);
    case "sigmoid":
      return bothOf(sigmoid(type, raw[0]! * linkScale));
    case "step":
      return bothOf(decideClass(head.decide, raw, -1));
    case "sigmoids":
      return Float64Array.from(raw, (score) => sigmoid(type, score * linkScale));
    case "softmax": {
      const scores = divided(type, raw, linkDivisor);
      return type === "f32" ? softmax32(scores) : softmax64(scores);
    }
  }
}

function divided(type: FloatType, raw: ArrayLike<number>, by: number): ArrayLike<number> {
  return by === 1 ? raw : Float64Array.from(raw, (score) => roundTo(type, score / by));
}

/** What a value head gives for raw scores. */
export function linkValues(
  { links, type, sorted }: ValueHead,
  raw: ArrayLike<number>,
): Float64Array {
  const values = Float64Array.from(links, (link, i) => {
    const { kind, scale = 1, factor = 1 } = link;
    const linked = VALUE_LINKS[kind](roundTo(type, raw[i]! * scale), type, link);
    return factor === 1 ? linked : roundTo(type, linked * factor);
  });
  return sorted ? values.sort() : values;
}

/** In the trainer's type; exponentials and logarithms are correctly rounded. */
const VALUE_LINKS: Readonly<
  Record<ValueLink["kind"], (x: number, type: FloatType, link: ValueLink) => number>
> = {
  identity: (x) => x,
  exp: (x, type) => (type === "f32" ? expf(x) : exp(x)),
  sigmoid: (x, type) => sigmoid(type, x),
  log1pexp: (x) => log1p(exp(x)),
  "signed-square": (x, type) => roundTo(type, Math.sign(x) * x * x),
  step: (x, _, { limit }) => (isAbove(limit!, x) ? 1 : 0),
};

/** The class of each output that its own scores decide for. */
export function chosenClasses({ choices }: ChoicesHead, raw: ArrayLike<number>): Float64Array {
  return Float64Array.from(choices, ({ firstScore, classes }) => {
    const own = classes.map((_, k) => raw[firstScore + k]!);
    return classes[argmax(own)]!;
  });
}

/** An isolation forest's decision value. */
export function anomalyValue({ divisor, offset, type }: AnomalyHead, raw: number): number {
  const power = roundTo(type, exp2(-roundTo(type, raw / divisor)));
  return roundTo(type, -power - offset);
}

function sigmoid(type: FloatType, x: number): number {
  return type === "f32" ? sigmoid32(x) : sigmoid64(x);
}

/** scikit-learn: scipy's expit, equal to 1 / (1 + exp(-x)). */
function sigmoid64(x: number): number {
  return 1 / (1 + exp(-x));
}

/** XGBoost: 1 / (1 + expf(min(-x, 88.7))) in float32. */
export function sigmoid32(x: number): number {
  return Math.fround(1 / Math.fround(1 + expf(Math.min(-x, Math.fround(88.7)))));
}

function softmax64(raw: ArrayLike<number>): Float64Array {
  const most = raw[argmax(raw)]!;
  const result = Float64Array.from(raw, (score) => exp(score - most));
  let sum = 0;
  for (const e of result) sum += e;
  return result.map((e) => e / sum);
}

/** XGBoost: float32 exponentials, summed in double, divided by the sum rounded to float32. */
function softmax32(raw: ArrayLike<number>): Float64Array {
  const most = raw[argmax(raw)]!;
  const result = Float64Array.from(raw, (score) => expf(Math.fround(score - most)));
  let sum = 0;
  for (const e of result) sum += e;
  return result.map((e) => Math.fround(e / Math.fround(sum)));
}
