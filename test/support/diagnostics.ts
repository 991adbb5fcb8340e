import { type Diagnostic, DiagnosticError } from "../../src/core/diagnostics/diagnostic.ts";

/** What an action ends with; any other end than diagnostics fails. */
export function diagnosticsOf(act: () => unknown): readonly Diagnostic[] {
  try {
    act();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  throw new Error("nothing was reported");
}

export function codesOf(act: () => unknown): readonly string[] {
  return diagnosticsOf(act).map(({ code }) => code);
}
