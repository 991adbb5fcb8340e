/** 0 to 65535 without leading zeros: the parts are C integers, and `int` may have 16 bits. */
const NUMBER =
  "(?:0|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
/** Digits alone have no leading zero. */
const PRE = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
const BUILD = "[0-9A-Za-z-]+";

/** Semantic Versioning 2.0.0 with numbers up to 65535, as a pattern for any engine. */
export const VERSION_PATTERN = `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${PRE}(?:\\.${PRE})*)?(?:\\+${BUILD}(?:\\.${BUILD})*)?$`;

/** For diagnostics. */
export const VERSION_FORM = "a version such as 1.2.3 or 1.2.3-rc.1+build (numbers to 65535)";

const VERSION = new RegExp(VERSION_PATTERN);

export function isVersion(text: string): boolean {
  return VERSION.test(text);
}
