import type { Column, MapStep, NormalizeStep, ScalarOperation } from "../../ir/model.ts";
import { behindMixing } from "../../ir/steps.ts";
import { printChain } from "./chain.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import { realView } from "./sums/real-view.ts";
import { counterBits } from "./table.ts";

/** The function that makes the columns which tests read, and those that it calls. */
export interface PrintedMixing {
  readonly functions: readonly string[];
  /** Floats that it writes. */
  readonly width: number;
}

/** The emission of all that reads columns instead of inputs; itself where nothing mixes columns. */
export function behindMixingEmission(emission: Emission): Emission {
  const { plan, source } = emission;
  if (plan.mixing.length === 0) return emission;
  const columns = behindMixing({ ...source, steps: [...plan.mixing] });
  const features = columns.inputs.features.length;
  return {
    ...emission,
    source: columns,
    plan: { ...plan, inputType: "f32", missing: "exact", features, mixing: [] },
  };
}

const NORM_TEXT = {
  l1: "the sum of its magnitudes",
  l2: "its length",
  max: "its largest number",
} as const;

/** Undefined where nothing mixes columns, or nothing is tested. */
export function printMixing(emission: Emission): PrintedMixing | undefined {
  const { plan, prefix, engine } = emission;
  if (plan.mixing.length === 0 || plan.slots.length === 0) return undefined;
  const p = prefix.lower;
  const names = { p, f: `${p}_f32` };
  const maps = plan.mixing.filter((step) => step.kind === "map");
  const norms = plan.mixing.filter((step) => step.kind === "normalize");
  const operations = maps.flatMap(({ columns }) => columns.flatMap(({ chain }) => chain));
  const uses = (...kinds: readonly ScalarOperation["kind"][]) =>
    operations.some(({ kind }) => kinds.includes(kind));
  const has = (norm: NormalizeStep["norm"]) => norms.some((step) => step.norm === norm);
  const multiply = has("l2") || uses("multiply");
  const real = engine.render("c/real", {
    ...realView(emission, {
      type: "f32",
      distanceBits: 0,
      adds: has("l1") || has("l2") || uses("add", "subtract"),
      bits: true,
      toFloat: true,
      distance: false,
      compares: has("max") || uses("clip"),
      multiply,
      divide: true,
      infinite: true,
      takes: "",
      element: "",
      at: "",
      end: "",
    }),
    p: names.f,
  });
  const { lines, widths, widest } = printSteps(emission);
  const text = engine.render("c/mixing", {
    ...names,
    l2: has("l2"),
    inputType: INPUT_C_TYPE[plan.inputType],
    norms: [...new Set(norms.map((_, i) => normName(norms, widths, i)))].map((name) => {
      const index = norms.findIndex((_, i) => normName(norms, widths, i) === name);
      const { norm } = norms[index]!;
      return {
        ...names,
        name,
        comment: `Divides a row by ${NORM_TEXT[norm]}, rounding as the trainer does.`,
        width: String(widths[index]),
        countBits: counterBits(widths[index]!),
        l1: norm === "l1",
        l2: norm === "l2",
        max: norm === "max",
      };
    }),
    what: norms.map(shareText).join(", of that "),
    counts: lines.some((line) => line.startsWith("for ")),
    countBits: counterBits(widest),
    real: operations.some(({ kind }) => kind !== "cast"),
    before: lines.some((line) => line.includes("before[")) ? String(widest) : "",
    lines,
  });
  return { functions: [real, text], width: widest };
}

function shareText({ norm, span }: NormalizeStep): string {
  if (!span) return `each column's share in ${NORM_TEXT[norm].replace("its", "the row's")}`;
  const [first, count] = span;
  return `the share of ${count} columns from ${first} in ${NORM_TEXT[norm].replace("its", "their")}`;
}

/** Norms of the same kind and width share a function. */
function normName(norms: readonly NormalizeStep[], widths: readonly number[], i: number): string {
  return `normalize_${norms[i]!.norm}_${widths[i]}`;
}

/** The statements of all steps, how many columns each normalization divides, and the most there are. */
function printSteps(emission: Emission): { lines: string[]; widths: number[]; widest: number } {
  const { plan, prefix } = emission;
  const lines: string[] = [];
  const widths: number[] = [];
  let width = plan.features;
  let widest = 0;
  let isFirst = true;
  const identity = (): MapStep => ({
    kind: "map",
    columns: Array.from({ length: width }, (_, from) => ({ from, chain: [] })),
  });
  const fill = (step: MapStep) => {
    if (!isFirst) {
      lines.push(`for (i = 0; i < ${width}U; i++) {`, "    before[i] = row[i];", "}");
    }
    lines.push(...printMap(emission, step, isFirst ? "given" : "before"));
    width = step.columns.length;
    widest = Math.max(widest, width);
    isFirst = false;
  };
  for (const step of plan.mixing) {
    if (step.kind === "map") fill(step);
    else {
      if (isFirst) fill(identity());
      const [first, count] = step.span ?? [0, width];
      widths.push(count);
      const columns = first === 0 ? "row" : `&row[${first}]`;
      lines.push(`${prefix.lower}_normalize_${step.norm}_${count}(${columns});`);
    }
  }
  return { lines, widths, widest };
}

function printMap(emission: Emission, { columns }: MapStep, from: "given" | "before"): string[] {
  const float = from === "given" && emission.plan.inputType !== "f32" ? "(float)" : "";
  const work = columns.map(({ chain }) => chain.filter(({ kind }) => kind !== "cast"));
  const inPlace =
    columns.every((column, i) => column.from === i) && work.every((c) => c.length === 0);
  if (inPlace && columns.length > 2) {
    return [`for (i = 0; i < ${columns.length}U; i++) {`, `    row[i] = ${float}${from}[i];`, "}"];
  }
  return columns.flatMap((column, i) =>
    printColumn(emission, { ...column, chain: work[i]! }, i, `${float}${from}`),
  );
}

function printColumn(
  { prefix }: Emission,
  { from, chain }: Column,
  index: number,
  source: string,
): string[] {
  const p = prefix.lower;
  const names = { type: "f32", real: `${p}_f32` } as const;
  const value = `${source}[${from}]`;
  if (chain.length === 0) return [`row[${index}] = ${value};`];
  return [
    `x = ${p}_f32_real_from(${p}_bits(${value}));`,
    ...printChain(names, chain),
    `row[${index}] = ${p}_f32_to_float(x);`,
  ];
}
