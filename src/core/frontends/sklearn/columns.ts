import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain } from "../../ir/model.ts";
import { type Forest, LEAF } from "../../ir/predictors/forest/forest.ts";

/** A column on its way through transformers: the input it comes from, and what became of it. */
export interface Column {
  readonly source: number;
  readonly chain: Chain;
}

/** The inputs as they are. */
export function inputColumns(width: number): readonly Column[] {
  return Array.from({ length: width }, (_, source) => ({ source, chain: [] }));
}

/** Each column with one more piece of chain. */
export function extended(columns: readonly Column[], chains: readonly Chain[]): readonly Column[] {
  return columns.map(({ source, chain }, i) => ({ source, chain: [...chain, ...chains[i]!] }));
}

/**
 * The forest on input features instead of columns, and each input's chain. An input may reach the
 * trees as several columns if all that they read have one chain.
 */
export function ontoInputs(forest: Forest, columns: readonly Column[], width: number) {
  const { nodes } = forest;
  const read = new Set<number>();
  const feature = nodes.feature.map((column, node) => {
    if (nodes.kind[node] === LEAF) return column;
    read.add(column);
    return columns[column]!.source;
  });
  const chains: Chain[] = Array.from({ length: width }, () => []);
  const spelled = new Map<number, string>();
  for (const column of read) {
    const { source, chain } = columns[column]!;
    const spelling = spellingOf(chain);
    if ((spelled.get(source) ?? spelling) !== spelling) failTwice(source);
    spelled.set(source, spelling);
    chains[source] = chain;
  }
  return { predictor: { ...forest, nodes: { ...nodes, feature } }, chains };
}

/** Chains with equal spelling are equal, also in the sign of a zero. */
function spellingOf(chain: Chain): string {
  return JSON.stringify(chain, (_, value) => (Object.is(value, -0) ? "-0" : value));
}

function failTwice(source: number): never {
  fail("sklearn/unsupported-option", {
    what: `feature ${source} reaching the model through two different chains of transformers`,
    advice: "give each column to one transformer, or copy the column in the data",
  });
}
