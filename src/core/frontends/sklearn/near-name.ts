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

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
