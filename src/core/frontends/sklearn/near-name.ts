import { editDistance } from "../../text/edit-distance.ts";

/** The known name that `name` contains or is nearly spelled like, or "". */
export function nearName(name: string, known: readonly string[]): string {
  const contained = known
    .filter((candidate) => name.includes(candidate))
    .sort((a, b) => b.length - a.length)[0];
  if (contained !== undefined) return contained;
  const [near] = known
    .map((candidate) => ({ candidate, distance: editDistance(name.slice(0, 80), candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return near && near.distance <= near.candidate.length / 4 ? near.candidate : "";
}
