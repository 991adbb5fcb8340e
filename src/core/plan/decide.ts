import { argmax, decideClass } from "../ir/head.ts";
import type { AnomalyHead, ClassHead, ScoreLimit } from "../ir/model.ts";

/** A head whose prediction is a choice: a class index, or 1 for normal and -1 for an anomaly. */
export type DecidingHead = ClassHead | AnomalyHead;

/** What integer sums in units of `unit` decide for. */
export function decideSums(head: DecidingHead, sums: Int32Array, unit: number): number {
  const limit = scoreLimit(head);
  if (limit === undefined) return argmax(sums);
  return choiceOf(head, sums[0]! >= integerThreshold(limit, unit));
}

/** What the trainer's scores decide for. */
export function decideScores(head: DecidingHead, raw: ArrayLike<number>, winner: number): number {
  if (head.kind === "classes") return decideClass(head.decide, raw, winner);
  return choiceOf(head, raw[0]! >= head.normalFrom);
}

/** Where the only score changes the prediction; undefined where several are compared. */
export function scoreLimit(head: DecidingHead): ScoreLimit | undefined {
  if (head.kind === "anomaly") return { compare: "ge", value: head.normalFrom };
  return head.decide.kind === "threshold" ? head.decide : undefined;
}

function choiceOf({ kind }: DecidingHead, above: boolean): number {
  if (kind === "anomaly") return above ? 1 : -1;
  return above ? 1 : 0;
}

/** The least integer sum on the upper side of a limit. */
export function integerThreshold({ compare, value }: ScoreLimit, unit: number): number {
  const limit = value / unit;
  return compare === "ge" ? Math.ceil(limit) : Math.floor(limit) + 1;
}
