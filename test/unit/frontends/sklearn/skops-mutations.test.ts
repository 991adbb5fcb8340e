import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { readFixtureFile } from "../../../support/fixtures.ts";
import { settings } from "../../../support/property.ts";
import { applied, edit, survives } from "./mutated-file.ts";

const SEEDS = ["skops-stored/stored", "skops-slice-bag/deflated", "skops-hgc-gaps/deflated"].map(
  (place) => {
    const [fixture, file] = place.split("/");
    return { place, bytes: readFixtureFile(`sklearn-1.9.1-${fixture}`, `${file}.skops`) };
  },
);

const edits = fc.array(edit, { minLength: 1, maxLength: 3 });

/** Tokens of a schema, one of which is put in another's place. */
const TOKEN = /"[^"]*"|-?\d+|[[\]{}:,]|true|false|null/g;

describe.each(SEEDS)("mutated $place", ({ bytes }) => {
  const files = unzipSync(bytes);
  const names = Object.keys(files);

  it("bytes of the archive give a model or diagnostics", () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(edits, (list) => {
        ends.add(survives(list.reduce(applied, bytes)));
      }),
      settings(100),
    );
    expect(ends).toContain("diagnostics");
  });

  it("bytes of one of its files give a model or diagnostics", () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(fc.nat(), edits, (file, list) => {
        const name = names[file % names.length]!;
        const changed = { ...files, [name]: list.reduce(applied, files[name]!) };
        ends.add(survives(zipSync(changed, { level: 0 })));
      }),
      settings(100),
    );
    expect(ends).toContain("diagnostics");
  });

  it("tokens of its schema give a model or diagnostics", () => {
    const schema = new TextDecoder().decode(files["schema.json"]);
    const tokens = [...schema.matchAll(TOKEN)];
    const ends = new Set<string>();
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (from, to) => {
        const [a, b] = [tokens[from % tokens.length]!, tokens[to % tokens.length]!];
        const text = schema.slice(0, a.index) + b[0] + schema.slice(a.index + a[0].length);
        const changed = { ...files, "schema.json": new TextEncoder().encode(text) };
        ends.add(survives(zipSync(changed, { level: 0 })));
      }),
      settings(150),
    );
    expect(ends).toContain("diagnostics");
  });
});
