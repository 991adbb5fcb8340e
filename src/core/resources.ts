import type { Targets } from "./targets/target.ts";

/** Compiled templates by name ("c/header"), and the target descriptions. */
export interface Resources {
  readonly templates: Readonly<Record<string, unknown>>;
  readonly targets: Targets;
  /** mlc's own version. */
  readonly version: string;
}
