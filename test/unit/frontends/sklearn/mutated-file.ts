import fc from "fast-check";
import { expect } from "vitest";
import { DiagnosticError } from "../../../../src/core/diagnostics/diagnostic.ts";
import { evaluate } from "../../../../src/core/ir/evaluate.ts";
import { read } from "./edited-model.ts";

type Edit = {
  readonly kind: "flip" | "insert" | "delete" | "copy";
  readonly at: number;
  readonly value: number;
};

export const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom("flip", "flip", "insert", "delete", "copy"),
  at: fc.nat(),
  value: fc.nat(255),
});

export function applied(bytes: Uint8Array, { kind, at, value }: Edit): Uint8Array {
  const place = at % bytes.length;
  if (kind === "flip") return bytes.with(place, bytes[place]! ^ (1 << (value % 8)));
  if (kind === "delete")
    return Uint8Array.from([
      ...bytes.subarray(0, place),
      ...bytes.subarray(place + 1 + (value % 9)),
    ]);
  const added = kind === "insert" ? [value] : bytes.subarray(value, value + 1 + (at % 40));
  return Uint8Array.from([...bytes.subarray(0, place), ...added, ...bytes.subarray(place)]);
}

/** A model that holds together and predicts, or diagnostics: nothing else may come of a file. */
export function survives(bytes: Uint8Array): "model" | "diagnostics" {
  let model: ReturnType<typeof read>;
  try {
    model = read(bytes, { maxInflated: 2 ** 24 });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    expect(error.diagnostics.length).toBeGreaterThan(0);
    return "diagnostics";
  }
  evaluate(model, new Float64Array(model.inputs.features.length).fill(Number.NaN));
  return "model";
}
