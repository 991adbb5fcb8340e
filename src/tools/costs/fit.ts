/** One measurement: how often each term counts in it, and what was measured. */
export interface Sample {
  /** One number a term. */
  readonly quantities: Float64Array;
  readonly measured: number;
  /** What an error of 1 is divided by. */
  readonly tolerance: number;
}

/** Sweeps over all weights; each lowers the error or leaves it. */
const SWEEPS = 3000;
/** Keeps weights small that the samples cannot tell apart. */
const RIDGE = 1e-6;

/**
 * Weights, none negative, whose sums come nearest to what was measured: least squares of errors in
 * units of each sample's tolerance, one weight at a time.
 */
export function fitNearest(samples: readonly Sample[], terms: number): Float64Array {
  const gram = Array.from({ length: terms }, () => new Float64Array(terms));
  const right = new Float64Array(terms);
  for (const { quantities, measured, tolerance } of samples) {
    const importance = 1 / (tolerance * tolerance);
    const used = [...quantities.keys()].filter((term) => quantities[term] !== 0);
    for (const i of used) {
      right[i]! += importance * quantities[i]! * measured;
      for (const j of used) gram[i]![j]! += importance * quantities[i]! * quantities[j]!;
    }
  }
  const weights = new Float64Array(terms);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let i = 0; i < terms; i++) {
      const row = gram[i]!;
      const own = row[i]! * (1 + RIDGE);
      if (own === 0) continue;
      let rest = right[i]!;
      for (let j = 0; j < terms; j++) if (j !== i) rest -= row[j]! * weights[j]!;
      weights[i] = Math.max(0, rest / own);
    }
  }
  return weights;
}

/** How much more an estimate below its measurement weighs than one above. */
const BELOW = 100;
const ROUNDS = 12;

/**
 * Weights that lie at or above `least` and whose sums exceed what was measured, as little as they
 * can: fitted again and again, with samples that lie below weighing more.
 */
export function fitAbove(
  samples: readonly Sample[],
  least: Float64Array,
): { readonly weights: Float64Array; readonly exceeded: number } {
  let weights = least;
  const rests = samples.map((sample) => ({
    ...sample,
    measured: sample.measured - dot(sample.quantities, least),
  }));
  for (let round = 0; round < ROUNDS; round++) {
    const weighed = samples.map((sample, i) => {
      const below = dot(sample.quantities, weights) < sample.measured;
      return { ...rests[i]!, tolerance: sample.tolerance / (below ? BELOW : 1) };
    });
    weights = fitNearest(weighed, least.length).map((more, i) => more + least[i]!);
  }
  const ratios = samples.map(({ quantities, measured }) => measured / dot(quantities, weights));
  return { weights, exceeded: Math.max(1, ...ratios) };
}

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
