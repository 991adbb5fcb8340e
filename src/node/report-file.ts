import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { VerificationFacts } from "../core/report/verification.ts";
import { readText } from "./files.ts";
import type { PackageFolder } from "./package-folder.ts";

/** Beside the manifest, but of this machine: `--check` ignores it and git need not have it. */
const REPORT_FILE = "mlc-report.json";
const REPORT_VERSION = 1;

export interface Report {
  readonly name: string;
  /** Absolute path of the model; undefined for standard input. */
  readonly source: string | undefined;
  readonly verified: VerificationFacts;
}

/** Notes what was verified here, and where the model lay. */
export function writeReport(folder: string, { name, source, verified }: Report): void {
  const document = {
    format: "mlc-report",
    version: REPORT_VERSION,
    name,
    ...(source ? { source: relative(folder, source).split("\\").join("/") } : {}),
    verified,
  };
  writeFileSync(join(folder, REPORT_FILE), `${JSON.stringify(document, null, 2)}\n`);
}

/** The folder that the model lay in by the package's report; the package's own where it has none. */
export function reportedFolder({ folder }: PackageFolder): string {
  const path = join(folder, REPORT_FILE);
  if (!existsSync(path)) return folder;
  try {
    const { source } = JSON.parse(readText(path)) as { source?: unknown };
    return typeof source === "string" ? dirname(resolve(folder, source)) : folder;
  } catch {
    // A hint only: without it the other places are looked at.
    return folder;
  }
}
