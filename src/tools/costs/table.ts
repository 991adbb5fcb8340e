import type { Quantities } from "../../core/plan/cost/cost.ts";
import { TERMS, type Term } from "../../core/plan/cost/terms.ts";
import type { CostTable, Weight } from "../../core/targets/target.ts";
import { dot, fitAbove, fitNearest, type Sample } from "./fit.ts";
import type { Measured } from "./measure.ts";

/** What the static worst case has to spare over the largest count that any probe took of it. */
const MARGIN = 1.4;

/** Estimates are asked to come within a tenth, or this many bytes. */
const BYTES = 150;
/** Counts below this are not told apart by shares. */
const COUNTS = 100;

/** A core's weights, fitted to what its probes took. */
export function weightsFrom(measured: readonly Measured[]): CostTable["weights"] {
  const bytes = fitNearest(measured.map(flashSample), TERMS.length);
  const rows = measured.flatMap(({ rows: own }) => own);
  const typical = fitNearest(
    rows
      .filter((row) => row.typical)
      .map(({ count, passed }) => countSample(count, passed, "typical")),
    TERMS.length,
  );
  const above = fitAbove(
    rows.map(({ count, passed }) => countSample(count, passed, "most")),
    typical,
  );
  const most = above.weights.map((weight) => weight * above.exceeded * MARGIN);
  const weightOf = (i: number): Weight => [
    Math.round(bytes[i]! * 10) / 10,
    Math.round(typical[i]! * 10) / 10,
    Math.ceil(most[i]! * 10) / 10,
  ];
  return Object.fromEntries(TERMS.map((term, i) => [term, weightOf(i)])) as CostTable["weights"];
}

function vectorOf(numbers: Iterable<readonly [Term, number]>): Float64Array {
  const found = new Map(numbers);
  return Float64Array.from(TERMS, (term) => found.get(term) ?? 0);
}

function flashSample({ flash, quantities: { constants, present } }: Measured): Sample {
  const tolerance = Math.max(BYTES, flash / 10);
  return { quantities: vectorOf(present), measured: flash - constants, tolerance };
}

function countSample(
  count: number,
  passed: Quantities["passed"],
  which: "typical" | "most",
): Sample {
  const quantities = vectorOf([...passed].map(([term, passes]) => [term, passes[which]] as const));
  return { quantities, measured: count, tolerance: Math.max(COUNTS, count) / 10 };
}

/** How far the fitted sums lie from the probes' flash, in tolerances: root mean square, and the largest. */
export function errorsOf(measured: readonly Measured[], weights: CostTable["weights"]) {
  const bytes = Float64Array.from(TERMS, (term) => weights[term][0]);
  const errors = measured.map((each) => {
    const { quantities, measured: own, tolerance } = flashSample(each);
    return { title: each.title, error: (dot(quantities, bytes) - own) / tolerance };
  });
  const square = errors.reduce((sum, { error }) => sum + error * error, 0) / errors.length;
  const outside = errors.filter(({ error }) => Math.abs(error) > 1).length;
  return { root: Math.sqrt(square), outside };
}
