import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CompileResult } from "../core/compile.ts";
import { diagnostic, fail } from "../core/diagnostics/diagnostic.ts";
import { editedFiles, type PackageFolder } from "../node/package-folder.ts";
import { type HostPackage, hostPackageOf } from "../node/verify-host.ts";
import { report, type Terminal } from "./terminal.ts";

/** The files as they are, edited or not: those are what runs on the device. */
export function packageOnDisk(
  terminal: Terminal,
  result: CompileResult,
  opened: PackageFolder,
): HostPackage {
  const edited = editedFiles(opened);
  if (edited.length > 0) {
    report(terminal, [
      diagnostic("package/edited", { files: edited }, { file: opened.manifestFile }),
    ]);
  }
  const files = Object.keys(opened.manifest.files).map((path) => ({
    path,
    text: readPackageFile(join(opened.folder, path), path),
  }));
  return { ...hostPackageOf(result), files };
}

function readPackageFile(full: string, path: string): string {
  try {
    return readFileSync(full, "utf8");
  } catch {
    fail("package/missing-file", { path });
  }
}
