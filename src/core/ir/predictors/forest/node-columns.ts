import type { NodeTable } from "./forest.ts";

type Columns = Required<{ -readonly [name in keyof NodeTable]: NonNullable<NodeTable[name]> }>;

/** Columns of nodes that grow, with room for `capacity` nodes. */
function columnsOf(capacity: number): Columns {
  return {
    kind: new Uint8Array(capacity),
    feature: new Int32Array(capacity).fill(-1),
    threshold: new Float64Array(capacity),
    left: new Int32Array(capacity).fill(-1),
    right: new Int32Array(capacity).fill(-1),
    flags: new Uint8Array(capacity),
    operand: new Int32Array(capacity).fill(-1),
    samples: new Float64Array(capacity).fill(-1),
  };
}

/** A node table in the making. Nodes come at the end, as leaves of nothing. */
export class NodeColumns {
  columns = columnsOf(64);
  length = 0;

  /** Adds a node; gives its number. */
  add(kind: number, samples: number): number {
    if (this.length === this.columns.kind.length) this.#grow();
    const { columns } = this;
    const node = this.length++;
    columns.kind[node] = kind;
    // Of a damaged count nothing is known.
    columns.samples[node] = samples >= 0 ? samples : -1;
    return node;
  }

  finish(): NodeTable {
    const { samples, ...table } = this.columns;
    const cut = <T extends Uint8Array | Int32Array | Float64Array>(column: T) =>
      column.slice(0, this.length) as T;
    const known = samples.subarray(0, this.length).some((n) => n >= 0);
    return {
      kind: cut(table.kind),
      feature: cut(table.feature),
      threshold: cut(table.threshold),
      left: cut(table.left),
      right: cut(table.right),
      flags: cut(table.flags),
      operand: cut(table.operand),
      ...(known ? { samples: cut(samples) } : {}),
    };
  }

  #grow(): void {
    const wider = columnsOf(2 * this.length);
    for (const [name, column] of Object.entries(this.columns)) {
      wider[name as keyof Columns].set(column);
    }
    this.columns = wider;
  }
}
