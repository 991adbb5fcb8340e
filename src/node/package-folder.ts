import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { fail } from "../core/diagnostics/diagnostic.ts";
import type { FileIdentity } from "../core/ir/model.ts";
import { looksLikeManifest, type Manifest, readManifest } from "../core/report/read-manifest.ts";
import { readBytes, readText } from "./files.ts";
import { hashOnDisk } from "./write-package.ts";

/** A package on disk. */
export interface PackageFolder {
  readonly folder: string;
  readonly manifestFile: string;
  readonly manifest: Manifest;
}

/** What a model from standard input is called. */
export const STDIN_NAME = "stdin";

/** Largest file that is looked into for a manifest. */
const MANIFEST_LIMIT = 1 << 20;

/** The package that a path stands for: its folder, or its manifest; undefined for any other file. */
export function openPackage(path: string): PackageFolder | undefined {
  if (!existsSync(path)) return undefined;
  const stat = statSync(path);
  if (stat.isDirectory()) {
    const manifests = readdirSync(path).filter((name) => name.endsWith(".mlc.json"));
    if (manifests.length === 0) fail("file/folder", { path });
    if (manifests.length > 1) {
      fail("package/several-manifests", { folder: path, files: manifests.sort() });
    }
    return readPackage(join(path, manifests[0]!));
  }
  if (!path.endsWith(".json") || stat.size > MANIFEST_LIMIT) return undefined;
  return looksLikeManifest(readText(path)) ? readPackage(path) : undefined;
}

function readPackage(path: string): PackageFolder {
  const manifestFile = basename(path);
  return {
    folder: dirname(path),
    manifestFile,
    manifest: readManifest(readText(path), manifestFile),
  };
}

/** Files of the package that are missing or not as mlc wrote them; line ends do not count. */
export function editedFiles({ folder, manifest }: PackageFolder): readonly string[] {
  return Object.entries(manifest.files)
    .filter(([path, hash]) => hashOnDisk(folder, path) !== hash)
    .map(([path]) => path);
}

/**
 * The file that a package was made from, found by name and hash: packages hold no paths, so it is
 * looked for in the package, up to three folders above it, and in the other folders given.
 */
export function findPackageSource(
  { folder, manifestFile }: PackageFolder,
  wanted: FileIdentity,
  others: readonly string[],
): string {
  const folders = [...new Set([...above(folder, 3), ...others])];
  const found = folders.map((each) => join(each, wanted.file)).filter((path) => existsSync(path));
  const same = found.find((path) => hashOfFile(path) === wanted.sha256);
  if (same !== undefined) return same;
  const place = { file: manifestFile };
  if (wanted.file === STDIN_NAME) fail("package/from-stdin", { sha256: wanted.sha256 }, place);
  if (found.length > 0) fail("package/changed-source", { name: wanted.file }, place);
  fail("package/no-source", { name: wanted.file, sha256: wanted.sha256, looked: folders }, place);
}

function above(folder: string, levels: number): string[] {
  const folders = [folder];
  for (let i = 0; i < levels; i++) folders.push(dirname(folders.at(-1)!));
  return folders;
}

function hashOfFile(path: string): string {
  return bytesToHex(sha256(readBytes(path)));
}
