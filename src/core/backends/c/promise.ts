import type { ClassHead } from "../../ir/model.ts";
import { apiOf } from "../../plan/api.ts";
import { classMargin } from "../../plan/class-margin.ts";
import { probabilityBound } from "../../plan/heads/probabilities.ts";
import type { Plan } from "../../plan/plan.ts";

/** What holds between the device and the trainer, in one line. */
export function promiseText(plan: Plan): string {
  const { head } = plan;
  if (head.kind !== "classes") return `every leaf as the trainer's; the value ${scoreText(plan)}`;
  const { decision, probability } = apiOf(plan);
  const linked = head.link !== "identity";
  return [
    classText(plan, head),
    ...(decision || (probability && !linked) ? [`scores ${scoreText(plan)}`] : []),
    ...(probability && linked ? [probabilityText(plan, head)] : []),
  ].join("; ");
}

function classText(plan: Plan, head: ClassHead): string {
  const margin = classMargin(plan, head);
  if (margin === 0) return "every leaf and every class as the trainer's";
  const near =
    head.decide.kind === "threshold"
      ? `the score lies within ${number(margin)} of the threshold`
      : `the two best scores lie within ${number(margin)} of each other`;
  return `every leaf as the trainer's; the class too unless ${near}`;
}

function scoreText({ sum }: Plan): string {
  switch (sum.kind) {
    case "integer":
      return `within ${number(sum.bound)}`;
    case "vote":
      return "within 2^-23";
    default:
      return "rounded to the nearest float";
  }
}

function probabilityText({ sum }: Plan, head: ClassHead): string {
  return `probabilities within ${number(probabilityBound(head, sum.kind === "integer" ? sum.bound : 0))}`;
}

/** Two digits, rounded up: a bound that holds as it is read. */
function number(bound: number): string {
  const exponent = Math.floor(Math.log10(bound)) - 1;
  const digits = Math.ceil(Number((bound / 10 ** exponent).toPrecision(12)));
  return String(Number(`${digits}e${exponent}`));
}
