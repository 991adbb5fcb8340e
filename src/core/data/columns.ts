import type { Problems } from "../diagnostics/diagnostic.ts";
import type { Inputs } from "../ir/model.ts";
import { nearest } from "../text/nearest.ts";
import { type CellParser, cellParser } from "./cells.ts";

/** Which column of a table each feature is read from. */
export interface ColumnBinding {
  /** Column index by feature. */
  readonly columns: readonly number[];
  /** How its cells are read, by feature. */
  readonly parsers: readonly CellParser[];
  /** Whether position decided, not names. */
  readonly byPosition: boolean;
}

/** A table's first line, blanks included, or only its width where it has no names. */
export type Header = readonly string[] | { readonly width: number };

/** Whether a column that is no feature may be there. */
export type Ignore = (name: string) => boolean;

/**
 * Binds columns to features: by name, exactly or else without regard to case and punctuation where
 * that is unambiguous; by position where the model's names are made up or the table has none.
 * Adds a problem for each feature and column that finds no partner.
 */
export function bindColumns(
  { features, named }: Pick<Inputs, "features" | "named">,
  header: Header,
  { ignore, problems }: { readonly ignore: Ignore; readonly problems: Problems },
): ColumnBinding {
  const parsers = features.map(cellParser);
  return { ...placeColumns({ features, named }, header, { ignore, problems }), parsers };
}

type Placement = Omit<ColumnBinding, "parsers">;

function placeColumns(
  { features, named }: Pick<Inputs, "features" | "named">,
  header: Header,
  { ignore, problems }: { readonly ignore: Ignore; readonly problems: Problems },
): Placement {
  const names = features.map(({ name }) => name);
  if ("width" in header) {
    const numbers = Array.from({ length: header.width }, (_, i) => String(i + 1));
    return bindByPosition(names, numbers, ignore, problems);
  }
  const known = new Set(names);
  const columns = header.map((cell) => trimUnknown(cell, (name) => known.has(name)));
  // Made-up names bind only where a table uses exactly those.
  if (!named && !names.every((name) => columns.includes(name))) {
    return bindByPosition(names, columns, ignore, problems);
  }
  return bindByName(names, columns, ignore, problems);
}

/** A header's cell without blanks around it, unless it is a name with them. */
export function trimUnknown(cell: string, isKnown: (name: string) => boolean): string {
  return isKnown(cell) ? cell : cell.trim();
}

function bindByPosition(
  names: readonly string[],
  header: readonly string[],
  ignore: Ignore,
  problems: Problems,
): Placement {
  if (header.length < names.length || !header.slice(names.length).every(ignore)) {
    problems.add("data/column-count", { columns: header.length, features: names.length });
  }
  return { columns: names.map((_, i) => i), byPosition: true };
}

function bindByName(
  names: readonly string[],
  header: readonly string[],
  ignore: Ignore,
  problems: Problems,
): Placement {
  const exact = new Map<string, number>();
  header.forEach((column, i) => {
    if (!exact.has(column)) exact.set(column, i);
    else if (names.includes(column)) problems.add("data/duplicate-column", { column });
  });
  const loose = groupBy(
    header.map((_, i) => i).filter((i) => !names.includes(header[i]!)),
    (i) => looseName(header[i]!),
  );
  const claims = groupBy(
    names.filter((name) => !exact.has(name)),
    looseName,
  );
  const columns = names.map((feature) => {
    const column = exact.get(feature);
    if (column !== undefined) return column;
    const candidates = loose.get(looseName(feature)) ?? [];
    const unambiguous = claims.get(looseName(feature))!.length === 1;
    if (candidates.length === 1 && unambiguous) return candidates[0]!;
    if (candidates.length > 0) {
      const found = candidates.map((i) => header[i]!);
      problems.add("data/ambiguous-column", { feature, columns: found });
    }
    return -1;
  });
  const used = new Set(columns);
  const extra = header.filter((name, i) => !used.has(i) && !names.includes(name));
  columns.forEach((column, i) => {
    const ambiguous = (loose.get(looseName(names[i]!)) ?? []).length > 0;
    if (column >= 0 || ambiguous) return;
    const near = nearest(names[i]!, extra).slice(0, 3);
    problems.add("data/missing-column", { feature: names[i]!, near });
  });
  const unwanted = extra.filter((name) => !ignore(name));
  if (unwanted.length > 0) problems.add("data/extra-column", { columns: unwanted });
  return { columns, byPosition: false };
}

/** "Vibration RMS" and "vibration_rms" are the same loose name; names of signs alone have none. */
function looseName(name: string): string {
  const loose = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
  return loose === "" ? name : loose;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
