import { logf } from "../../math.ts";
import type { Objective } from "./objectives.ts";

/** [major, minor, patch] of the release that wrote the file. */
export type Release = readonly [major: number, minor: number, patch: number];

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const SCALAR = new RegExp(`^\\s*${NUMBER}\\s*$`);

/**
 * The numbers in `base_score`: "5E-1" up to release 3.0, "[5E-1]" or one a group from 3.1 (which
 * still loads a scalar). Undefined if it is neither.
 */
export function parseBaseScore(text: string): readonly number[] | undefined {
  if (SCALAR.test(text)) return [Math.fround(Number(text))];
  // A pattern over a whole long vector would backtrack; each number is matched by itself.
  const inner = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1];
  const parts = inner?.split(",");
  if (!parts?.every((part) => SCALAR.test(part))) return undefined;
  return parts.map((part) => Math.fround(Number(part)));
}

/** float32 margin that every row starts from. */
export function baseMargin(objective: Objective, score: number, release: Release): number {
  if (objective.baseMargin === "identity") return score;
  const b = clipsProbability(release) ? clip(score) : score;
  return Math.fround(-logf(Math.fround(Math.fround(1 / b) - 1)));
}

/** From 3.2.0 the logit is taken of a score clipped to [1e-6, 1 - 1e-6]; not at 3.1.3. */
function clipsProbability([major, minor]: Release): boolean {
  return major > 3 || (major === 3 && minor >= 2);
}

function clip(score: number): number {
  const low = Math.fround(1e-6);
  return Math.min(Math.max(score, low), Math.fround(1 - low));
}
