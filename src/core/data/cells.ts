import type { Feature } from "../ir/model.ts";
import { parseNumber } from "./numbers.ts";

/** Reads a cell of one feature; undefined where it is nothing that the feature takes. */
export type CellParser = (text: string) => number | undefined;

/**
 * Numbers; of a feature with categories their names too, before the codes that they stand for. What
 * is neither is a category that the model does not know, and so missing.
 */
export function cellParser({ categories }: Feature): CellParser {
  if (!categories) return parseNumber;
  const codes = new Map(categories.map((name, code) => [name, code]));
  return (text) => codes.get(text) ?? codes.get(text.trim()) ?? parseNumber(text) ?? Number.NaN;
}
