import { applyBlend, type Outcome } from "./blend.ts";
import { anomalyValue, decideClass, linkProbabilities, linkValues } from "./head.ts";
import type { Head } from "./model.ts";

/** What a head makes of raw scores; `winner` is the predictor's own. */
export function applyHead(head: Head, raw: ArrayLike<number>, winner: number): Outcome {
  switch (head.kind) {
    case "values": {
      const values = linkValues(head, raw);
      return { prediction: values[0]!, values };
    }
    case "classes":
      return {
        prediction: decideClass(head.decide, raw, winner),
        probabilities: linkProbabilities(head, raw),
      };
    case "anomaly":
      return {
        prediction: raw[0]! >= head.normalFrom ? 1 : -1,
        values: Float64Array.of(anomalyValue(head, raw[0]!)),
      };
    case "blend":
      return applyBlend(head, raw);
  }
}
