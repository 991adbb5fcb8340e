import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fail } from "../core/diagnostics/diagnostic.ts";
import type { SourceFile } from "../core/frontends/frontend.ts";
import { nearest } from "../core/text/nearest.ts";

/** A file's base name and bytes. @throws DiagnosticError where there is none, with near names. */
export function readSource(path: string): SourceFile {
  return { name: basename(path), bytes: readBytes(path) };
}

export function readBytes(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    failToRead(path, error);
  }
}

export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}

/** Ends in the diagnostic that fits a system error on reading. */
export function failToRead(path: string, error: unknown): never {
  const code = systemCode(error);
  if (code === undefined) throw error;
  if (code === "ENOENT") fail("file/not-found", { path, near: namesNear(path) });
  if (code === "EISDIR") fail("file/is-folder", { path });
  fail("file/unreadable", { path, because: explain(code) });
}

/** "ENOENT" and the like; undefined for an error that no system call gave. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  return String(error.code);
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left",
  EBADF: "it is not open for writing",
  ENOTDIR: "a file stands where a folder is due",
  EISDIR: "a folder stands where a file is due",
  EEXIST: "a file stands where a folder is due",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "its folder does not exist",
};

export function explain(code: string): string {
  return EXPLANATIONS[code] ?? code;
}

function namesNear(path: string): readonly string[] {
  try {
    return nearest(basename(path), readdirSync(dirname(path))).slice(0, 3);
  } catch {
    return [];
  }
}
