import { type Head, labelsOf, outputCount } from "../ir/model.ts";
import { counted } from "../text/numbers.ts";

/** What a model tells: "3 classes", "a value", "2 values", "normal or anomaly". */
export function outcomeText(head: Head, scores: number): string {
  const labels = labelsOf(head);
  if (labels) return counted(labels.names.length, "class", "classes");
  if (head.kind === "anomaly") return "normal or anomaly";
  const outputs = outputCount(head, scores);
  return outputs === 1 ? "a value" : counted(outputs, "value");
}
