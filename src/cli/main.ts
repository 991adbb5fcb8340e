#!/usr/bin/env node
import { DiagnosticError, diagnostic } from "../core/diagnostics/diagnostic.ts";
import { explain } from "../node/files.ts";
import { main } from "./run.ts";
import { processTerminal, reportFailure } from "./terminal.ts";

const terminal = processTerminal();

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (head, less): the exit code still tells how it went.
  if (error.code === "EPIPE") return;
  const facts = { path: "standard output", because: explain(error.code ?? error.message) };
  process.exit(
    reportFailure(terminal, new DiagnosticError([diagnostic("output/unwritable", facts)])),
  );
});

// Nobody reads what is said: the exit code still tells how it went.
process.stderr.on("error", () => {});

process.exitCode = await main(process.argv.slice(2), terminal);
