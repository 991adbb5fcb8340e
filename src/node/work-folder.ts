import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { GeneratedFile } from "../core/backends/c/package.ts";

/** A folder of our own for one build, gone when it is disposed of or the process ends. */
export interface WorkFolder {
  readonly path: string;
  write(file: string, text: string): void;
  dispose(): void;
}

export function makeWorkFolder(): WorkFolder {
  // Made, filled and removed synchronously: a signal waiting meanwhile ends the process by
  // process.exit, past every finally, at the first await after.
  const path = mkdtempSync(join(tmpdir(), "mlc-"));
  // A program that is being ended may still write into it.
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  return {
    path,
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    dispose() {
      remove();
      process.off("exit", remove);
    },
  };
}

/** Writes the C of a package, examples left out; gives the paths written. */
export function writeSources(
  folder: WorkFolder,
  files: readonly GeneratedFile[],
): readonly string[] {
  const sources = files.filter(({ path }) => /\.[ch]$/.test(path) && !path.includes("examples/"));
  for (const { path, text } of sources) folder.write(path, text);
  return sources.map(({ path }) => path);
}
