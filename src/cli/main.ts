#!/usr/bin/env node
import { main } from "./run.ts";
import { processTerminal } from "./terminal.ts";

// A reader that has seen enough (head, less) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

process.exitCode = await main(process.argv.slice(2), processTerminal());
