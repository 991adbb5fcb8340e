import type { ValueHead, ValueLink } from "../../ir/model.ts";
import { isPower } from "../heads/link-factor.ts";
import type { SumPlan } from "../plan.ts";
import { libraryTerms } from "./library-terms.ts";
import { part, type Quantity, quantity } from "./terms.ts";

/** Values, and the links that they are made by. */
export function valueTerms(head: ValueHead, sum: SumPlan): readonly Quantity[] {
  const { links } = head;
  const several = links.length > 1;
  const sorted = several && head.sorted === true;
  const shifts = (links.length * (links.length - 1)) / 2;
  const printed = printedScores(links, sum);
  const identities = links.filter(({ kind }) => kind === "identity").length;
  return [
    part("value", !several, 1),
    part("values", several, links.length),
    quantity("values.each", printed > 1 ? printed : 0),
    part("values.sort", sorted, links.length),
    quantity("values.shift", 0, sorted ? { typical: shifts / 2, most: shifts } : 0),
    ...linkTerms(links, sum),
    ...(sum.kind === "integer" && identities > 0 ? floats(isScaled(sum), identities) : []),
  ];
}

/** Functions of links, and the static ones that they call. */
export function linkTerms(links: readonly ValueLink[], sum: SumPlan): readonly Quantity[] {
  const functions = linkFunctions(links, sum);
  const own = (kind: ValueLink["kind"]) => functions.filter((link) => link.kind === kind).length;
  const of = (kind: ValueLink["kind"]) => links.filter((link) => link.kind === kind).length;
  const power = functions.some(isPower);
  const square = own("signed-square") > 0 && sum.kind !== "real";
  return [
    ...(["exp", "sigmoid", "log1pexp", "signed-square"] as const).map((kind) =>
      quantity(`link.${kind}`, own(kind), of(kind)),
    ),
    quantity("link.step", of("step"), of("step")),
    quantity("link.factor", functions.filter(({ factor }) => factor !== undefined).length),
    part("link.power", power),
    part("link.float-of", power || square),
    part("link.ratio", own("sigmoid") > 0),
    realLink(sum, functions.length),
  ];
}

/** The link functions' own handling of a sum's type. */
export function realLink(sum: SumPlan, count = 1): Quantity {
  const real = sum.kind === "real";
  return quantity(real && sum.type === "f32" ? "link.real32" : "link.real64", real ? count : 0);
}

/** Conversions of integers to float, and products with a float unit; both are a library's on many cores. */
export function floats(scaled: boolean, passes = 0): readonly Quantity[] {
  return [
    quantity("float", 1, passes),
    quantity("float.scaled", 0, scaled ? passes : 0),
    ...libraryTerms("f32", { multiply: scaled }),
  ];
}

export function isScaled(sum: SumPlan): boolean {
  return sum.kind !== "integer" || sum.units.some((unit) => unit !== 1);
}

/** What decides how a score's link is printed: its kind, constants and unit. */
function linkKey({ kind, scale, factor }: ValueLink, score: number, sum: SumPlan): string {
  return [kind, scale, factor, sum.kind === "integer" ? sum.units[score] : 0].join();
}

/** Links that are functions, each different one once. */
function linkFunctions(links: readonly ValueLink[], sum: SumPlan): readonly ValueLink[] {
  const found = new Map<string, ValueLink>();
  links.forEach((link, score) => {
    if (link.kind !== "identity" && link.kind !== "step")
      found.set(linkKey(link, score, sum), link);
  });
  return [...found.values()];
}

/** Statements that outputs take: one in a loop where all are alike. */
function printedScores(links: readonly ValueLink[], sum: SumPlan): number {
  const alike = new Set(links.map((link, score) => linkKey(link, score, sum))).size === 1;
  return alike && links[0]!.kind !== "step" ? 1 : links.length;
}
