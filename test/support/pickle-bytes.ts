/** Pickle opcodes as bytes, for files that no library would write. */

const encoder = new TextEncoder();

export function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export function text(value: string): Uint8Array {
  const bytes = encoder.encode(value);
  return joined([0x8c, bytes.length], bytes);
}

export function int(value: number): Uint8Array {
  const bytes = new Uint8Array(5);
  bytes[0] = 0x4a;
  new DataView(bytes.buffer).setInt32(1, value, true);
  return bytes;
}

export function global(module: string, name: string): Uint8Array {
  return joined([0x63], encoder.encode(`${module}\n${name}\n`));
}

export function tuple(...items: readonly Uint8Array[]): Uint8Array {
  return joined([0x28], ...items, [0x74]);
}

export function dict(entries: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const items = Object.entries(entries).flatMap(([key, value]) => [text(key), value]);
  return joined([0x7d, 0x28], ...items, [0x75]);
}

/** A call, as REDUCE describes it. */
export function reduce(callable: Uint8Array, ...args: readonly Uint8Array[]): Uint8Array {
  return joined(callable, tuple(...args), [0x52]);
}

/** An instance with its state. */
export function instance(cls: Uint8Array, state: Uint8Array): Uint8Array {
  return joined(cls, [0x29, 0x81], state, [0x62]);
}

/** numpy.dtype(code), little-endian. */
export function dtype(code: string): Uint8Array {
  return reduce(global("numpy", "dtype"), text(code), FALSE, TRUE);
}

/** joblib's stand-in for an array; its bytes come after. */
export function wrapper(facts: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return instance(global("joblib.numpy_pickle", "NumpyArrayWrapper"), dict(facts));
}

export const NONE = Uint8Array.of(0x4e);
const TRUE = Uint8Array.of(0x88);
export const FALSE = Uint8Array.of(0x89);

/** A whole pickle of protocol 4. */
export function pickle(...parts: readonly Uint8Array[]): Uint8Array {
  return joined([0x80, 4], ...parts, [0x2e]);
}
