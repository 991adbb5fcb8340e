import { constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readJoblib } from "../../../src/core/containers/joblib.ts";
import { type NumpyArray, toNumbers } from "../../../src/core/containers/numpy-array.ts";
import { failInflated } from "../../../src/core/frontends/looks-like.ts";
import { codesOf, diagnosticsOf } from "../../support/diagnostics.ts";
import * as P from "../../support/pickle-bytes.ts";

const LIMIT = 2 ** 24;
const read = (bytes: Uint8Array) => readJoblib(bytes, LIMIT, failInflated);
const numbers = (bytes: Uint8Array) => toNumbers(read(bytes) as NumpyArray);

const ORDER = { order: P.text("C"), dtype: P.dtype("u1") };
const THREE = { ...ORDER, shape: P.tuple(P.int(3)) };

describe("readJoblib", () => {
  it("reads an array's bytes behind its wrapper", () => {
    expect(numbers(P.pickle(P.wrapper(THREE), Uint8Array.of(7, 8, 9)))).toEqual(
      Float64Array.of(7, 8, 9),
    );
  });

  it("skips the padding of joblib 1.2 and later", () => {
    const aligned = P.wrapper({ ...THREE, numpy_array_alignment_bytes: P.int(16) });
    const padded = P.pickle(aligned, Uint8Array.of(2, 0xff, 0xff, 7, 8, 9));
    expect(numbers(padded)).toEqual(Float64Array.of(7, 8, 9));
  });

  it("reads an object array from the pickle behind its wrapper", () => {
    const state = P.tuple(
      P.int(1),
      P.tuple(P.int(1)),
      P.dtype("O8"),
      P.FALSE,
      P.joined([0x5d, 0x4b, 5, 0x61]),
    );
    const nested = P.joined(
      P.reduce(P.global("numpy.core.multiarray", "_reconstruct")),
      state,
      [0x62],
    );
    const file = P.pickle(
      P.wrapper({ ...ORDER, dtype: P.dtype("O8"), shape: P.tuple(P.int(1)) }),
      P.pickle(nested),
    );
    expect((read(file) as NumpyArray).data).toEqual([5]);
  });

  it("refuses a call inside an object array's pickle", () => {
    const nested = P.pickle(P.reduce(P.global("os", "system"), P.text("x")));
    const file = P.pickle(
      P.wrapper({ ...ORDER, dtype: P.dtype("O8"), shape: P.tuple(P.int(1)) }),
      nested,
    );
    expect(codesOf(() => read(file))).toEqual(["pickle/calls-something"]);
  });

  it("checks an array's length before it allocates", () => {
    const huge = P.wrapper({
      ...ORDER,
      dtype: P.dtype("f8"),
      shape: P.tuple(P.int(2 ** 31 - 1), P.int(2 ** 30)),
    });
    expect(codesOf(() => read(P.pickle(huge, new Uint8Array(64))))).toEqual(["input/truncated"]);
  });

  it("refuses arrays kept in files beside it", () => {
    const old = P.instance(P.global("joblib.numpy_pickle_compat", "NDArrayWrapper"), P.dict({}));
    expect(codesOf(() => read(P.pickle(old)))).toEqual(["pickle/separate-files"]);
  });

  const plain = P.pickle(P.wrapper(THREE), Uint8Array.of(7, 8, 9));

  it("inflates zlib, gzip and the container of joblib 0.8", () => {
    const size = new TextEncoder().encode(`ZF0x${plain.length.toString(16)}`.padEnd(21));
    const legacy = P.joined(size, deflateSync(plain));
    for (const file of [
      deflateSync(plain),
      gzipSync(plain),
      legacy,
      P.joined(size, [0x20], deflateSync(plain)),
    ]) {
      expect(numbers(new Uint8Array(file))).toEqual(Float64Array.of(7, 8, 9));
    }
  });

  it("says of a compressed text that it is no pickle, not that it is damaged", () => {
    const [found] = diagnosticsOf(() => read(new Uint8Array(gzipSync("tree\nversion=v4\n"))));
    expect(found?.code).toBe("input/unknown-format");
    expect(found?.hint).toContain("decompressed");
  });

  it("notices a changed byte and a cut in compressed data", () => {
    for (const compressed of [deflateSync(plain), gzipSync(plain)]) {
      const changed = Uint8Array.from(compressed);
      changed[changed.length - 2]! ^= 1;
      expect(codesOf(() => read(changed))).toEqual(["pickle/damaged-compression"]);
      for (let length = 2; length < compressed.length; length++) {
        const [code] = codesOf(() => read(new Uint8Array(compressed.subarray(0, length))));
        expect(["input/truncated", "pickle/damaged-compression"]).toContain(code);
      }
    }
  });

  it("stops a bomb at the limit", () => {
    // Pieces that end on a byte may be repeated: 64 times 16 MiB of zeros in about a megabyte.
    const options = { finishFlush: constants.Z_FULL_FLUSH };
    const piece = deflateRawSync(new Uint8Array(2 ** 24), options);
    const bomb = P.joined([0x78, 0x9c], ...Array.from({ length: 64 }, () => piece));
    const [found] = diagnosticsOf(() => read(bomb));
    expect(found).toMatchObject({
      code: "input/too-large",
      hint: expect.stringContaining("--max-inflated"),
    });
  });

  it("refuses zstandard by name, with the line that saves it anew", () => {
    const [found] = diagnosticsOf(() => read(Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd])));
    expect(found?.code).toBe("pickle/unsupported-compression");
    expect(found?.message).toContain("zstandard");
    expect(found?.hint).toContain("joblib.dump");
  });
});
