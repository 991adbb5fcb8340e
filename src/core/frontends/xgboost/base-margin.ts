import { type JsonObject, stringAt } from "../../containers/json-view.ts";
import { logf } from "../../math.ts";
import type { Objective } from "./objectives.ts";
import { badParameter } from "./parameters.ts";
import { atLeast, type Release } from "./release.ts";

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const SCALAR = new RegExp(`^\\s*${NUMBER}\\s*$`);

/** The float32 margin of each score that every row starts from, by `base_score`. */
export function readBaseMargins(
  parameters: JsonObject,
  { objective, scores, release }: { objective: Objective; scores: number; release: Release },
): Float64Array {
  const text = stringAt(parameters, "base_score");
  const given = parseBaseScore(text);
  if (!given || (given.length !== 1 && given.length !== scores)) {
    const expected = scores === 1 ? "a number" : `1 or ${scores} numbers`;
    badParameter(parameters, "base_score", text, expected);
  }
  const margins = given.map((score) => baseMargin(objective, score, release));
  if (!margins.every(Number.isFinite)) {
    badParameter(parameters, "base_score", text, DOMAINS[objective.baseMargin]);
  }
  return Float64Array.from({ length: scores }, (_, i) => margins[i] ?? margins[0]!);
}

const DOMAINS: Readonly<Record<Objective["baseMargin"], string>> = {
  identity: "a finite number",
  logit: "a probability",
  log: "a number above 0",
};

/**
 * The numbers in `base_score`: "5E-1" up to release 3.0, "[5E-1]" or one a score from 3.1 (which
 * still loads a scalar). Undefined if it is neither.
 */
function parseBaseScore(text: string): readonly number[] | undefined {
  if (SCALAR.test(text)) return [Math.fround(Number(text))];
  // A pattern over a whole long vector would backtrack; each number is matched by itself.
  const inner = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1];
  const parts = inner?.split(",");
  if (!parts?.every((part) => SCALAR.test(part))) return undefined;
  return parts.map((part) => Math.fround(Number(part)));
}

function baseMargin({ baseMargin: rule }: Objective, score: number, release: Release): number {
  if (rule === "identity") return score;
  if (rule === "log") return logf(score);
  const b = atLeast(release, 3, 2) ? clip(score) : score;
  return Math.fround(-logf(Math.fround(Math.fround(1 / b) - 1)));
}

/** From 3.2.0 the logit is taken of a score clipped to [1e-6, 1 - 1e-6]; not at 3.1.3. */
function clip(score: number): number {
  const low = Math.fround(1e-6);
  return Math.min(Math.max(score, low), Math.fround(1 - low));
}
