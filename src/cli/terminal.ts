import type { Readable, Writable } from "node:stream";
import { type Diagnostic, DiagnosticError } from "../core/diagnostics/diagnostic.ts";
import { formatDiagnostic } from "../core/diagnostics/format.ts";

/** What a command may touch of the process it runs in. */
export interface Terminal {
  readonly stdin: Readable;
  /** Data, and nothing else. */
  readonly stdout: Writable;
  /** Everything for people. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd() };
}

/** NO_COLOR wins over FORCE_COLOR; without either, colours are for terminals. */
function usesColor({ env, stderr }: Terminal): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0";
  return stderr.isTTY === true && env.TERM !== "dumb";
}

/** A line for people. */
export function say(terminal: Terminal, text: string): void {
  terminal.stderr.write(`${text}\n`);
}

/** A document on standard output. */
export function printJson(terminal: Terminal, document: object): void {
  terminal.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** A damaged file can have a fault in each of a thousand trees; the first few tell the story. */
const MOST_SHOWN = 8;

export function report(terminal: Terminal, diagnostics: readonly Diagnostic[]): void {
  const color = usesColor(terminal);
  for (const each of diagnostics.slice(0, MOST_SHOWN)) {
    say(terminal, formatDiagnostic(each, { color }));
  }
  const more = diagnostics.length - MOST_SHOWN;
  if (more > 0) say(terminal, `and ${more} more`);
}

/** Prints what ended a command and gives the exit code. */
export function reportFailure(terminal: Terminal, error: unknown): number {
  if (error instanceof DiagnosticError) {
    report(terminal, error.diagnostics);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(
    terminal,
    "this is a bug in mlc, not a mistake of yours; please report it with the text below",
  );
  say(terminal, stack);
  return 1;
}

export async function readStdin({ stdin }: Terminal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}
