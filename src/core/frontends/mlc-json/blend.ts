import {
  choiceAt,
  hasKey,
  type JsonObject,
  numberAt,
  numbersAt,
  objectAt,
  objectsAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { type BlendHead, scoresOf } from "../../ir/model.ts";
import {
  checkClasses,
  checkLinks,
  type ReportFault,
  readClassHead,
  readLabels,
  readValueHead,
} from "./linked-heads.ts";
import { exactNumberAt } from "./numbers.ts";

/** Heads of several models, each on scores of its own. */
export function readBlend(head: JsonObject, problems: Problems): BlendHead {
  const how = choiceAt(head, "how", ["soft", "hard", "average"]);
  const type = choiceAt(head, "type", ["f32", "f64"]);
  const members = objectsAt(head, "members");
  if (how === "average") {
    return {
      kind: "blend",
      how,
      type,
      members: members.map((member) => ({
        ...placeAt(member),
        head: readValueHead(ownHead(member, "values"), 1, problems),
      })),
      divisor: exactNumberAt(head, "divisor"),
    };
  }
  const classes = {
    kind: "blend",
    type,
    labels: readLabels(head),
    members: members.map((member) => ({
      ...placeAt(member),
      head: readClassHead(ownHead(member, "classes"), problems),
      ...(hasKey(member, "classes") ? { classes: Array.from(numbersAt(member, "classes")) } : {}),
    })),
  } as const;
  return how === "hard"
    ? { ...classes, how }
    : { ...classes, how, divisor: exactNumberAt(head, "divisor") };
}

function ownHead(member: JsonObject, kind: "values" | "classes"): JsonObject {
  const head = objectAt(member, "head");
  choiceAt(head, "kind", [kind]);
  return head;
}

function placeAt(member: JsonObject) {
  const weight = hasKey(member, "weight") ? { weight: exactNumberAt(member, "weight") } : {};
  return { firstScore: numberAt(member, "firstScore"), ...weight };
}

/** Reports where members do not fit each other. */
export function checkBlend(head: BlendHead, report: ReportFault): void {
  head.members.forEach(({ head: own, weight = 1 }, i) => {
    const at = `head.members[${i}]`;
    report(!Number.isFinite(weight), "the weight is not finite", `${at}.weight`);
    if (own.kind === "classes") {
      checkClasses(own, scoresOf(own), (isFault, cause) => report(isFault, cause, `${at}.head`));
      report(own.decide.kind === "winner", "a member has no vote", `${at}.head.decide`);
    }
  });
  if (head.how === "average") {
    const outputs = head.members[0]?.head.links.length ?? 0;
    head.members.forEach(({ head: own }, i) => {
      const count = own.links.length;
      const at = `head.members[${i}].head`;
      report(count !== outputs, `${count} outputs, not ${outputs}`, at);
      checkLinks(own, (isFault, cause) => report(isFault, cause, at));
    });
  } else checkMemberClasses(head, report);
  if ("divisor" in head) {
    report(!Number.isFinite(head.divisor), "the divisor is not finite", "head.divisor");
  }
}

function checkMemberClasses(
  head: Exclude<BlendHead, { how: "average" }>,
  report: ReportFault,
): void {
  const all = head.labels.names.length;
  report(all === 0, "a classifier without classes", "head.labels.names");
  head.members.forEach(({ head: own, classes }, i) => {
    const count = own.labels.names.length;
    const expected = classes?.length ?? all;
    const at = `head.members[${i}].classes`;
    report(count !== expected, `${expected} classes for ${count} labels`, at);
    const known = (k: number) => Number.isInteger(k) && k >= 0 && k < all;
    report(!(classes ?? []).every(known), `classes are 0 to ${all - 1}`, at);
  });
}
