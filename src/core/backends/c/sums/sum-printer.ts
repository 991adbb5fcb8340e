/**
 * The accumulator in C: its tables and functions, and expressions that heads are made of. Scores
 * are given as C expressions such as "sum[k]".
 */
export interface SumPrinter {
  /** Type of one sum, and how many there are. */
  readonly type: string;
  readonly count: number;
  readonly tables: readonly string[];
  readonly functions: readonly string[];
  /** Statements after the last tree, on sum[]. */
  readonly finish: Finish;
  /** The float that outputs give, of a sum that holds this score. */
  asFloat(sum: string, score: number): string;
  /** uint32_t: |a - b| where a > b, as an exponential takes it; and |a|. */
  distance(a: string, b: string): string;
  size(sum: string): string;
  isNegative(sum: string): string;
  isGreater(a: string, b: string): string;
  /** 1 - score, score * by and the square with its sign, as floats. */
  complement(sum: string, score: number): string;
  scaled(sum: string, score: number, by: number): string;
}

/** `loop`: on sum[score], for each score alike; then `lines`. */
export interface Finish {
  readonly loop: readonly string[];
  readonly lines: readonly string[];
}

export const NO_FINISH: Finish = { loop: [], lines: [] };

const notOffered = () => "";

/** Of votes and ranks, which no head takes through a link. */
export const COUNTS = {
  isGreater: (a: string, b: string) => `${a} > ${b}`,
  distance: notOffered,
  size: notOffered,
  isNegative: notOffered,
  complement: notOffered,
  scaled: notOffered,
};
