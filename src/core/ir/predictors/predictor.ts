import type { Forest } from "./forest/forest.ts";

/** Computes raw scores from the numbers that leave the steps. Each kind has a folder here. */
export type Predictor = Forest;
