/** A scikit-learn release, as far as its rules differ: 1.4 and 1.8 are such steps. */
export interface Release {
  /** As the file has it; "" where it does not say. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
}

export const OLDEST = { major: 1, minor: 2 };
export const NEWEST = { major: 1, minor: 9 };

/** `1.9.1`, `1.6.dev0` or `1.5.0rc1`; undefined where it is none. */
export function parseRelease(version: string): Release | undefined {
  const match = /^(\d{1,4})\.(\d{1,4})(?:[.a-z+].*)?$/.exec(version);
  return match ? { version, major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** For a file that does not say: the rules of the oldest release read. */
export const UNKNOWN_RELEASE: Release = { version: "", ...OLDEST };

export function atLeast(release: Release, major: number, minor: number): boolean {
  return release.major > major || (release.major === major && release.minor >= minor);
}
