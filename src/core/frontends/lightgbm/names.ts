/** LightGBM calls the columns of an array Column_0, Column_1, ...: those are no names. */
export function madeUpNames(names: readonly string[]): boolean {
  return names.every((name, i) => name === `Column_${i}`);
}
