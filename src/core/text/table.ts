/** Rows of text in columns of equal width, two spaces between; `right` columns end flush. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right }: { readonly right: readonly number[] },
): readonly string[] {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd(),
  );
}
