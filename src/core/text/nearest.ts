import { editDistance } from "./edit-distance.ts";

/** Up to five candidates nearest to `word` by edit distance, best first: "did you mean". */
export function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) =>
        distance <= Math.max(3, candidate.length / 2) || candidate.includes(wanted),
    )
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate, "en"))
    .slice(0, 5)
    .map(({ candidate }) => candidate);
}
