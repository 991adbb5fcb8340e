import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseJsonDocument } from "../../../src/core/containers/json.ts";
import { detect } from "../../../src/core/frontends/detect.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);

/** More than any reader is asked by. */
const ROOM = " ".repeat(2 ** 21);

const formatOf = (text: string, json: (bytes: Uint8Array) => unknown) => {
  const bytes = new TextEncoder().encode(text);
  const file = { name: "large.json", bytes };
  return detect({
    file,
    get json() {
      return json(bytes);
    },
  })?.id;
};

it.each([
  ["xgboost", "xgboost"],
  ["lightgbm", "lightgbm"],
  ["catboost", "catboost"],
])("tells large JSON files of %s by their beginning", (library, id) => {
  const places = readdirSync(FIXTURES)
    .filter((folder) => folder.startsWith(`${library}-`) && !folder.endsWith("-refused"))
    .flatMap((folder) => readdirSync(new URL(`${folder}/`, FIXTURES)).map((f) => `${folder}/${f}`))
    .filter((place) => /\/(?!fixture).*\.json$/.test(place));
  expect(places.length).toBeGreaterThan(3);
  for (const place of places) {
    const text = readFileSync(new URL(place, FIXTURES), "utf8");
    const large = text.replace(/\}\s*$/, `, "room": "${ROOM}"}`);
    const found = formatOf(large, () => {
      throw new Error(`${place} was parsed to its end`);
    });
    expect(found, place).toBe(id);
  }
});

it("parses a large file to its end where only that tells", () => {
  const text = `{"baseModel": {}, ${ROOM} "name": "RFClassifier"}`;
  expect(formatOf(text, parseJsonDocument)).toBe("ml-cart");
});
