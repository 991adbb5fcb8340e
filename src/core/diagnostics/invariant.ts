/** Throws for a bug of ours; a user's mistake is a diagnostic instead. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`mlc bug: ${message}`);
}
