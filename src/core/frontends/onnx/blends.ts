import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { sigmoid32 } from "../../ir/head.ts";
import {
  type BlendHead,
  type ClassBlend,
  type ClassBlendMember,
  type ClassHead,
  type Decision,
  isSingleScore,
  type Labels,
  scoresOf,
  type ValueHead,
  valueHead,
} from "../../ir/model.ts";
import { firstFloat } from "../first-float.ts";
import { buildForest } from "./forest.ts";
import { addedLast } from "./heads.ts";
import { tableOf } from "./leaf-tables.ts";
import { forestOfTable, type Grown, type Joined, sideBySide } from "./mix-forest.ts";
import { collectTrees } from "./trees.ts";
import type { LeafTable, Mix, Part, Probabilities, Scores } from "./values.ts";

type Blended<H extends BlendHead> = Joined & { readonly head: H };

interface GrownMember<H> extends Grown {
  readonly head: H;
  readonly weight: number;
}

/** Classifiers whose probabilities are added up, or that vote. */
export function classBlend(mix: Mix, labels: Labels, problems: Problems): Blended<ClassBlend> {
  refuseTail(mix);
  const votes = mix.parts.some(({ value }) => value.kind === "ballot");
  const members = mix.parts.map((part) => classMember(part, { labels, votes, mix }, problems));
  const head = { kind: "blend", type: mix.type, labels, members: placed(members) } as const;
  return {
    ...sideBySide(members, mix, problems),
    head: votes ? { ...head, how: "hard" } : { ...head, how: "soft", divisor: mix.divisor },
  };
}

/** Regressors whose values are added up. */
export function valueBlend(mix: Mix, problems: Problems): Blended<BlendHead> {
  refuseTail(mix);
  if (mix.outputType !== mix.type) refuseParts(mix);
  const members = mix.parts.map(({ value, weight }): GrownMember<ValueHead> => {
    const head = { ...valueHead(mix.width), type: mix.type };
    if (value.kind === "table")
      return { ensemble: value.ensemble, forest: forestOfTable(value, problems), head, weight };
    if (value.kind !== "scores") return refuseParts(mix);
    return { ...grownScores(value, problems), head, weight };
  });
  const joined = sideBySide(members, mix, problems);
  const how = { how: "average", divisor: mix.divisor } as const;
  return { ...joined, head: { kind: "blend", type: mix.type, members: placed(members), ...how } };
}

/** A regressor's trees, its base added last. */
export function grownScores({ ensemble }: Scores, problems: Problems): Grown {
  const trees = collectTrees(ensemble);
  return { ensemble, forest: buildForest(ensemble, trees, addedLast(ensemble, trees), problems) };
}

function refuseTail({ tail: [first] }: Mix): void {
  if (first) fail("onnx/unsupported-tail", { operation: first.kind }, { at: first.at });
}

function refuseParts({ at }: Mix): never {
  fail("onnx/mixed-parts", {}, { at });
}

/** Heads with the place of each one's scores behind those before it. */
function placed<H extends ClassHead | ValueHead>(members: readonly GrownMember<H>[]) {
  let next = 0;
  return members.map(({ head, weight }) => {
    const firstScore = next;
    next += scoresOf(head);
    return { firstScore, head, ...(weight === 1 ? {} : { weight }) };
  }) satisfies readonly { readonly firstScore: number }[] as readonly (ClassBlendMember & {
    readonly head: H;
  })[];
}

interface OfBlend {
  readonly labels: Labels;
  readonly votes: boolean;
  readonly mix: Mix;
}

function classMember(
  { value, weight }: Part,
  { labels, votes, mix }: OfBlend,
  problems: Problems,
): GrownMember<ClassHead> {
  if (value.kind === "ballot" || (value.kind === "probabilities" && !votes)) {
    const of = value.kind === "ballot" ? value.of : value;
    const { grown, link, decide } = grownClassifier(of, mix, problems);
    const { scale } = of;
    const scaled = scale === 1 ? {} : { linkScale: scale };
    const head: ClassHead = { kind: "classes", labels, link, ...scaled, type: mix.type, decide };
    return { ...grown, head, weight };
  }
  const own = tableOf(value);
  if (!own) return refuseParts(mix);
  const { share, table } = votes ? oneVote(own, mix) : { share: 1, table: own };
  const head = {
    kind: "classes",
    labels,
    link: "identity",
    type: mix.type,
    decide: FIRST,
  } as const;
  const forest = forestOfTable(table, problems);
  return { ensemble: table.ensemble, forest, head, weight: weight * share };
}

const FIRST = { kind: "argmax" } as const;

/** A table that gives one number, always the same, to one class. */
function oneVote(table: LeafTable, mix: Mix): { share: number; table: LeafTable } {
  const rows = [...table.rows.values()];
  const share = Math.max(...rows[0]!);
  const isVote = (row: readonly number[]) =>
    row.filter((x) => x === share).length === 1 && row.every((x) => x === share || x === 0);
  if (!(share > 0) || !rows.every(isVote)) refuseParts(mix);
  const ones = new Map(Array.from(table.rows, ([leaf, row]) => [leaf, row.map((x) => x / share)]));
  return { share, table: { ...table, rows: ones } };
}

interface GrownClassifier {
  readonly grown: Grown;
  readonly link: ClassHead["link"];
  readonly decide: Decision;
}

/** A classifier's trees, and how its probabilities, not its sums, decide. */
function grownClassifier(of: Probabilities, mix: Mix, problems: Problems): GrownClassifier {
  const { ensemble, link } = of;
  const { base } = ensemble;
  if (link === "opposite" || link === "sigmoids") return refuseParts(mix);
  // 1 - s is the sum of -s, with 1 added last.
  if (link === "complement" && base.length === 0) return bothClasses(of, problems);
  const forest = buildForest(ensemble, collectTrees(ensemble), base, problems);
  const decide = isSingleScore({ link } as ClassHead) ? AT_HALF[link as "sigmoid"](of) : FIRST;
  return { grown: { ensemble, forest }, link, decide };
}

function bothClasses({ ensemble }: Probabilities, problems: Problems): GrownClassifier {
  const weights = ensemble.nodes.weights.map((leaf) =>
    leaf.flatMap(({ value }) => [
      { score: 0, value: -value },
      { score: 1, value },
    ]),
  );
  const own = { ...ensemble, nodes: { ...ensemble.nodes, weights }, scores: 2 };
  const forest = buildForest(own, collectTrees(own), [1, 0], problems);
  return { grown: { ensemble, forest }, link: "identity", decide: FIRST };
}

/** Where the second of two probabilities is the larger one. */
const AT_HALF = {
  complement: (): Decision => ({ kind: "threshold", compare: "gt", value: 0.5 }),
  sigmoid: ({ scale }: Probabilities): Decision => ({
    kind: "threshold",
    compare: "ge",
    value: firstFloat(-1, (s) => sigmoid32(Math.fround(s * scale)) > 0.5),
  }),
};
