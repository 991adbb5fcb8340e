import type { ClassHead } from "../../ir/model.ts";
import { apiOf } from "../../plan/api.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import { linkText } from "./link-text.ts";

/** A function of the header: what a user reads about it, and its declaration without semicolon. */
export interface PublicFunction {
  readonly name: string;
  readonly comment: string;
  readonly returns: string;
  readonly parameters: readonly string[];
}

/** What decides which functions there are. */
export type ApiNames = Pick<Emission, "plan" | "prefix" | "mappedOnly">;

/** The public functions in order of use: predict first, self-test last. */
export function publicFunctions(emission: ApiNames, goldenRows = 0): readonly PublicFunction[] {
  const { plan, prefix } = emission;
  const { lower: p, upper: P } = prefix;
  const api = apiOf(plan);
  const features = `const ${INPUT_C_TYPE[plan.inputType]} features[${P}_N_FEATURES]`;
  const list: PublicFunction[] = [];
  function add(name: string, comment: string, returns: string, ...parameters: string[]): void {
    list.push({ name: `${p}_${name}`, comment, returns, parameters });
  }
  if (api.classes) add("predict", `The class, ${P}_CLASS_*.${tieRule(plan)}`, "int ", features);
  else if (api.anomaly) add("predict", "1 for a normal row, -1 for an anomaly.", "int ", features);
  else if (api.values === 1) add("predict", "The predicted value.", "float ", features);
  else add("predict", valuesComment(plan), "void ", features, `float outputs[${P}_N_OUTPUTS]`);
  if (api.probability) {
    const comment = "Writes each class's probability, 0 to 1.";
    add("predict_proba", comment, "void ", features, `float proba[${P}_N_CLASSES]`);
  }
  if (api.decision)
    add("decision", decisionComment(plan), "void ", features, `float raw[${P}_N_SCORES]`);
  if (api.classes) addClassNames(emission, add);
  const finite =
    plan.inputType === "f32"
      ? "0 if all features are finite, else 1 + the index of the first that is not."
      : "0: every integer is a valid feature.";
  add("check_input", finite, "int ", features);
  add(
    "self_test",
    `Runs ${goldenRows} golden rows; returns how many disagree, 0 = all well. In ${p}_self_test.c.`,
    "int ",
    "void",
  );
  return list;
}

type Add = (name: string, comment: string, returns: string, ...parameters: string[]) => void;

function addClassNames({ prefix, mappedOnly }: ApiNames, add: Add): void {
  const { lower: p, upper: P } = prefix;
  const range = `"" unless 0 <= class_index < ${P}_N_CLASSES.`;
  const flash = ` On AVR and ESP8266 it lies in flash, where only pgm_read_byte() and the like read it; ${p}_copy_class_name() reads it on every core.`;
  add(
    "class_name",
    `The label as trained, a constant; ${range}${mappedOnly ? "" : flash}`,
    "const char *",
    "int class_index",
  );
  if (mappedOnly) return;
  add(
    "copy_class_name",
    `Copies the label into text, cut to size - 1 characters and ended by 0.`,
    "void ",
    "int class_index",
    "char *text",
    "int size",
  );
}

function tieRule({ head }: Emission["plan"]): string {
  if (head.kind === "blend" && head.how === "hard")
    return " Equal votes: the lower index, as the trainer.";
  if (head.kind === "average" && head.labels)
    return " Equal probabilities: the lower index, as the trainer.";
  if (head.kind !== "classes") return "";
  if (head.decide.kind === "argmax") return " Equal scores: the lower index, as the trainer.";
  if (head.decide.kind === "winner")
    return " Equal votes: the first to reach them, as the trainer.";
  return "";
}

function valuesComment({ head }: Emission["plan"]): string {
  if (head.kind === "choices")
    return "Writes each output's label. Equal scores: the lower index, as the trainer.";
  const sorted = head.kind === "values" && head.sorted;
  return `Writes the predicted values${sorted ? ", in ascending order" : ""}.`;
}

function decisionComment({ head }: Emission["plan"]): string {
  switch (head.kind) {
    case "values":
      return head.links.length === 1
        ? `Writes the score s, of which the value is ${linkText(head.links[0]!)}.`
        : "Writes each output's score, before its link.";
    case "classes":
      return CLASS_SCORES[head.link];
    case "anomaly":
      return "Writes the decision value: the lower, the more abnormal.";
    case "choices":
    case "blend":
    case "average":
      return "";
  }
}

const CLASS_SCORES: Readonly<Record<ClassHead["link"], string>> = {
  identity: "Writes each class's score, which is its probability.",
  complement: "Writes the score of class 1, which is its probability.",
  sigmoid: "Writes the score of class 1 before the sigmoid, unbounded.",
  step: "Writes the score of class 1, unbounded.",
  sigmoids: "Writes each class's score before its sigmoid, unbounded.",
  softmax: "Writes each class's score before the softmax, unbounded.",
};
