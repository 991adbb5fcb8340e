import { labelsOf, type Model } from "../../ir/model.ts";
import { columnCuts } from "../../ir/predictors/forest/cuts.ts";
import { outcomeText } from "../../plan/outcome.ts";
import type { Plan } from "../../plan/plan.ts";
import { treesOf } from "../../plan/plan.ts";
import type { Board } from "../../targets/target.ts";
import { toCommentText } from "../../text/c-text.ts";
import { counted, toCount, toQuantity } from "../../text/numbers.ts";
import { wrapText } from "../../text/wrap.ts";
import { promiseText } from "./promise.ts";

/** Sentences about a compiled model, for the header, the package files and the report alike. */
export interface Facts {
  /** "healthy, worn or faulty, from 6 features" */
  readonly sentence: string;
  readonly model: string;
  readonly file: string;
  readonly features: string;
  readonly classes: string;
  readonly scaler: string;
  readonly missing: string;
  readonly promise: string;
  readonly plan: string;
  readonly cost: string;
}

export function describeFacts(context: {
  readonly source: Model;
  readonly plan: Plan;
  readonly board: Board;
  readonly missingBecause: string;
}): Facts {
  const { source, plan, board } = context;
  const { origin, inputs, head } = source;
  const names = labelsOf(head)?.names ?? [];
  const count = inputs.features.length;
  return {
    sentence: `${outcome(source)}, from ${counted(count, "feature")}`,
    model: `${origin.estimator}, ${treesText(source, plan)}, ${origin.library}${origin.version ? ` ${origin.version}` : ""}`,
    file: `${origin.file}, sha256 ${origin.sha256}`,
    features: inputs.features
      .map(({ name, categories }) => (categories ? `${name} (a code)` : name))
      .join(", "),
    classes: names.join(", "),
    scaler:
      origin.transformers.length === 0
        ? ""
        : `${origin.transformers.join(", ")}, ${plan.mixing.length > 0 ? "computed before the trees" : "folded into the thresholds"}: pass raw values`,
    missing: missingText(plan, context.missingBecause),
    promise: promiseText(plan),
    plan: planText(plan),
    cost: costText(plan, board),
  };
}

/** The header's fixed keys in fixed order, wrapped; empty facts are left out. */
export function factLines(facts: Facts): readonly string[] {
  const { sentence: _, ...lines } = facts;
  return Object.entries(lines)
    .filter(([, text]) => text !== "")
    .flatMap(([key, text]) =>
      wrapText(toCommentText(text), 85).map(
        (line, i) => `${(i === 0 ? key : "").padEnd(10)}${line}`,
      ),
    );
}

function outcome({ head, predictor, origin }: Model): string {
  const labels = labelsOf(head);
  if (!labels)
    return `${outcomeText(head, predictor.scores)} by ${toCommentText(origin.estimator)}`;
  const names = labels.names.map(toCommentText);
  if (names.length > 6 || names.join("").length > 60) return `one of ${names.length} classes`;
  if (names.length < 2) return `always ${names.join("")}`;
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function treesText({ predictor, head }: Model, plan: Plan): string {
  const trees = treesOf(plan);
  const text = counted(trees, "tree");
  const { scores, firstScore } = predictor;
  if (head.kind === "blend") return text;
  const rounds = scores > 1 && predictor.leaves.stride === 1 && predictor.combine.kind === "sum";
  const inTurn = head.kind === "classes" || firstScore.every((first, i) => first === i % scores);
  if (!rounds || !inTurn || trees % scores !== 0) return text;
  const each = head.kind === "classes" ? "classes" : "outputs";
  return `${text} (${counted(trees / scores, "round")} x ${scores} ${each})`;
}

function missingText(plan: Plan, because: string): string {
  if (plan.inputType !== "f32") return "integer inputs hold no NaN";
  if (plan.missing === "exact") return "NaN of either sign takes the trainer's way";
  const order =
    plan.encoding === "float"
      ? "NaN counts as above every threshold (under -ffast-math, -NaN as below)"
      : "+NaN counts as above every threshold, -NaN as below";
  return `${because}: pass finite values; unnoticed, ${order}`;
}

/** "packed, rank, 16-bit leaves, plain integer sums" */
function planText({ body, encoding, leaves, sum }: Plan): string {
  const width = {
    u8: "8-bit",
    u16: "16-bit",
    u32: "32-bit",
    f32: "float32",
    f64: "float64",
  }[leaves.type];
  const sums = {
    integer: "integer sums",
    real: `${sum.kind === "real" && sum.type === "f32" ? "float32" : "float64"} sums in the trainer's order`,
    vote: "votes",
    median: "median",
  }[sum.kind];
  const stored =
    sum.kind === "vote"
      ? ""
      : `${width} leaves${leaves.kind === "pool" ? " in a pool" : ""}${leaves.linear ? ", linear models in some" : ""}, `;
  return `${body.layout}, ${encoding}, ${stored}${sums}`;
}

function costText({ estimate }: Plan, board: Board): string {
  const stack = toCount(estimate.stack);
  const unit = estimate.unit;
  return `about ${toCount(estimate.flash)} B flash, ${toCount(estimate.ram)} B RAM, ${stack} B stack, at most ${toCount(estimate.worstCount)} ${unit} a call (${board.id}, estimated)`;
}

/** Where the model splits each feature: its smallest and largest threshold, undefined where it does not. */
export function splitRanges(lowered: Model): readonly (readonly [string, string] | undefined)[] {
  const { features } = lowered.inputs;
  // Tests behind a mixing have thresholds of other numbers.
  if (lowered.steps.length > 0) return features.map(() => undefined);
  return columnCuts(lowered.predictor, features.length).map(({ low, high }) =>
    low > high ? undefined : [toQuantity(low), toQuantity(high)],
  );
}
