import type { Column } from "../ir/model.ts";

/** The columns of several members once each, and where each member's columns are among them. */
export function joinColumns(members: readonly { readonly columns: readonly Column[] }[]): {
  readonly columns: readonly Column[];
  readonly features: readonly Int32Array[];
} {
  const columns: Column[] = [];
  const places = new Map<string, number>();
  const features = members.map((member) =>
    Int32Array.from(member.columns, (column) => {
      const spelling = spellingOf(column);
      const known = places.get(spelling) ?? columns.push(column) - 1;
      places.set(spelling, known);
      return known;
    }),
  );
  return { columns, features };
}

/** Columns with equal spelling are equal, also in the sign of a zero and in infinities. */
function spellingOf(column: Column): string {
  return JSON.stringify(column, (_, value) => {
    if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0)))
      return value;
    return Object.is(value, -0) ? "-0" : String(value);
  });
}
