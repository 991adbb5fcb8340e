import { createReadStream } from "node:fs";
import { basename, resolve } from "node:path";
import { bindColumns, type ColumnBinding, type Ignore } from "../core/data/columns.ts";
import { separatorOf } from "../core/data/separator.ts";
import { fail, Problems } from "../core/diagnostics/diagnostic.ts";
import type { Model } from "../core/ir/model.ts";
import { openTable, type Table } from "../node/csv.ts";
import type { Invocation } from "./command.ts";
import { say, type Terminal } from "./terminal.ts";

export interface DataOptions {
  /** Path, or "-". */
  readonly data: string;
  readonly header: boolean;
  /** Columns that may be there without being features. */
  readonly ignore: Ignore;
}

/** Ends where two arguments would both read standard input. @throws DiagnosticError */
export function refuseStdinTwice({ words, options }: Invocation): void {
  const readers = [
    ...(words[0] === "-" ? ["the model's -"] : []),
    ...["data", "expected"].filter((key) => options[key] === "-").map((key) => `--${key} -`),
  ];
  const [first, second] = readers;
  if (first !== undefined && second !== undefined) fail("command/conflict", { first, second });
}

/** Opens a table by path or from standard input. @throws DiagnosticError */
export function openData(terminal: Terminal, data: string, header: boolean): Promise<Table> {
  if (data === "-") {
    return openTable(terminal.stdin, { file: "stdin", path: "-", header });
  }
  const path = resolve(terminal.cwd, data);
  const input = createReadStream(path, { highWaterMark: 1 << 20 });
  return openTable(input, { file: basename(path), path, header });
}

/** Ends where a table that does not bind has other separators than commas. @throws DiagnosticError */
export function refuseSeparator({ first, header, file }: Table): void {
  if (first.length > 1 && !("width" in header)) return;
  const separator = separatorOf(first);
  if (separator !== undefined) fail("data/separator", separator, { file });
}

/** Opens rows for a model and binds their columns; says so where position decides. */
export async function openRows(
  terminal: Terminal,
  { inputs }: Model,
  { data, header, ignore }: DataOptions,
): Promise<{ readonly table: Table; readonly binding: ColumnBinding }> {
  const table = await openData(terminal, data, header);
  const problems = new Problems(table.file);
  const binding = bindColumns(inputs, table.header, { ignore, problems });
  if (problems.all.length > 0) refuseSeparator(table);
  problems.throwIfErrors();
  if (binding.byPosition) {
    const because = header ? "the model has no feature names" : "--no-header";
    say(terminal, `columns of ${table.file} bind by position (${because})`);
  }
  return { table, binding };
}
