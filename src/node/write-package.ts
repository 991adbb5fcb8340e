import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { GeneratedFile } from "../core/backends/c/package.ts";
import { fail } from "../core/diagnostics/diagnostic.ts";
import { hashText } from "../core/report/manifest.ts";
import { looksLikeManifest, readManifest } from "../core/report/read-manifest.ts";
import { explain, systemCode } from "./files.ts";

/** What writing a package would do to a folder. */
export interface WritePlan {
  readonly folder: string;
  readonly files: readonly GeneratedFile[];
  /** Of the package as it stands, and not of the new one: removed. */
  readonly leftovers: readonly string[];
  /** Changed by someone since mlc wrote them, or never written by mlc, and different from the new text. */
  readonly edited: readonly string[];
  /** Symbolic links in the place of files or folders: what they lead to is not mlc's to write. */
  readonly links: readonly string[];
  /** Missing, different or left over: what makes the folder stale. */
  readonly stale: readonly string[];
}

/** Compares a folder with a package; `files` has the manifest last. Line ends do not count. */
export function planWrite(folder: string, files: readonly GeneratedFile[]): WritePlan {
  const manifest = files.at(-1)!.path;
  const before = knownHashes(folder, manifest);
  const edited: string[] = [];
  const stale: string[] = [];
  for (const { path, text } of files) {
    const hash = hashOnDisk(folder, path);
    if (hash === hashText(text)) continue;
    stale.push(path);
    if (hash !== undefined && hash !== before[path] && path !== manifest) edited.push(path);
  }
  const written = new Set(files.map(({ path }) => path));
  const leftovers = Object.keys(before).filter(
    (path) => !written.has(path) && existsSync(join(folder, path)),
  );
  edited.push(...leftovers.filter((path) => hashOnDisk(folder, path) !== before[path]));
  const links = linksWithin(folder, [...written, ...leftovers]);
  return { folder, files, leftovers, edited, links, stale: [...stale, ...leftovers] };
}

/** The first symbolic link on the way from the folder to each file, if there is one. */
function linksWithin(folder: string, files: readonly string[]): readonly string[] {
  const links = new Set<string>();
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  for (const file of files) {
    const names = file.split("/");
    for (let depth = 1; depth <= names.length; depth++) {
      const path = names.slice(0, depth).join("/");
      const there = lstatSync(join(folder, path), { throwIfNoEntry: false });
      if (there?.isSymbolicLink()) links.add(path);
      if (!there?.isDirectory()) break;
    }
  }
  return [...links];
}

/** Hashes that the folder's manifest of the same name has; none where it has no manifest. */
function knownHashes(folder: string, manifest: string): Readonly<Record<string, string>> {
  const path = join(folder, manifest);
  if (!existsSync(path)) return {};
  const text = readFileSync(path, "utf8");
  return looksLikeManifest(text) ? readManifest(text, manifest).files : {};
}

/** A file's hash with CRLF read as LF; undefined where there is no such file. */
export function hashOnDisk(folder: string, path: string): string | undefined {
  const full = join(folder, path);
  if (!existsSync(full) || !statSync(full).isFile()) return undefined;
  return hashText(readFileSync(full, "utf8"));
}

/**
 * Ends where the folder cannot be written, or someone's changes would be lost; asked before the long
 * work of verifying. `shown` names the folder as the user would. @throws DiagnosticError
 */
export function refuseWrite(
  { folder, edited, links }: WritePlan,
  { shown, force }: { readonly shown: string; readonly force: boolean },
): void {
  const unwritable = (code: string): never =>
    fail("output/unwritable", { path: shown, because: explain(code) });
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  if (!statSync(existing).isDirectory()) unwritable("ENOTDIR");
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    unwritable(systemCode(error) ?? "EACCES");
  }
  if (links.length > 0 && !force) fail("output/link", { folder: shown, files: links });
  if (edited.length > 0 && !force) fail("output/edited", { folder: shown, files: edited });
}

/**
 * Writes the files beside their places, then renames them one by one, the manifest last: a folder
 * with a fresh manifest is whole. Nothing is left behind where a step fails before the renames.
 * Synchronous, so that a signal comes before or after it. @throws DiagnosticError
 */
export function writePackage({ folder, files, leftovers, links }: WritePlan): void {
  const made: string[] = [];
  const waiting: string[] = [];
  let current = folder;
  try {
    // A rename replaces the link of a file; that of a folder has to go first.
    const renamed = new Set(files.map(({ path }) => path));
    for (const link of links) if (!renamed.has(link)) rmSync(join(folder, link));
    for (const { path, text } of files) {
      current = join(folder, path);
      if (existsSync(current) && statSync(current).isDirectory()) {
        fail("output/unwritable", { path: current, because: explain("EISDIR") });
      }
      makeFolders(dirname(current), made);
      waiting.push(besideName(current));
      writeFileSync(besideName(current), text);
    }
    const manifest = files.at(-1)!.path;
    for (const { path } of files) {
      if (path === manifest)
        for (const leftover of leftovers) rmSync(join(folder, leftover), { force: true });
      current = join(folder, path);
      renameSync(besideName(current), current);
    }
  } catch (error) {
    for (const path of waiting) rmSync(path, { force: true });
    for (const path of made.reverse()) removeIfEmpty(path);
    const code = systemCode(error);
    if (code === undefined) throw error;
    fail("output/unwritable", { path: current, because: explain(code) });
  }
}

function besideName(path: string): string {
  return `${path}.mlc-${process.pid}`;
}

/** Makes a folder and those above it, noting which ones are new, outermost first. */
function makeFolders(folder: string, made: string[]): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const above = dirname(resolve(folder));
  if (above !== resolve(folder)) makeFolders(above, made);
  mkdirSync(folder);
  made.push(folder);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else was put there meanwhile.
  }
}
