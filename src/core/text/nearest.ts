import { editDistance } from "./edit-distance.ts";

/** Up to five candidates that share half of `word` or more, best first: "did you mean". */
export function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) =>
        (distance <= Math.max(1, wanted.length / 2, candidate.length / 2) &&
          distance < wanted.length) ||
        candidate.includes(wanted),
    )
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate, "en"))
    .slice(0, 5)
    .map(({ candidate }) => candidate);
}
