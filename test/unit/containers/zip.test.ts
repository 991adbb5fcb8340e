import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { firstName, openZip } from "../../../src/core/containers/zip.ts";
import { codesOf, diagnosticsOf } from "../../support/diagnostics.ts";

const LIMIT = 2 ** 20;
const HELLO = new TextEncoder().encode("hello hello hello hello");
const archive = zipSync({ "a.txt": [HELLO, { level: 0 }], "b.txt": [HELLO, { level: 9 }] });

/** The archive with a little-endian number written at a place of its directory's first entry. */
function withDirectory(offset: number, bytes: 2 | 4, value: number): Uint8Array {
  const changed = Uint8Array.from(archive);
  const view = new DataView(changed.buffer);
  const directory = view.getUint32(changed.length - 6, true);
  if (bytes === 2) view.setUint16(directory + offset, value, true);
  else view.setUint32(directory + offset, value, true);
  return changed;
}

describe("openZip", () => {
  it("reads stored and deflated files by name", () => {
    const zip = openZip(archive, LIMIT);
    expect(zip.read("a.txt")).toEqual(HELLO);
    expect(zip.read("b.txt")).toEqual(HELLO);
    expect(zip.read("c.txt")).toBeUndefined();
    expect(firstName(archive)).toBe("a.txt");
  });

  it("passes over a comment behind the directory", () => {
    const commented = Uint8Array.from([...archive, 0x50, 0x4b]);
    expect(openZip(commented, LIMIT).read("a.txt")).toEqual(HELLO);
  });

  it("notices a changed byte of either", () => {
    for (const [name, marker] of [["a.txt", HELLO[0]!]] as const) {
      const changed = Uint8Array.from(archive);
      changed[changed.indexOf(marker, 35)]! ^= 1;
      expect(codesOf(() => openZip(changed, LIMIT).read(name))).toEqual(["zip/damaged"]);
    }
    const packed = Uint8Array.from(archive);
    const second = packed.indexOf(0x62, 40);
    packed[second + 6]! ^= 16;
    const [code] = codesOf(() => openZip(packed, LIMIT).read("b.txt"));
    expect(code).toMatch(/^(pickle\/damaged-compression|input\/truncated)$/);
  });

  it.each([
    ["an unknown method", 10, 2, 14, "zip/damaged"],
    ["another size than stored", 24, 4, 5, "zip/damaged"],
    ["a place outside the file", 42, 4, 0xfffffff0, "input/truncated"],
    ["a place of no header", 42, 4, 3, "zip/damaged"],
    ["more packed bytes than there are", 20, 4, 0xfffffff0, "input/truncated"],
  ] as const)("refuses %s", (_what, offset, bytes, value, code) => {
    const changed = withDirectory(offset, bytes, value);
    expect(codesOf(() => openZip(changed, LIMIT).read("a.txt"))).toEqual([code]);
  });

  it("refuses an encrypted file, naming it", () => {
    const [found] = diagnosticsOf(() => openZip(withDirectory(8, 2, 1), LIMIT));
    expect(found).toMatchObject({ code: "zip/damaged", at: expect.stringMatching(/^byte \d+$/) });
    expect(found?.message).toContain("a.txt is encrypted");
  });

  it("refuses an archive cut anywhere", () => {
    for (let length = 4; length < archive.length; length += 3) {
      const [code] = codesOf(() => openZip(archive.slice(0, length), LIMIT).read("b.txt"));
      expect(["input/truncated", "zip/damaged"]).toContain(code);
    }
  });

  it("stops a bomb, and one that lies about its size, at the limit", () => {
    const bomb = zipSync({ zeros: [new Uint8Array(2 ** 22), { level: 9 }] });
    expect(codesOf(() => openZip(bomb, LIMIT).read("zeros"))).toEqual(["input/too-large"]);
    const lying = Uint8Array.from(bomb);
    const view = new DataView(lying.buffer);
    view.setUint32(view.getUint32(lying.length - 6, true) + 24, 100, true);
    expect(codesOf(() => openZip(lying, LIMIT).read("zeros"))).toEqual(["input/too-large"]);
  });

  it("counts all files together, also one that is read again and again", () => {
    const zip = openZip(archive, 60);
    zip.read("b.txt");
    zip.read("b.txt");
    expect(codesOf(() => zip.read("b.txt"))).toEqual(["input/too-large"]);
  });
});
