import { sumNeeds } from "../../plan/sums/sum-needs.ts";
import { breakLines } from "../../text/c-lines.ts";
import { toCommentText } from "../../text/c-text.ts";
import { banner } from "../../text/wrap.ts";
import { printClassNames } from "./class-names.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import type { Facts } from "./facts.ts";
import { printHeader } from "./header.ts";
import { LAYOUT_PRINTERS } from "./layouts/index.ts";
import { behindMixingEmission, printMixing } from "./mixing.ts";
import { printCheckInput, printOutputs } from "./outputs/index.ts";
import { printPlacement } from "./placement.ts";
import { printSelfTest } from "./self-test.ts";
import { printSums } from "./sums/index.ts";
import { printSumFunction } from "./sums/sum-function.ts";
import { printValues } from "./values.ts";

/** What stands in the generated files besides the plan. */
export interface EmitContext {
  readonly emission: Emission;
  readonly facts: Facts;
  readonly version: string;
  readonly mlcVersion: string;
  readonly buildId: string;
  readonly command: readonly string[];
  readonly splitRanges: readonly (readonly [string, string] | undefined)[];
  readonly golden: readonly GoldenRow[];
  readonly date?: string;
  /** SPDX identifier. */
  readonly license?: string;
}

/**
 * A row of the self-test: features, and what `predict` gives for them: a class index, 1 and -1 for
 * normal and anomaly, or each value as binary32.
 */
export interface GoldenRow {
  readonly features: Float64Array;
  readonly expected: ArrayLike<number>;
}

/** The emitted C, by the name that a framework's file list gives it. */
export interface EmittedC {
  readonly "@header": string;
  /** "" where the header holds all of it. */
  readonly "@source": string;
  readonly "@self-test": string;
}

/** Prints the C; `header` style puts tables and code into the header, as static inline functions. */
export function emitC(context: EmitContext, style: "split" | "header"): EmittedC {
  const { prefix } = context.emission;
  const names = {
    p: prefix.lower,
    P: prefix.upper,
    buildId: context.buildId,
    headerInclude: `${prefix.lower}.h`,
  };
  const sections = printSections(context.emission);
  const code =
    style === "split"
      ? { "@header": printHeader(context, ""), "@source": printSource(context, names, sections) }
      : { "@header": printSingle(context, names, sections), "@source": "" };
  return {
    "@header": tidy(code["@header"]),
    "@source": tidy(code["@source"]),
    "@self-test": tidy(printSelfTest(context, names)),
  };
}

type Names = Readonly<Record<"p" | "P" | "buildId" | "headerInclude", string>>;

function printSource(
  { emission, license }: EmitContext,
  names: Names,
  sections: readonly Section[],
): string {
  return emission.engine.render("c/source", {
    ...names,
    hasLicense: license !== undefined,
    license: toCommentText(license ?? ""),
    sectionList: sections.map((section) => section.title.toLowerCase()).join(", "),
    sections,
  });
}

function printSingle(context: EmitContext, names: Names, sections: readonly Section[]): string {
  const { engine, prefix, plan } = context.emission;
  return engine.render("c/single-header", {
    ...names,
    headerTop: withoutClosingGuard(printHeader(context, "static inline "), prefix.upper),
    integerInput: plan.inputType !== "f32",
    sections: sections.map(({ banner, text }) => ({
      banner,
      text: makeInline(text, prefix.lower),
    })),
  });
}

type Section = Readonly<Record<"title" | "banner" | "text", string>>;

function printSections(emission: Emission): readonly Section[] {
  const { engine, prefix, plan } = emission;
  const mixing = printMixing(emission);
  const tested = behindMixingEmission(emission);
  const printer = printValues(tested);
  const trees = LAYOUT_PRINTERS[plan.body.layout](tested, plan.body.tables as never, printer);
  const sums = printSums(tested, sumNeeds(plan));
  const sumFunction = printSumFunction(tested, {
    printer,
    trees,
    sums,
    given: { type: INPUT_C_TYPE[plan.inputType], mixed: mixing?.width },
  });
  const bitsAnyway =
    plan.inputType === "f32" && printer.functions.length === 0
      ? [engine.render("c/bits", { p: prefix.lower })]
      : [];
  const walks = plan.body.layout === "packed";
  const parts: readonly (readonly [title: string, text: readonly string[]])[] = [
    ["Cuts", printer.tables],
    ["Leaves", sums.tables],
    ["Trees", walks ? trees.tables : [...bitsAnyway, ...printer.functions, ...trees.functions]],
    [
      "Walk",
      [
        ...(walks ? [...bitsAnyway, ...printer.functions, ...trees.functions] : []),
        ...sums.functions,
        ...(mixing?.functions ?? []),
        sumFunction,
      ],
    ],
    [
      "Public functions",
      [printOutputs(emission, sums), printClassNames(emission), printCheckInput(emission)],
    ],
  ];
  const sections = parts.map(([title, texts]) => toSection(title, texts));
  const placement = printPlacement(
    emission,
    sections.map(({ text }) => text),
  );
  return [toSection("Constants", [placement]), ...sections].filter(({ text }) => text !== "");
}

function toSection(title: string, texts: readonly string[]): Section {
  const text = texts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n");
  return { title, banner: banner(title), text };
}

/** The header without its closing guard, for code to follow. */
function withoutClosingGuard(header: string, upper: string): string {
  return header.slice(0, header.lastIndexOf(`#endif /* ${upper}_H */`)).trimEnd();
}

/** Definitions become `static inline`, which no compiler reports where a user's file calls few. */
function makeInline(text: string, lower: string): string {
  const definition = new RegExp(`^(?:static )?(?=\\w[\\w ]*[ *]${lower}_\\w+\\()`, "gm");
  return text.replace(definition, "static inline ");
}

/** Lines of at most 100 columns where C lets them break, no trailing blank, one empty line at most. */
function tidy(text: string): string {
  const lines: string[] = [];
  for (const line of breakLines(text).split("\n")) {
    const trimmed = line.trimEnd();
    if (trimmed !== "" || lines.at(-1) !== "") lines.push(trimmed);
  }
  return `${lines.join("\n").trim()}\n`;
}
