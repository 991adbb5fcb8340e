import {
  choiceAt,
  type JsonObject,
  numberAt,
  numbersAt,
  objectAt,
  objectsAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Choice, ChoicesHead, Head } from "../../ir/model.ts";
import type { Forest } from "../../ir/predictors/forest/forest.ts";
import { checkScoreParts } from "../../ir/score-parts.ts";
import { isF32 } from "../../math.ts";
import { checkBlend, readBlend } from "./blend.ts";
import {
  checkClasses,
  checkLinks,
  type ReportFault,
  readClassHead,
  readValueHead,
} from "./linked-heads.ts";
import { exactNumberAt } from "./numbers.ts";

/** The head of `scores` raw scores; without links each score is an output as it is. */
export function readHead(document: JsonObject, scores: number, problems: Problems): Head {
  const head = objectAt(document, "head");
  const kind = choiceAt(head, "kind", ["values", "classes", "choices", "anomaly", "blend"]);
  if (kind === "values") return readValueHead(head, scores, problems);
  if (kind === "classes") return readClassHead(head, problems);
  if (kind === "choices") return { kind, choices: objectsAt(head, "choices").map(readChoice) };
  if (kind === "blend") return readBlend(head, problems);
  return {
    kind,
    type: choiceAt(head, "type", ["f32", "f64"]),
    normalFrom: exactNumberAt(head, "normalFrom"),
    divisor: exactNumberAt(head, "divisor"),
    offset: exactNumberAt(head, "offset"),
  };
}

function readChoice(choice: JsonObject): Choice {
  return {
    firstScore: numberAt(choice, "firstScore"),
    classes: Array.from(numbersAt(choice, "classes")),
  };
}

function checkChoices({ choices }: ChoicesHead, report: ReportFault): void {
  choices.forEach(({ classes }, i) => {
    const at = `head.choices[${i}].classes`;
    report(classes.length === 0, "a choice without classes", at);
    report(!classes.every(isF32), "a class is no binary32", at);
  });
}

/** Reports where the head and the scores it is given do not fit. */
export function checkHead(head: Head, { scores, combine }: Forest, problems: Problems): void {
  const report: ReportFault = (isFault, cause, at) => {
    if (isFault) problems.add("mlc-json/inconsistent", { cause }, at);
  };
  if (head.kind === "values") {
    const links = head.links.length;
    report(links !== scores, `${links} links where the model has ${scores} scores`, "head.links");
    checkLinks(head, report);
    return;
  }
  if (head.kind === "anomaly") {
    report(scores !== 1, `an anomaly detector has 1 score, not ${scores}`, "head.kind");
    report(!(head.divisor > 0), "the divisor is not above 0", "head.divisor");
    report(!Number.isFinite(head.offset), "the offset is not finite", "head.offset");
    return;
  }
  if (head.kind === "choices" || head.kind === "blend") {
    checkScoreParts(head, scores, (isFault, cause, at) => report(isFault, cause, `head.${at}`));
  }
  if (head.kind === "choices") {
    checkChoices(head, report);
    report(combine.kind !== "sum", "choices are between sums", "head.kind");
    return;
  }
  if (head.kind === "blend") {
    checkBlend(head, report);
    return;
  }
  checkClasses(head, scores, report);
  report(
    (head.decide.kind === "winner") !== (combine.kind === "vote"),
    "a winner is decided exactly where the trees vote",
    "head.decide",
  );
}
