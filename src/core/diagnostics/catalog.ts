import { input } from "./catalog/input.ts";
import { tree } from "./catalog/tree.ts";
import type { CatalogEntry } from "./diagnostic.ts";

/** Every diagnostic there is, by its slug; one file an area. */
export const catalog = { ...input, ...tree };

export type Code = keyof typeof catalog;

export type ParametersOf<C extends Code> = (typeof catalog)[C] extends CatalogEntry<infer P> ? P : never;
