import { expect, it } from "vitest";
import { nearest } from "../../../src/core/text/nearest.ts";

const BOARDS = ["all", "host", "uno", "nano", "nano-33-ble", "esp32", "esp32-s3", "mega2560"];

it.each([
  ["unoo", ["uno"]],
  ["UNO", ["uno", "nano"]],
  ["esp32-s4", ["esp32-s3", "esp32"]],
  ["mega", ["mega2560"]],
  ["nope", []],
  ["7", []],
])("%j may mean %j", (word, meant) => {
  expect(nearest(word, BOARDS)).toEqual(meant);
});
