import { type Head, labelsOf, outputCount } from "../ir/model.ts";
import { counted } from "../text/numbers.ts";

/** What a model tells: "3 classes", "a value", "2 values", "3 labels", "normal or anomaly". */
export function outcomeText(head: Head, scores: number): string {
  const labels = labelsOf(head);
  if (labels) return counted(labels.names.length, "class", "classes");
  if (head.kind === "anomaly") return "normal or anomaly";
  const outputs = outputCount(head, scores);
  const what = head.kind === "choices" ? "label" : "value";
  return outputs === 1 ? `a ${what}` : counted(outputs, what);
}
