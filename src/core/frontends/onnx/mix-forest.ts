import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { divisors, type Forest, type SumCombine } from "../../ir/predictors/forest/forest.ts";
import { joinForests, joinSums } from "../../ir/predictors/forest/join.ts";
import { joinColumns } from "../join-columns.ts";
import type { Ensemble } from "./ensemble.ts";
import { buildForest } from "./forest.ts";
import { mapTable, tableOf } from "./leaf-tables.ts";
import { collectTrees } from "./trees.ts";
import type { Columns, LeafTable, Mix, Part } from "./values.ts";

/** Trees of several ensembles in one forest, and what they read. */
export interface Joined {
  readonly input: Columns;
  readonly operator: string;
  readonly forest: Forest;
}

/** A mix of trees' leaves alone is one sum, as onnxruntime adds it; undefined for other mixes. */
export function sumOfTables(mix: Mix, problems: Problems): Joined | undefined {
  const tables = mix.parts.map(weightedTable);
  if (!tables.every((table) => table !== undefined)) return undefined;
  const { input, places } = inputsOf(
    tables.map(({ ensemble }) => ensemble),
    mix,
  );
  const scores = Array.from({ length: mix.width }, (_, score) => score);
  const forests = tables.map((table) => forestOfTable(table, problems));
  problems.throwIfErrors();
  const parts = forests.map((forest, i) => ({ forest: forest!, features: places[i]!, scores }));
  const forest = joinForests(parts, mix.width, {
    kind: "sum",
    accumulator: mix.type,
    base: new Float64Array(mix.width),
    ...(mix.divisor === 1 ? {} : { divisor: divisors(mix.width, mix.divisor) }),
  });
  return { input, operator: tables[0]!.ensemble.operator, forest };
}

function weightedTable({ value, weight }: Part): LeafTable | undefined {
  const table = value.kind === "ballot" ? undefined : tableOf(value);
  return table && (weight === 1 ? table : mapTable(table, (x) => x * weight));
}

/** The one tree of a table, its leaves' numbers in place of the file's. */
export function forestOfTable({ ensemble, rows, width }: LeafTable, problems: Problems) {
  const weights = ensemble.nodes.weights.map((_, node) =>
    (rows.get(node) ?? []).map((value, score) => ({ score, value })),
  );
  const own: Ensemble = {
    ...ensemble,
    nodes: { ...ensemble.nodes, weights },
    scores: width,
    base: [],
    aggregate: "sum",
  };
  return buildForest(own, collectTrees(own), [], problems);
}

/** The columns of all ensembles, each once. */
function inputsOf(ensembles: readonly Ensemble[], { at }: Pick<Mix, "at">) {
  const { input } = ensembles[0]!;
  if (ensembles.some((other) => other.input.steps !== input.steps))
    fail("onnx/partly-normalized", {}, { at });
  const { columns, features } = joinColumns(ensembles.map((ensemble) => ensemble.input));
  return { input: { ...input, columns }, places: features };
}

/** An ensemble and its trees; no forest where faults were reported. */
export interface Grown {
  readonly ensemble: Ensemble;
  readonly forest: Forest | undefined;
}

/** Ensembles side by side, each with scores of its own. */
export function sideBySide(
  members: readonly Grown[],
  of: Pick<Mix, "at">,
  problems: Problems,
): Joined {
  problems.throwIfErrors();
  const ensembles = members.map(({ ensemble }) => ensemble);
  const { input, places } = inputsOf(ensembles, of);
  const parts = members.map(({ forest }, i) => ({ forest: forest!, features: places[i]! }));
  const combines = parts.map(({ forest }) => forest.combine as SumCombine);
  if (new Set(combines.map(({ accumulator }) => accumulator)).size > 1)
    fail("onnx/bad-node", { what: "sums of floats and of doubles" }, of);
  return { input, operator: ensembles[0]!.operator, forest: joinSums(parts, combines) };
}
