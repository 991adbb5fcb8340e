import type { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import type { ColumnBinding, Header } from "../core/data/columns.ts";
import { fail } from "../core/diagnostics/diagnostic.ts";
import { failToRead, systemCode } from "./files.ts";

/** A table on its way in: its first line, then the others as they come. */
export interface Table {
  /** For diagnostics. */
  readonly file: string;
  /** Cells as they are, blanks included. */
  readonly header: Header;
  /** Cells of the first line, be it header or not. */
  readonly first: readonly string[];
  /** The name of a column, or its number where the table has no names. */
  columnName(index: number): string;
  readonly records: AsyncIterable<TableRecord>;
}

export interface TableRecord {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Opens comma-separated text, streaming. @throws DiagnosticError where it is empty or no CSV. */
export async function openTable(
  input: Readable,
  {
    file,
    path,
    header,
  }: { readonly file: string; readonly path: string; readonly header: boolean },
): Promise<Table> {
  const records = readRecords(input, file, path);
  const first = await records.next();
  if (first.done) fail("data/empty", {}, { file });
  const { cells } = first.value;
  return {
    file,
    header: header ? cells : { width: cells.length },
    first: cells,
    columnName: (index) => (header ? cells[index]!.trim() : String(index + 1)),
    records: checkWidths(header ? records : withFirst(first.value, records), cells.length, file),
  };
}

async function* withFirst(
  first: TableRecord,
  rest: AsyncIterable<TableRecord>,
): AsyncGenerator<TableRecord> {
  yield first;
  yield* rest;
}

/** Bytes of a row, beyond those of any table: what has no line ends is no table. */
const LONGEST_LINE = 1 << 22;

async function* readRecords(
  input: Readable,
  file: string,
  path: string,
): AsyncGenerator<TableRecord> {
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: LONGEST_LINE });
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  let line = 1;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      yield { line, cells };
      line += 1 + lineBreaksIn(cells);
    }
  } catch (error) {
    if (error instanceof CsvError)
      fail("data/csv-syntax", { cause: error.message }, { file, at: `line ${error.lines}` });
    if (systemCode(error) !== undefined) failToRead(path, error);
    throw error;
  }
}

/** Quoted cells may hold line breaks. */
function lineBreaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) if (cell.includes("\n")) breaks += cell.split("\n").length - 1;
  return breaks;
}

/** Empty lines are no rows, unless the table has one column; others must be as wide as the first. */
async function* checkWidths(
  records: AsyncIterable<TableRecord>,
  width: number,
  file: string,
): AsyncGenerator<TableRecord> {
  for await (const record of records) {
    const { cells, line } = record;
    if (cells.length === width) yield record;
    else if (cells.length !== 1 || cells[0]!.trim() !== "") {
      const cause = `${cells.length} fields where the first line has ${width}`;
      fail("data/csv-syntax", { cause }, { file, at: `line ${line}` });
    }
  }
}

/** Rows of numbers, one a feature, row-major; `values` is used again for the next block. */
export interface RowBlock {
  readonly values: Float64Array;
  readonly count: number;
}

const BLOCK_ROWS = 4096;

/** The bound columns of a table as numbers, some thousand rows at a time. @throws DiagnosticError */
export async function* readRows(
  table: Table,
  { columns, parsers }: ColumnBinding,
): AsyncGenerator<RowBlock> {
  const width = columns.length;
  const values = new Float64Array(BLOCK_ROWS * width);
  let count = 0;
  for await (const { cells, line } of table.records) {
    for (let i = 0; i < width; i++) {
      const column = columns[i]!;
      const value = parsers[i]!(cells[column]!);
      if (value === undefined) {
        const facts = { text: cells[column]!, column: table.columnName(column) };
        fail("data/not-a-number", facts, { file: table.file, at: `line ${line}` });
      }
      values[count * width + i] = value;
    }
    if (++count === BLOCK_ROWS) {
      yield { values, count };
      count = 0;
    }
  }
  if (count > 0) yield { values, count };
}
