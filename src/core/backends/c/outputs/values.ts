import type { ValueHead, ValueLink } from "../../../ir/model.ts";
import { apiOf } from "../../../plan/api.ts";
import type { Emission } from "../emission.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { isAbove } from "./choice.ts";
import { perScore, printDecision } from "./decision.ts";
import { functionNames } from "./index.ts";
import { type LinkKind, printLink, printLinkHelpers } from "./links.ts";
import { scoreUnit } from "./score-unit.ts";

export function printValueOutputs(
  emission: Emission,
  head: ValueHead,
  sums: SumPrinter,
): readonly string[] {
  const { plan, engine } = emission;
  const names = functionNames(emission, sums);
  const { functions, expressionOf } = linkFunctions(emission, head.links, sums);
  const several = head.links.length > 1;
  const sorted = several && head.sorted === true;
  const sort = () =>
    engine.render("c/outputs/sort", {
      ...names,
      isGreater: sums.isGreater("sum[at - 1]", "own"),
    });
  const predict = several
    ? engine.render("c/outputs/predict-values", {
        ...names,
        sorted,
        ...perScore("outputs", head.links.length, expressionOf),
      })
    : engine.render("c/outputs/predict-value", { ...names, value: expressionOf("sum[0]", 0) });
  return [
    ...functions,
    ...(sorted ? [sort()] : []),
    predict,
    ...(apiOf(plan).decision ? [printDecision(emission, sums)] : []),
  ];
}

function isFunction({ kind }: ValueLink): boolean {
  return kind !== "identity" && kind !== "step";
}

/** One function for each different link and unit; identities and steps need none. */
export function linkFunctions(emission: Emission, links: readonly ValueLink[], sums: SumPrinter) {
  const keyOf = (link: ValueLink, score: number) =>
    `${link.kind} ${link.scale ?? 1} ${link.factor ?? 1} ${scoreUnit(emission.plan, score)}`;
  const found = new Map<string, { readonly link: ValueLink; readonly score: number }>();
  links.forEach((link, score) => {
    if (isFunction(link)) found.set(keyOf(link, score), { link, score });
  });
  const keys = [...found.keys()];
  const nameOf = (key: string) =>
    `${emission.prefix.lower}_value${keys.length > 1 ? `_${keys.indexOf(key)}` : ""}`;
  const kinds = [...found.values()].map(({ link }) => link.kind as LinkKind);
  return {
    functions: [
      ...printLinkHelpers(emission, kinds),
      ...[...found].map(([key, of]) => printLink(emission, sums, { ...of, name: nameOf(key) })),
    ],
    expressionOf(sum: string, score: number): string {
      const link = links[score]!;
      if (link.limit) return `${isAbove(emission, link.limit, score, sum)} ? 1.0f : 0.0f`;
      if (isFunction(link)) return `${nameOf(keyOf(link, score))}(${sum})`;
      return link.scale === undefined
        ? sums.asFloat(sum, score)
        : sums.scaled(sum, score, link.scale);
    },
  };
}
