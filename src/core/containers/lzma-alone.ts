import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { LzmaDecoder, lzmaProperties } from "./lzma.ts";

const SMALLEST_DICTIONARY = 4096;

/** Inflates a `.lzma` file: properties, dictionary size, length or all ones, then one LZMA stream. */
export function inflateLzma(bytes: Uint8Array, limit: number): Uint8Array {
  const what = "its lzma header";
  const reader = new ByteReader(bytes);
  const properties = lzmaProperties(reader.u8(what)) ?? damaged("its properties are none");
  const dictionarySize = Math.max(reader.u32(what), SMALLEST_DICTIONARY);
  const low = reader.u32(what);
  const high = reader.u32(what);
  const unknown = low === 0xffffffff && high === 0xffffffff;
  const length = high * 2 ** 32 + low;
  const out = new GrowingBytes(limit);
  const decoder = new LzmaDecoder(out, dictionarySize, damaged);
  decoder.reset(properties);
  decoder.start(reader);
  const ended = decoder.decode(unknown ? Number.POSITIVE_INFINITY : length);
  if (!unknown && out.length !== length) damaged("its length is another");
  // Where the length is known, the marker may be absent; the coder is empty either way.
  if (!decoder.finished && !ended && !decoder.endMarker()) damaged("it does not end at its length");
  if (!decoder.finished) damaged("it does not end at its end marker");
  return out.written();
}

function damaged(what: string): never {
  fail("pickle/damaged-compression", { compression: "lzma", what });
}
