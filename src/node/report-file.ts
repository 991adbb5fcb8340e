import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fail } from "../core/diagnostics/diagnostic.ts";
import type { BoardFacts } from "../core/report/board-verification.ts";
import type { CountFacts } from "../core/report/counts.ts";
import type { SizeFacts } from "../core/report/sizes.ts";
import type { VerificationFacts } from "../core/report/verification.ts";
import { readText } from "./files.ts";
import type { PackageFolder } from "./package-folder.ts";

/** Beside the manifest, but of this machine: `--check` ignores it and git need not have it. */
const REPORT_FILE = "mlc-report.json";
const REPORT_FORMAT = "mlc-report";
const REPORT_VERSION = 1;

export interface Report {
  readonly name: string;
  /** Absolute path of the model; undefined for standard input. */
  readonly source: string | undefined;
  /** Absent where the C was not run. */
  readonly verified: VerificationFacts | undefined;
  /** Whether the package's files are as they were: what was found of them then stays. */
  readonly unchanged: boolean;
}

/** What was found on one board; each part stays until it is found anew. */
export interface BoardReport {
  readonly verified?: BoardFacts;
  readonly size?: SizeFacts;
  readonly counts?: CountFacts;
}

export type BoardReports = Readonly<Record<string, BoardReport>>;

/** Notes what was verified here, and where the model lay; what was found of other files goes. */
export function writeReport(folder: string, report: Report): void {
  const { name, source, verified, unchanged } = report;
  const before = unchanged ? readDocument(join(folder, REPORT_FILE)) : undefined;
  write(folder, {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    name,
    ...(source ? { source: relative(folder, source).split("\\").join("/") } : {}),
    verified: verified ?? before?.verified,
    boards: before?.boards,
  });
}

/** Adds what was found on boards to a package's report. */
export function addToReport({ folder, manifest }: PackageFolder, boards: BoardReports): void {
  const before = readDocument(join(folder, REPORT_FILE)) ?? {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    name: manifest.name,
  };
  const known = boardsOf(before);
  // In one order, so that a report does not depend on the order of commands.
  const merged = [...new Set([...Object.keys(known), ...Object.keys(boards)])].sort().map((id) => {
    const { verified, size, counts } = { ...known[id], ...boards[id] };
    return [id, { verified, size, counts }];
  });
  write(folder, { ...before, boards: Object.fromEntries(merged) });
}

/** What an earlier report says of boards. @throws DiagnosticError where it is no report of ours */
export function readReport(path: string): BoardReports {
  const document = parse(readText(path));
  if (document === undefined) fail("report/not-a-report", {}, { file: basename(path) });
  return boardsOf(document);
}

type Document = Readonly<Record<string, unknown>>;

function boardsOf({ boards }: Document): BoardReports {
  return Object.fromEntries(
    Object.entries(boards ?? {}).filter(([, found]) => found instanceof Object),
  ) as BoardReports;
}

/** A report of this version; undefined where there is none, or it cannot be read as one. */
function readDocument(path: string): Document | undefined {
  return existsSync(path) ? parse(readText(path)) : undefined;
}

function parse(text: string): Document | undefined {
  try {
    const document = JSON.parse(text) as Document | null;
    const ours = document?.format === REPORT_FORMAT && document.version === REPORT_VERSION;
    return ours ? document : undefined;
  } catch {
    return undefined;
  }
}

function write(folder: string, document: Document): void {
  writeFileSync(join(folder, REPORT_FILE), `${JSON.stringify(document, null, 2)}\n`);
}

/** The folder that the model lay in by the package's report; the package's own where it has none. */
export function reportedFolder({ folder }: PackageFolder): string {
  // A hint only: without it the other places are looked at.
  const source = readDocument(join(folder, REPORT_FILE))?.source;
  return typeof source === "string" ? dirname(resolve(folder, source)) : folder;
}
