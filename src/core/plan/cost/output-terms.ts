import { type ChoicesHead, type ClassHead, labelsOf } from "../../ir/model.ts";
import { apiOf } from "../api.ts";
import { countsUp } from "../heads/choices.ts";
import { isExponential } from "../heads/probabilities.ts";
import { averageTerms } from "./average-terms.ts";
import { blendTerms } from "./blend-terms.ts";
import type { CostInput } from "./input.ts";
import { libraryTerms } from "./library-terms.ts";
import { floats, isScaled, realLink, valueTerms } from "./link-terms.ts";
import { part, type Quantity, quantity } from "./terms.ts";

/** The public functions, and the static ones that they call of scores. */
export function outputTerms(input: CostInput): readonly Quantity[] {
  const { head, inputType, copies } = input;
  const { probability, decision } = apiOf(input);
  const named = labelsOf(head) !== undefined;
  return [
    quantity("package", 1, 1),
    part("inputs.float", inputType === "f32"),
    part("api.several", probability || decision),
    part("names", named),
    part("names.copy", named && copies),
    ...decisionTerms(input, decision),
    ...headTerms(input, probability),
  ];
}

/** Where no tree tests anything, compilers leave answers and labels; they do not follow exponentials. */
export function constantTerms(input: CostInput): readonly Quantity[] {
  const { head, sum, inputType, copies } = input;
  const named = labelsOf(head) !== undefined;
  const computed = head.kind === "classes" && isExponential(head) && apiOf(input).probability;
  return [
    quantity("constant", 1, 1),
    part("inputs.float", inputType === "f32"),
    part("names", named),
    part("names.copy", named && copies),
    ...(computed ? probabilityTerms(head, sum) : []),
  ];
}

function headTerms(input: CostInput, probability: boolean): readonly Quantity[] {
  const { head, sum } = input;
  switch (head.kind) {
    case "values":
      return valueTerms(head, sum);
    case "average":
      return averageTerms(head, sum);
    case "choices":
      return choicesTerms(head);
    case "classes":
      return [...choiceTerms(head), ...(probability ? probabilityTerms(head, sum) : [])];
    case "anomaly":
      return [
        quantity("threshold", 1, 1),
        ...(apiOf(input).decision
          ? [quantity("anomaly", 1), quantity("link.power", 1), ...floats(true), realLink(sum)]
          : []),
      ];
    case "blend":
      return blendTerms(head, { sum, probability });
  }
}

function choiceTerms({ decide, labels }: ClassHead): readonly Quantity[] {
  if (decide.kind === "threshold") return [quantity("threshold", 1, 1)];
  const argmax = decide.kind === "argmax";
  return [
    part("argmax", argmax, 1),
    quantity("argmax.score", 0, argmax ? labels.names.length - 1 : 0),
  ];
}

function choicesTerms(head: ChoicesHead): readonly Quantity[] {
  const { choices } = head;
  const scores = choices.reduce((total, { classes }) => total + classes.length, 0);
  return [
    quantity("choices", 1, 1),
    quantity("choices.each", choices.length, choices.length),
    quantity("argmax.score", 0, scores),
    part("float", countsUp(head), choices.length),
  ];
}

function probabilityTerms(head: ClassHead, sum: CostInput["sum"]): readonly Quantity[] {
  const real = sum.kind === "real";
  return [
    quantity("probability", 1),
    quantity(`probability.${head.link}`, 1),
    part("exponential", isExponential(head)),
    part("probability.real32", real && sum.type === "f32"),
    part("probability.real64", real && sum.type === "f64"),
    ...(head.link === "step" ? [quantity("float", 1)] : []),
    ...(isExponential(head)
      ? [quantity("float.unsigned", 1), ...libraryTerms("f32", { multiply: true })]
      : []),
    ...(!(real || isExponential(head) || head.link === "step") ? floats(isScaled(sum)) : []),
  ];
}

function decisionTerms({ head, sum }: CostInput, decision: boolean): readonly Quantity[] {
  if (!decision || head.kind === "anomaly") return [part("decision", decision)];
  return [quantity("decision", 1), ...(sum.kind === "real" ? [] : floats(isScaled(sum)))];
}
