import { type JsonObject, numericAt } from "../../containers/json-view.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { badParameter } from "./parameters.ts";

/** [major, minor, patch] of the release that wrote the file. */
export type Release = readonly [major: number, minor: number, patch: number];

const OLDEST = [1, 5] as const;
const NEWEST = [3, 4] as const;

export function atLeast([ours, ourMinor]: Release, major: number, minor: number): boolean {
  return ours > major || (ours === major && ourMinor >= minor);
}

/** The root's `version`. Releases before 1.5 add up margins in another order and are refused. */
export function readRelease(root: JsonObject): Release {
  const parts = numericAt(root, "version");
  const [major = -1, minor = -1, patch = -1] = Array.from({ length: 3 }, (_, i) => parts[i]);
  const release = [major, minor, patch] as const;
  const isRelease = release.every((part) => Number.isInteger(part) && part >= 0 && part < 10_000);
  if (parts.length !== 3 || !isRelease) {
    badParameter(root, "version", release.join("."), "[major, minor, patch]");
  }
  if (!atLeast(release, ...OLDEST)) {
    fail("xgboost/old-release", { release: release.join(".") }, { file: root.file, at: "version" });
  }
  return release;
}

export function releaseNotes(release: Release): readonly string[] {
  if (!atLeast(release, NEWEST[0], NEWEST[1] + 1)) return [];
  return [
    `Written by XGBoost ${release.join(".")}; mlc is tested with 1.6 to ${NEWEST.join(".")}. Check it with mlc verify --expected.`,
  ];
}
