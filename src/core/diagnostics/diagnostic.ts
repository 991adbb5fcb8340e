import { type Code, catalog, type ParametersOf } from "./catalog.ts";

export type Severity = "error" | "warning" | "info";

/** Process exit codes of design: what a script can tell apart. */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6;

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Base name of the file it is about. */
  readonly file?: string;
  /** Place in it: JSON path, text line, byte offset, or tree and node. */
  readonly at?: string;
  /** What to do next, a sentence or a command. */
  readonly hint?: string;
}

/** One entry of the catalogue. `P` are the facts that the texts need. */
export interface CatalogEntry<P> {
  readonly severity: Severity;
  /** Exit code that an error of this kind ends the process with. */
  readonly exit: ExitCode;
  readonly message: (facts: P) => string;
  readonly hint?: (facts: P) => string;
}

export interface Place {
  readonly file?: string;
  readonly at?: string;
}

/** A catalogued diagnostic; a wrong code or missing fact does not compile. */
export function diagnostic<C extends Code>(
  code: C,
  facts: ParametersOf<C>,
  place: Place = {},
): Diagnostic {
  const entry = catalog[code] as unknown as CatalogEntry<ParametersOf<C>>;
  return {
    code,
    severity: entry.severity,
    message: entry.message(facts),
    ...place,
    ...(entry.hint ? { hint: entry.hint(facts) } : {}),
  };
}

/** Ends a stage because of a user's mistake. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code}: ${d.message}`).join("\n"));
    this.name = "DiagnosticError";
    this.diagnostics = diagnostics;
  }

  get exitCode(): ExitCode {
    const first = this.diagnostics.find((d) => d.severity === "error");
    return first ? (catalog[first.code as Code] as CatalogEntry<never>).exit : 1;
  }
}

/** Throws one catalogued error at once, where nothing after it can be judged. */
export function fail<C extends Code>(code: C, facts: ParametersOf<C>, place: Place = {}): never {
  throw new DiagnosticError([diagnostic(code, facts, place)]);
}

/** Collects the diagnostics of one stage, so that a user sees all of them at once. */
export class Problems {
  readonly #found: Diagnostic[] = [];
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
  }

  get all(): readonly Diagnostic[] {
    return this.#found;
  }

  add<C extends Code>(code: C, facts: ParametersOf<C>, at?: string): void {
    const place = { ...(this.#file ? { file: this.#file } : {}), ...(at ? { at } : {}) };
    this.#found.push(diagnostic(code, facts, place));
  }

  /** Ends the stage if an error was added. */
  throwIfErrors(): void {
    if (this.#found.some((d) => d.severity === "error")) throw new DiagnosticError(this.#found);
  }
}
