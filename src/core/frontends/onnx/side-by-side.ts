import { fail } from "../../diagnostics/diagnostic.ts";
import type { Column, Step } from "../../ir/model.ts";
import { badNode, type OnnxNode } from "./node.ts";
import type { Columns } from "./values.ts";

/** Columns side by side; they are of one type. */
export function concatenate(node: OnnxNode, parts: readonly Columns[]): Columns {
  const { type, steps, nested } = parts[0]!;
  if (parts.some((part) => part.type !== type)) badNode(node, "columns of several types");
  if (parts.some((part) => part.nested !== nested)) badNode(node, "shapes that differ");
  if (parts.some((part) => part.steps !== steps)) return partlyNormalized(node, parts);
  return { ...parts[0]!, columns: parts.flatMap(({ columns }) => columns) };
}

/**
 * Parts of which some were normalized and others were not: all stand in one row, each norm is taken
 * of its own span, and what is done to a column behind that stays behind it. The row is binary32.
 */
function partlyNormalized(node: OnnxNode, parts: readonly Columns[]): Columns {
  const [{ steps: own }] = parts as [Columns];
  const shared = own.findIndex((step, i) => parts.some(({ steps }) => steps[i] !== step));
  const before = shared < 0 ? own : own.slice(0, shared);
  const row: Column[] = [];
  const norms: Step[] = [];
  const columns = parts.flatMap((part): readonly Column[] => {
    const first = row.length;
    const [map, norm, ...others] = part.steps.slice(before.length);
    if (others.length > 0) refuse(node);
    if (map === undefined) {
      part.columns.forEach(({ from, chain }) => {
        // Numbers that come in are rounded first; what norms give is binary32 already.
        if (before.length === 0 && !isRounded(chain[0])) refuse(node);
        row.push({ from, chain: before.length === 0 ? [chain[0]!] : [] });
      });
      return part.columns.map(({ chain }, i) => ({ from: first + i, chain }));
    }
    if (map.kind !== "map" || norm?.kind !== "normalize" || norm.span) return refuse(node);
    row.push(...map.columns);
    norms.push({ ...norm, span: [first, map.columns.length] });
    return part.columns.map(({ from, chain }) => ({ from: first + from, chain }));
  });
  const steps: readonly Step[] = [...before, { kind: "map", columns: row }, ...norms];
  return { ...parts[0]!, steps, columns };
}

function isRounded(operation: Column["chain"][number] | undefined): boolean {
  return operation?.kind === "cast" && operation.type === "f32";
}

function refuse(node: OnnxNode): never {
  fail("onnx/partly-normalized", {}, { at: node.at });
}
