import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readModel } from "../src/core/frontends/index.ts";
import { diagnosticsOf } from "./support/diagnostics.ts";
import { readFixtureFile } from "./support/fixtures.ts";

const FIXTURES = new URL("./fixtures/", import.meta.url);
const folders = readdirSync(FIXTURES).filter((name) => name.endsWith("-refused"));

/** File name -> its diagnostic, of sound files that libraries wrote. */
function refusedIn(folder: string): [file: string, code: string][] {
  const text = new TextDecoder().decode(readFixtureFile(folder, "refused.json"));
  const refused: Record<string, string | { readonly code: string }> = JSON.parse(text);
  return Object.entries(refused).map(([file, expected]) => [
    file,
    typeof expected === "string" ? expected : expected.code,
  ]);
}

describe.each(folders)("%s", (folder) => {
  it.each(refusedIn(folder))("%s is refused as %s, with a way out", (file, code) => {
    const bytes = readFixtureFile(folder, file);
    const found = diagnosticsOf(() => readModel({ name: file, bytes }));
    expect(new Set(found.map((one) => one.code))).toEqual(new Set([code]));
    for (const { hint } of found) expect(hint).toBeTruthy();
  });
});

it("has folders of refused files", () => expect(folders.length).toBeGreaterThanOrEqual(5));
