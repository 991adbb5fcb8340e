import { applyBlend, type Outcome } from "./blend.ts";
import { anomalyValue, chosenClasses, decideClass, linkProbabilities, linkValues } from "./head.ts";
import type { Head } from "./model.ts";

/** What a head makes of raw scores; `winner` is the predictor's own. */
export function applyHead(head: Head, raw: ArrayLike<number>, winner: number): Outcome {
  switch (head.kind) {
    case "values": {
      const values = linkValues(head, raw);
      return { prediction: values[0]!, values };
    }
    case "classes": {
      const probabilities = linkProbabilities(head, raw);
      // Of infinite features and linear leaves; numpy.argmax takes the first NaN for the largest.
      const undecided = probabilities.findIndex(Number.isNaN);
      const prediction = undecided < 0 ? decideClass(head.decide, raw, winner) : undecided;
      return { prediction, probabilities };
    }
    case "anomaly":
      return {
        prediction: raw[0]! >= head.normalFrom ? 1 : -1,
        values: Float64Array.of(anomalyValue(head, raw[0]!)),
      };
    case "choices": {
      const values = chosenClasses(head, raw);
      return { prediction: values[0]!, values };
    }
    case "blend":
      return applyBlend(head, raw);
  }
}
