import { expect, it } from "vitest";
import { isIdentifier, toEnumerators, toIdentifier } from "../../../src/core/text/names.ts";

it.each([
  ["gearbox", true],
  ["Time_2", true],
  ["strings_of_beads", true],
  ["int", false],
  ["3x", false],
  ["stdio", false],
  ["string", false],
  ["String", false],
  ["Arduino", false],
])("a name for symbols and a header: %s, %s", (name, expected) => {
  expect(isIdentifier(name)).toBe(expected);
});

it.each([
  ["time", "time_model"],
  ["Signal", "signal_model"],
  ["Équipment health 2", "equipment_health_2"],
])("makes one of %s: %s", (text, name) => {
  expect(toIdentifier(text, "model")).toBe(name);
  expect(isIdentifier(name)).toBe(true);
});

it("leaves features and classes their own words", () => {
  expect(toEnumerators(["time", "float", "Time", "3"], "FEATURE")).toEqual([
    "TIME",
    "FLOAT",
    "TIME_2",
    "3",
  ]);
});
