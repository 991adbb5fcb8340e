import { describe, expect, it } from "vitest";
import { ByteReader } from "../../../src/core/containers/byte-reader.ts";
import { readPickle } from "../../../src/core/containers/pickle.ts";
import { codesOf, diagnosticsOf } from "../../support/diagnostics.ts";
import * as P from "../../support/pickle-bytes.ts";

const read = (bytes: Uint8Array) => readPickle(new ByteReader(bytes));

describe("readPickle", () => {
  it("reads numbers of every spelling", () => {
    const numbers = [
      [[0x4b, 200], 200],
      [[0x4d, 0x34, 0x12], 0x1234],
      [P.int(-7), -7],
      [[0x8a, 0], 0],
      [[0x8a, 1, 0x80], -128],
      [[0x8a, 2, 0xff, 0], 255],
      [[0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x80], -(2n ** 63n)],
      [[0x47, 0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a], 0.1],
    ] as const;
    for (const [bytes, value] of numbers)
      expect(read(P.joined([0x80, 2], bytes, [0x2e]))).toBe(value);
  });

  it("keeps instances and calls as descriptions", () => {
    const state = P.reduce(
      P.global("numpy.random._pickle", "__randomstate_ctor"),
      P.text("MT19937"),
    );
    expect(read(P.pickle(P.dict({ rng: state })))).toEqual(
      new Map([
        [
          "rng",
          {
            kind: "object",
            className: "numpy.random._pickle.__randomstate_ctor",
            args: ["MT19937"],
            state: null,
            items: new Map(),
          },
        ],
      ]),
    );
  });

  it("ties a knot by identity", () => {
    // A list that holds itself.
    const list = read(Uint8Array.of(0x80, 4, 0x5d, 0x94, 0x68, 0, 0x61, 0x2e)) as unknown[];
    expect(list[0]).toBe(list);
  });

  it.each([
    ["os", "system"],
    ["posix", "system"],
    ["builtins", "eval"],
    ["builtins", "getattr"],
    ["__builtin__", "exec"],
    ["subprocess", "Popen"],
    ["joblib", "load"],
    ["numpy", "load"],
    ["pandas", "read_pickle"],
    ["sklearn.utils", "os.system"],
    ["constructor", "constructor"],
  ])("refuses a call of %s.%s, naming it", (module, name) => {
    const [found] = diagnosticsOf(() =>
      read(P.pickle(P.reduce(P.global(module, name), P.text("x")))),
    );
    expect(found?.code).toBe("pickle/calls-something");
    expect(found?.message).toContain(`${module}.${name}`);
    expect(found?.at).toMatch(/^byte \d+$/);
  });

  it("refuses to call what it computed", () => {
    const made = P.instance(P.global("sklearn.x", "Y"), P.dict({}));
    expect(codesOf(() => read(P.pickle(P.reduce(made))))).toEqual(["pickle/calls-something"]);
  });

  it.each([
    ["an empty stack", [0x80, 4, 0x2e], "pickle/malformed"],
    ["a missing mark", [0x80, 4, 0x74, 0x2e], "pickle/malformed"],
    ["a memo entry that was never stored", [0x80, 4, 0x68, 9, 0x2e], "pickle/malformed"],
    ["a key without a value", [0x80, 4, 0x7d, 0x28, 0x4e, 0x75, 0x2e], "pickle/malformed"],
    ["a state for None", [0x80, 4, 0x4e, 0x7d, 0x62, 0x2e], "pickle/malformed"],
    ["an append to None", [0x80, 4, 0x4e, 0x4e, 0x61, 0x2e], "pickle/malformed"],
    ["a persistent id", [0x80, 4, 0x4e, 0x51, 0x2e], "pickle/unsupported-opcode"],
    ["an out-of-band buffer", [0x80, 5, 0x97, 0x2e], "pickle/unsupported-opcode"],
    ["protocol 6", [0x80, 6, 0x4e, 0x2e], "pickle/unsupported-protocol"],
    ["no end", [0x80, 4, 0x4e], "input/truncated"],
    ["a string of 4 GB", [0x80, 4, 0x58, 0xff, 0xff, 0xff, 0xff], "input/too-large"],
    ["bytes of 4 GB", [0x80, 4, 0x42, 0xff, 0xff, 0xff, 0xff], "input/truncated"],
    ["bytes of 2^63", [0x80, 4, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0x80], "input/truncated"],
    ["a number of 4 GB", [0x80, 4, 0x8b, 0xff, 0xff, 0xff, 0xff], "input/truncated"],
  ])("refuses %s", (_what, bytes, code) => {
    expect(codesOf(() => read(Uint8Array.from(bytes)))).toEqual([code]);
  });

  it("stops at millions of values", () => {
    const dicts = new Uint8Array(3_000_000).fill(0x7d);
    expect(codesOf(() => read(P.pickle(dicts)))).toEqual(["pickle/too-many-values"]);
  });

  it("stops at a string that is turned into bytes again and again", () => {
    const long = P.joined([0x58, 0x10, 0x27, 0, 0], new Uint8Array(10_000).fill(0x61), [0x94]);
    const again = P.joined(
      P.global("_codecs", "encode"),
      [0x68, 0],
      P.text("latin1"),
      [0x86, 0x52],
    );
    const parts = Array.from({ length: 20 }, () => again);
    expect(codesOf(() => read(P.pickle(long, ...parts)))).toEqual(["pickle/malformed"]);
  });
});
