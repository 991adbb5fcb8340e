import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { looksLikeSkops, readSkops } from "../../../src/core/containers/skops.ts";
import { codesOf, diagnosticsOf } from "../../support/diagnostics.ts";

const LIMIT = 2 ** 24;
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const archive = (schema: unknown) => zipSync({ "schema.json": encode(schema) });
const read = (schema: unknown) => readSkops(archive(schema), LIMIT);

const node = (loader: string, more: object = {}) => ({
  __class__: "thing",
  __module__: "module",
  __loader__: loader,
  ...more,
});
const json = (content: string) => node("JsonNode", { content, is_json: true });
const type = (name: string) => ({ ...node("TypeNode"), __class__: name, __module__: "builtins" });

describe("readSkops", () => {
  it("reads scalars, also the words that JSON does not have", () => {
    const words = ["1.5", '"gini"', "null", "true", "NaN", "-Infinity", "Infinity"].map(json);
    const values = read(node("ListNode", { content: words }));
    expect(values).toEqual([1.5, "gini", null, true, Number.NaN, -Infinity, Infinity]);
  });

  it("gives keys the type that they had", () => {
    const content = { 2: json("1"), 10: json("2") };
    const types = { content: [type("int"), type("int")] };
    const dict = read(node("DictNode", { content, key_types: types }));
    expect(dict).toEqual(
      new Map([
        [2, 1],
        [10, 2],
      ]),
    );
  });

  it("keeps classes, functions and what it does not know as names", () => {
    expect(read(node("FunctionNode"))).toEqual({ kind: "global", name: "module.thing" });
    expect(read(node("NodeOfTomorrow"))).toMatchObject({
      kind: "object",
      className: "module.thing",
    });
    const state = node("DictNode", {
      content: { a: json("3") },
      key_types: { content: [type("str")] },
    });
    expect(read(node("ObjectNode", { content: state }))).toMatchObject({
      className: "module.thing",
      args: [],
      state: new Map([["a", 3]]),
    });
    const slice = read(node("SliceNode", { content: { start: 1, stop: null, step: 2 } }));
    expect(slice).toMatchObject({ className: "builtins.slice", args: [1, null, 2] });
  });

  it("reads arrays of objects, of any number of dimensions", () => {
    const rows = [
      [json("1"), json("2")],
      [json("3"), json("4")],
    ];
    const content = rows.map((row) => node("ListNode", { content: row }));
    const shape = node("TupleNode", { content: [json("2"), json("2")] });
    expect(read(node("NdArrayNode", { type: "json", content, shape }))).toMatchObject({
      kind: "ndarray",
      shape: [2, 2],
      data: [1, 2, 3, 4],
    });
  });

  it.each([
    ["a list without content", node("ListNode"), "schema.json"],
    [
      "a value without text",
      node("ListNode", { content: [json("1"), node("JsonNode")] }),
      "schema.json[1]",
    ],
    ["a value that is a list", json("[1]"), "schema.json"],
    ["a value that is no JSON", json("os.system"), "schema.json"],
    ["a node that is none", node("ListNode", { content: [7] }), "schema.json[0]"],
    [
      "an array whose file is absent",
      node("NdArrayNode", { type: "numpy", file: "7.npy" }),
      "schema.json",
    ],
    ["an array without a file", node("NdArrayNode", { type: "numpy" }), "schema.json"],
  ])("refuses %s, naming its place", (_what, schema, at) => {
    const found = diagnosticsOf(() => read(schema));
    expect(found).toMatchObject([{ code: "skops/damaged", at }]);
  });

  it("refuses an array of objects whose shape is another", () => {
    const shape = node("TupleNode", { content: [json("3")] });
    const array = node("NdArrayNode", { type: "json", content: [json("1")], shape });
    expect(codesOf(() => read(array))).toEqual(["pickle/bad-array"]);
  });

  it("refuses nesting without end, and more values than memory holds", () => {
    let deep: object = json("1");
    for (let i = 0; i < 600; i++) deep = node("ListNode", { content: [deep] });
    expect(codesOf(() => read(deep))).toEqual(["skops/damaged"]);
    const many = zipSync({ "schema.json": new Uint8Array(8_000_001).fill(0x5b) });
    expect(codesOf(() => readSkops(many, LIMIT))).toEqual(["pickle/too-many-values"]);
  });

  it("is known by a first file of bytes, which skops 0.16 names with a UUID", () => {
    const name = "6284df3f-eb04-4632-818c-f54c6db6c4cb.bin";
    expect(looksLikeSkops(zipSync({ [name]: new Uint8Array(3) }))).toBe(true);
    expect(looksLikeSkops(zipSync({ "cafe.bin": new Uint8Array(3) }))).toBe(false);
  });

  it("refuses an archive without a schema", () => {
    const bytes = zipSync({ "1.npy": new Uint8Array(3) });
    expect(looksLikeSkops(bytes)).toBe(true);
    expect(codesOf(() => readSkops(bytes, LIMIT))).toEqual(["skops/damaged"]);
    expect(looksLikeSkops(zipSync({ "config.json": new Uint8Array(3) }))).toBe(false);
  });
});
