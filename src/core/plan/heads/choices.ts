import type { ChoicesHead } from "../../ir/model.ts";

/** Whether each class is the number of its place, so that no table need hold it. */
export function countsUp({ choices }: ChoicesHead): boolean {
  return choices.every(({ classes }) => classes.every((label, k) => Object.is(label, k)));
}
