/** Printed trees: tables, static functions, and what the sum's loop needs of them. */
export interface PrintedTrees {
  readonly tables: readonly string[];
  readonly functions: readonly string[];
  readonly loop: TreeLoop;
}

/** `packed`: walk the node table tree by tree. Else: one call a tree, in order. */
export interface TreeLoop {
  readonly packed: boolean;
  readonly indexBits: string;
  readonly sizeAt: string;
  readonly sizeEnd: string;
  /** C expressions that give each tree's payload. */
  readonly calls: readonly string[];
}
