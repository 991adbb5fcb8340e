/** A field of a table by its slot; undefined: absent. */
export type Field =
  | undefined
  | { readonly i8: number }
  | { readonly i32: number }
  | { readonly f64: number }
  | { readonly text: string | Uint8Array }
  | { readonly i32s: readonly number[] }
  | { readonly u32s: readonly number[] }
  | { readonly f32s: readonly number[] }
  | { readonly f64s: readonly number[] }
  | { readonly table: Table }
  | { readonly tables: readonly Table[] };

/** Fields in the order of their slots. */
export type Table = readonly Field[];

/** Lays out a FlatBuffer front to back: each table behind its list of offsets, before what it points to. */
export function flatBuffer(root: Table): Uint8Array {
  const bytes: number[] = [];
  const put = (size: number, write: (view: DataView) => void): number => {
    const at = bytes.length;
    const cell = new Uint8Array(size);
    write(new DataView(cell.buffer));
    bytes.push(...cell);
    return at;
  };
  const u32 = (value: number) => put(4, (view) => view.setUint32(0, value, true));
  const point = (at: number, to: number) => {
    const cell = new Uint8Array(4);
    new DataView(cell.buffer).setUint32(0, to - at, true);
    bytes.splice(at, 4, ...cell);
  };
  const vector = (length: number, size: number, write: (view: DataView, at: number) => void) => {
    const at = u32(length);
    put(length * size, (view) => {
      for (let i = 0; i < length; i++) write(view, i);
    });
    return at;
  };
  const target = (field: Exclude<Field, undefined>): (() => number) | undefined => {
    if ("text" in field) {
      const { text } = field;
      const encoded = typeof text === "string" ? new TextEncoder().encode(text) : text;
      return () => vector(encoded.length, 1, (view, i) => view.setUint8(i, encoded[i]!));
    }
    if ("i32s" in field) {
      const list = field.i32s;
      return () => vector(list.length, 4, (view, i) => view.setInt32(4 * i, list[i]!, true));
    }
    if ("u32s" in field) {
      const list = field.u32s;
      return () => vector(list.length, 4, (view, i) => view.setUint32(4 * i, list[i]!, true));
    }
    if ("f32s" in field) {
      const list = field.f32s;
      return () => vector(list.length, 4, (view, i) => view.setFloat32(4 * i, list[i]!, true));
    }
    if ("f64s" in field) {
      const list = field.f64s;
      return () => vector(list.length, 8, (view, i) => view.setFloat64(8 * i, list[i]!, true));
    }
    if ("table" in field) return () => writeTable(field.table);
    if ("tables" in field) {
      return () => {
        const at = u32(field.tables.length);
        const cells = field.tables.map(() => u32(0));
        field.tables.forEach((table, i) => {
          point(cells[i]!, writeTable(table));
        });
        return at;
      };
    }
    return undefined;
  };
  const writeTable = (table: Table): number => {
    const sizes = table.map((field) => sizeOf(field));
    const offsets = sizes.map((size, i) => (size === 0 ? 0 : 4 + sum(sizes.slice(0, i))));
    const list = put(4 + 2 * table.length, (view) => {
      view.setUint16(0, 4 + 2 * table.length, true);
      view.setUint16(2, 4 + sum(sizes), true);
      offsets.forEach((offset, i) => {
        view.setUint16(4 + 2 * i, offset, true);
      });
    });
    const at = put(4, (view) => view.setInt32(0, bytes.length - list, true));
    const pending: [number, () => number][] = [];
    for (const field of table) {
      if (field === undefined) continue;
      const write = target(field);
      if (write) pending.push([u32(0), write]);
      else if ("i8" in field) put(1, (view) => view.setInt8(0, field.i8));
      else if ("i32" in field) put(4, (view) => view.setInt32(0, field.i32, true));
      else if ("f64" in field) put(8, (view) => view.setFloat64(0, field.f64, true));
    }
    for (const [cell, write] of pending) point(cell, write());
    return at;
  };
  u32(0);
  point(0, writeTable(root));
  return Uint8Array.from(bytes);
}

function sizeOf(field: Field): number {
  if (field === undefined) return 0;
  if ("i8" in field) return 1;
  return "f64" in field ? 8 : 4;
}

function sum(sizes: readonly number[]): number {
  let total = 0;
  for (const size of sizes) total += size;
  return total;
}
