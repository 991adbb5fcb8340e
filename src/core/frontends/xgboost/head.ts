import { sigmoid32 } from "../../ir/head.ts";
import { type Head, valueHead } from "../../ir/model.ts";
import { f32FromKey, f32Key } from "../../math.ts";
import type { Objective } from "./objectives.ts";

/** XGBoost keeps no labels: classes are 0 ... K-1. */
export function headOf({ output }: Objective, groups: number): Head {
  if (output === "values") return valueHead(1);
  const isBinary = output === "binary";
  const count = isBinary ? 2 : groups;
  return {
    kind: "classes",
    labels: { type: "integer", names: Array.from({ length: count }, (_, i) => String(i)) },
    link: isBinary ? "sigmoid" : "softmax",
    type: "f32",
    decide: isBinary
      ? { kind: "threshold", compare: "ge", value: leastPositiveMargin() }
      : { kind: "argmax" },
  };
}

/**
 * The wrapper's class is 1 iff p > 0.5 in float32; p rises with the margin, so that is a threshold
 * on the margin: a little above 0, where 1 + expf(-m) still rounds to 2.
 */
function leastPositiveMargin(): number {
  let below = f32Key(0);
  let above = f32Key(1);
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (sigmoid32(f32FromKey(middle)) > 0.5) above = middle;
    else below = middle;
  }
  return f32FromKey(above);
}
