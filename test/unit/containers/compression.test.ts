import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inflateBzip2 } from "../../../src/core/containers/bzip2.ts";
import { inflateLz4 } from "../../../src/core/containers/lz4.ts";
import { inflateLzma } from "../../../src/core/containers/lzma-alone.ts";
import { inflateXz } from "../../../src/core/containers/xz.ts";
import { DiagnosticError } from "../../../src/core/diagnostics/diagnostic.ts";
import { codesOf } from "../../support/diagnostics.ts";
import { settings } from "../../support/property.ts";

const LIMIT = 2 ** 22;
const INFLATE = { bz2: inflateBzip2, xz: inflateXz, lzma: inflateLzma, lz4: inflateLz4 } as const;

interface Sample {
  readonly content: string;
  readonly length: number;
  readonly sha256: string;
  readonly format: keyof typeof INFLATE;
  readonly bytes: Uint8Array;
}

const samples: readonly Sample[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "compressed.json"), "utf8"),
).map((sample: Omit<Sample, "bytes"> & { bytes: string }) => ({
  ...sample,
  bytes: Uint8Array.from(Buffer.from(sample.bytes, "base64")),
}));

const sampleOf = (format: Sample["format"], content: string) =>
  samples.find((sample) => sample.format === format && sample.content === content)!;

describe.each(samples.map((sample, index) => ({ index, ...sample })))(
  "sample $index: $content as $format",
  ({ format, bytes, length, sha256: due }) => {
    it("inflates to what Python compressed", () => {
      const content = INFLATE[format](bytes, LIMIT);
      expect(content.length).toBe(length);
      expect(bytesToHex(sha256(content))).toBe(due);
    });

    it("stops at a limit below its length", () => {
      if (length === 0) return expect(INFLATE[format](bytes, 0).length).toBe(0);
      const codes = codesOf(() => INFLATE[format](bytes, length - 1));
      expect(codes).toEqual(["input/too-large"]);
    });
  },
);

const SEEDS = (["bz2", "xz", "lzma", "lz4"] as const).flatMap((format) =>
  ["steps", "runs", "noise", "nothing"].map((content) => sampleOf(format, content)),
);

/** Formats whose content no checksum guards, unless the writer is asked for one. */
const UNGUARDED = new Set(["lzma", "lz4"]);

describe.each(SEEDS)("damaged: $content as $format", ({ format, bytes, sha256: due }) => {
  it("a file cut anywhere is refused", () => {
    const step = Math.max(1, Math.floor(bytes.length / 200));
    for (let cut = 4; cut < bytes.length; cut += step) {
      const [code] = codesOf(() => INFLATE[format](bytes.slice(0, cut), LIMIT));
      expect(["input/truncated", "pickle/damaged-compression"]).toContain(code);
    }
  });

  it("changed bytes give diagnostics, or what a format without a checksum cannot notice", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (place, mask) => {
        const at = place % bytes.length;
        const changed = bytes.with(at, bytes[at]! ^ mask);
        try {
          const inflated = INFLATE[format](changed, LIMIT);
          // The level of bz2 only bounds its blocks.
          const same = bytesToHex(sha256(inflated)) === due;
          expect(same || UNGUARDED.has(format)).toBe(true);
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
        }
      }),
      settings(150),
    );
  });
});

describe("a lzma file", () => {
  const { bytes, length } = sampleOf("lzma", "runs");
  const withLength = (value: number) => {
    const known = Uint8Array.from(bytes);
    new DataView(known.buffer).setBigUint64(5, BigInt(value), true);
    return known;
  };

  it("may say its length, and have the end marker all the same", () => {
    expect(inflateLzma(withLength(length), LIMIT).length).toBe(length);
  });

  it("of another length than it says is refused", () => {
    for (const other of [length - 1, length + 1, 0]) {
      expect(codesOf(() => inflateLzma(withLength(other), LIMIT))).toEqual([
        "pickle/damaged-compression",
      ]);
    }
  });

  it("whose coder is not empty at the end is refused", () => {
    const changed = bytes.with(bytes.length - 2, bytes.at(-2)! ^ 1);
    expect(codesOf(() => inflateLzma(changed, LIMIT))).toEqual(["pickle/damaged-compression"]);
  });

  it("with properties that are none is refused", () => {
    expect(codesOf(() => inflateLzma(bytes.with(0, 225), LIMIT))).toEqual([
      "pickle/damaged-compression",
    ]);
  });
});

describe("a bz2 file", () => {
  const { bytes } = sampleOf("bz2", "pairs");

  it.each([
    ["a block's checksum", 10],
    ["the checksum of all", bytes.length - 3],
    ["the mark of its end", bytes.length - 8],
    ["its block size", 3],
  ])("with a change in %s is refused", (_what, place) => {
    // "1" becomes "0", which is no size; a block size too large cannot be noticed.
    const changed = bytes.with(place, bytes[place]! ^ 1);
    expect(codesOf(() => inflateBzip2(changed, LIMIT))).toEqual(["pickle/damaged-compression"]);
  });
});

describe("an xz file", () => {
  const { bytes } = sampleOf("xz", "steps");

  it.each([
    ["the stream's flags", 7],
    ["a block's header", 14],
    ["the index", bytes.length - 20],
    ["the footer", bytes.length - 5],
    ["the content's checksum", bytes.length - 30],
  ])("with a change in %s is refused", (_what, place) => {
    const changed = bytes.with(place, bytes[place]! ^ 1);
    expect(codesOf(() => inflateXz(changed, LIMIT))).toEqual(["pickle/damaged-compression"]);
  });
});

describe("an lz4 file", () => {
  const guarded = samples.filter(({ format }) => format === "lz4").at(-2)!.bytes;

  it.each([
    ["its flags", 4],
    ["its block size", 5],
    ["the checksum of its header", 6],
    ["a block", 40],
    ["a block's checksum", guarded.length - 9],
    ["the content's checksum", guarded.length - 1],
  ])("with a change in %s is refused", (_what, place) => {
    const changed = guarded.with(place, guarded[place]! ^ 1);
    expect(codesOf(() => inflateLz4(changed, LIMIT))).toEqual(["pickle/damaged-compression"]);
  });

  /** A frame of linked blocks of 64 KiB without checksums; of it the header's checksum is fixed. */
  const frame = (...blocks: number[][]) =>
    Uint8Array.from([
      ...[0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0],
      ...blocks.flatMap((block) => [block.length & 255, block.length >> 8, 0, 0, ...block]),
      ...[0, 0, 0, 0],
    ]);
  const A = 0x61;

  it("copies from blocks before, also what the copy itself writes", () => {
    const out = inflateLz4(frame([0x10, A], [0x02, 1, 0, 0x10, A + 1]), LIMIT);
    expect(String.fromCharCode(...out)).toBe("aaaaaaab");
  });

  it.each([
    ["no distance", [0x10, A, 0, 0, 0x00]],
    ["what is before its start", [0x10, A, 2, 0, 0x00]],
  ])("that refers to %s is refused", (_what, block) => {
    expect(codesOf(() => inflateLz4(frame(block), LIMIT))).toEqual(["pickle/damaged-compression"]);
  });

  it("of which a block grows beyond its size is refused, before the limit", () => {
    const bomb = [0x1f, A, 1, 0, ...new Array(1000).fill(255), 0, 0x00];
    expect(codesOf(() => inflateLz4(frame(bomb), LIMIT))).toEqual(["pickle/damaged-compression"]);
  });
});
