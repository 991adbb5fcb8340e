import type { Trace } from "../core/compile.ts";
import { fail } from "../core/diagnostics/diagnostic.ts";
import { printModel } from "../core/ir/print.ts";
import { PASSES } from "../core/passes/index.ts";
import { nearest } from "../core/text/nearest.ts";
import type { Terminal } from "./terminal.ts";

/** A trace that dumps the model after one pass, or after all that changed it. */
export function traceAfter(terminal: Terminal, wanted: string | undefined): Trace | undefined {
  if (wanted === undefined) return undefined;
  const passes = PASSES.map(({ name }) => name);
  if (wanted !== "all" && !passes.includes(wanted)) {
    fail("command/unknown-pass", {
      pass: wanted,
      near: nearest(wanted, passes).slice(0, 3),
      passes,
    });
  }
  return (pass, model, changed) => {
    if (wanted !== "all" && wanted !== pass.name) return;
    terminal.stdout.write(`after ${pass.name}${changed ? "" : ": unchanged"}\n`);
    if (!changed && wanted === "all") return;
    for (const line of printModel(model)) terminal.stdout.write(`${line}\n`);
  };
}
