import type { CommandModule } from "./command.ts";

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "compile",
    summary: "compile a model to a package of C for a framework",
    load: () => import("./commands/compile.ts"),
  },
  {
    name: "verify",
    summary: "compare trainer's rule, plan and compiled C, on boundary rows and yours",
    load: () => import("./commands/verify.ts"),
  },
  {
    name: "size",
    summary: "measure flash, RAM and stack on boards",
    load: () => import("./commands/size.ts"),
  },
  {
    name: "bench",
    summary: "count the cycles or instructions of predictions on boards",
    load: () => import("./commands/bench.ts"),
  },
  {
    name: "predict",
    summary: "predict the rows of a table",
    load: () => import("./commands/predict.ts"),
  },
  {
    name: "inspect",
    summary: "show what a model holds, its plans, a tree",
    load: () => import("./commands/inspect.ts"),
  },
  {
    name: "convert",
    summary: "write a model with its scaler as one readable JSON file",
    load: () => import("./commands/convert.ts"),
  },
  {
    name: "targets",
    summary: "list frameworks and boards",
    load: () => import("./commands/targets.ts"),
  },
  {
    name: "completion",
    summary: "print a completion script for a shell",
    load: () => import("./commands/completion.ts"),
  },
];
