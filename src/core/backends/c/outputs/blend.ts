import {
  type ClassBlend,
  type ClassBlendMember,
  type SoftBlend,
  scoresOf,
} from "../../../ir/model.ts";
import { apiOf } from "../../../plan/api.ts";
import { scoreLimit } from "../../../plan/decide.ts";
import { memberShare, partScale, SHARE_BITS } from "../../../plan/heads/blend.ts";
import { linkFactor } from "../../../plan/heads/link-factor.ts";
import { isExponential } from "../../../plan/heads/probabilities.ts";
import { voteWeights } from "../../../plan/heads/vote-weights.ts";
import { toFloatLiteral, toHex } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { isAbove } from "./choice.ts";
import { printExp } from "./classes.ts";
import { functionNames } from "./index.ts";
import { scaleView } from "./links.ts";
import { scoreUnit } from "./score-unit.ts";

/** What each class gets from the members together, and what it is compared and printed as. */
export function printBlend(
  emission: Emission,
  head: ClassBlend,
  sums: SumPrinter,
): readonly string[] {
  const { plan, engine } = emission;
  const names = {
    ...functionNames(emission, sums),
    blendType: "uint32_t",
    isMore: "blend[k] > blend[best]",
  };
  const soft = head.how === "soft";
  const { helpers, lines } = soft
    ? softLines(emission, head, sums)
    : hardLines(emission, head, sums);
  return [
    ...helpers,
    engine.render("c/outputs/blend", {
      ...names,
      lines,
      what: soft
        ? `The members' probabilities times their weights, in units of 2^-${SHARE_BITS}.`
        : "The weights of the members that vote for each class.",
      parts: soft
        ? String(Math.max(...head.members.map(({ head: own }) => own.labels.names.length)))
        : "",
    }),
    engine.render("c/outputs/predict-blend", names),
    ...(apiOf(plan).probability
      ? [
          engine.render("c/outputs/probability-blend", {
            ...names,
            asFloat: `(float)blend[k] * ${toFloatLiteral(2 ** -SHARE_BITS)}`,
          }),
        ]
      : []),
  ];
}

interface Printed {
  /** Static functions. */
  readonly helpers: readonly string[];
  readonly lines: readonly string[];
}

function softLines(emission: Emission, head: SoftBlend, sums: SumPrinter): Printed {
  const { engine, prefix } = emission;
  const p = prefix.lower;
  const helpers = [engine.render("c/links/high", { p })];
  const names = new Map<string, string>();
  const linkNames = new Map<string, number>();
  /** The function of a member's link, printed when it is first needed. */
  const functionOf = (member: ClassBlendMember): string => {
    const { link } = member.head;
    const key = `${link} ${linkFactor(member.head, 0)}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const number = (linkNames.get(link) ?? 0) + 1;
    linkNames.set(link, number);
    const name = `${p}_${link}${number === 1 ? "" : `_${number}`}`;
    names.set(key, name);
    helpers.push(...printMemberLink(emission, member, { name, sums }));
    return name;
  };
  if (head.members.some(({ head: own }) => isExponential(own)))
    helpers.push(engine.render("c/links/ratio", { p, bits: "24" }));
  const adds = head.members.some(({ classes }) => classes === undefined);
  const lines = head.members.flatMap((member) => {
    const { firstScore, head: own, classes } = member;
    const share = `${toHex(memberShare(head, member), 8)}U`;
    const count = scoresOf(own);
    const call =
      own.link === "sigmoid"
        ? `${functionOf(member)}(sum[${firstScore}], part);`
        : `${functionOf(member)}(&sum[${firstScore}], ${count}, part);`;
    const added = classes
      ? classes.map((k, i) => `blend[${k}] += ${p}_high(part[${i}] << 7, ${share});`)
      : [`${p}_add_member(part, ${share}, blend);`];
    return [call, ...added];
  });
  if (adds) helpers.push(engine.render("c/outputs/add-member", functionNames(emission, sums)));
  return { helpers, lines };
}

function printMemberLink(
  emission: Emission,
  { head, firstScore }: ClassBlendMember,
  { name, sums }: { readonly name: string; readonly sums: SumPrinter },
): readonly string[] {
  const { engine, prefix, plan } = emission;
  const exp = `${name}_exp`;
  const view = {
    p: prefix.lower,
    name,
    exp,
    sumType: sums.type,
    size: sums.size("score"),
    isNegative: sums.isNegative("score"),
    isGreater: sums.isGreater("sum[k]", "sum[best]"),
    distance: sums.distance("sum[best]", "sum[k]"),
    ownSize: sums.size("sum[k]"),
    ...scaleView(partScale(scoreUnit(plan, firstScore))),
  };
  const text = engine.render(`c/outputs/member-${head.link}`, view);
  return isExponential(head)
    ? [printExp(emission, head, { name: exp, score: firstScore }), text]
    : [text];
}

function hardLines(emission: Emission, head: ClassBlend, sums: SumPrinter): Printed {
  const { engine, prefix } = emission;
  const p = prefix.lower;
  const weights = voteWeights(head)!;
  const argmaxes = head.members.some(({ head: own }) => scoreLimit(own) === undefined);
  const isGreater = sums.isGreater("sum[k]", "sum[best]");
  const lines = head.members.map(({ head: own, firstScore }, i) => {
    const limit = scoreLimit(own);
    const voted = limit
      ? `${isAbove(emission, limit, firstScore)} ? 1 : 0`
      : `${p}_largest(&sum[${firstScore}], ${scoresOf(own)})`;
    return `blend[${voted}] += ${weights[i]}U;`;
  });
  const view = { p, sumType: sums.type, isGreater };
  return { helpers: argmaxes ? [engine.render("c/outputs/largest", view)] : [], lines };
}
