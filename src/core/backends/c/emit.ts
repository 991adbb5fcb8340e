import { f32Bits } from "../../math.ts";
import { toCommentText, toStringLiteral } from "../../text/c-text.ts";
import { toEnumerators } from "../../text/names.ts";
import { toFloatLiteral, toHex } from "../../text/numbers.ts";
import { banner, wrapCommand } from "../../text/wrap.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import { type Facts, factLines } from "./facts.ts";
import { LAYOUT_PRINTERS } from "./layouts/index.ts";
import { apiOf, printCheckInput, printClassNames, printOutputs, sumNeeds } from "./outputs.ts";
import { printSumFunction, printSums } from "./sums.ts";
import { printTable } from "./table.ts";
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
}

/** A row of the self-test: features, and the class index or the value as binary32 that they give. */
export interface GoldenRow {
  readonly features: Float64Array;
  readonly expected: number;
}

export interface EmittedC {
  readonly header: string;
  readonly source: string;
  readonly selfTest: string;
  /** Header and source as one file of static functions. */
  readonly single: string;
}

export function emitC(context: EmitContext): EmittedC {
  const { emission } = context;
  const { engine, prefix } = emission;
  const sections = printSections(emission);
  const names = {
    p: prefix.lower,
    P: prefix.upper,
    buildId: context.buildId,
    headerInclude: `${prefix.lower}.h`,
  };
  const header = printHeader(context, "");
  return {
    header,
    source: tidy(
      engine.render("c/source", {
        ...names,
        sectionList: sections.map((s) => s.title.toLowerCase()).join(", "),
        sections,
      }),
    ),
    selfTest: tidy(printSelfTest(context, names)),
    single: tidy(
      engine.render("c/single-header", {
        ...names,
        headerTop: singleTop(printHeader(context, "static "), prefix.upper),
        sections: sections.map(({ banner, text }) => ({
          banner,
          text: makeStatic(text, prefix.lower),
        })),
      }),
    ),
  };
}

function printSections(emission: Emission): { title: string; banner: string; text: string }[] {
  const { engine, prefix, mappedOnly, plan } = emission;
  const printer = printValues(emission);
  const trees = LAYOUT_PRINTERS[plan.body.layout](emission, plan.body.tables as never, printer);
  const sums = printSums(emission, sumNeeds(plan));
  const names = { p: prefix.lower, P: prefix.upper };
  const sumFunction = printSumFunction(emission, { printer, trees, sums });
  const bitsAnyway =
    plan.inputType === "f32" && printer.functions.length === 0
      ? [engine.render("c/bits", names)]
      : [];
  const walks = plan.body.layout === "packed";
  const parts: readonly (readonly [title: string, text: readonly string[]])[] = [
    ["Constants", mappedOnly ? [] : [engine.render("c/placement", names)]],
    ["Cuts", printer.tables],
    ["Leaves", sums.tables],
    ["Trees", walks ? trees.tables : [...bitsAnyway, ...printer.functions, ...trees.functions]],
    [
      "Walk",
      [
        ...(walks ? [...bitsAnyway, ...printer.functions, ...trees.functions] : []),
        ...sums.functions,
        sumFunction,
      ],
    ],
    [
      "Public functions",
      [
        `${printOutputs(emission, sums).trimEnd()}\n${printClassNames(emission).trimEnd()}\n${printCheckInput(emission).trimEnd()}`,
      ],
    ],
  ];
  return parts
    .filter(([, text]) => text.length > 0)
    .map(([title, text]) => ({
      title,
      banner: banner(title),
      text: text.map((t) => t.trimEnd()).join("\n\n"),
    }));
}

function printHeader(context: EmitContext, linkage: string): string {
  const { emission, facts } = context;
  const { engine, prefix, plan, source } = emission;
  const [major, minor, patch] = context.version.split(/[.+-]/);
  const api = apiOf(plan);
  return tidy(
    engine.render("c/header", {
      p: prefix.lower,
      P: prefix.upper,
      sentence: facts.sentence,
      version: context.version,
      versionMajor: major ?? "0",
      versionMinor: minor ?? "0",
      versionPatch: patch ?? "0",
      mlcVersion: context.mlcVersion,
      commandLines: wrapCommand(context.command),
      facts: [
        ...factLines(facts),
        ...(context.date ? [`${"date".padEnd(10)}${toCommentText(context.date)}`] : []),
      ],
      integerInput: plan.inputType !== "f32",
      buildId: context.buildId,
      nFeatures: String(plan.features),
      classes: api.classes,
      nClasses: String(plan.head.kind === "classes" ? plan.head.labels.names.length : 0),
      decision: api.decision,
      nScores: String(source.predictor.scores),
      features: featureEnum(context),
      classLines: classLines(emission),
      probability: api.probability,
      prototypes: prototypes(emission, linkage),
    }),
  );
}

function featureEnum({ emission, splitRanges }: EmitContext): string {
  const { source, prefix } = emission;
  const names = source.inputs.features.map((feature) => feature.name);
  const enumerators = toEnumerators(names, "F").map((name) => `${prefix.upper}_FEATURE_${name}`);
  const width = Math.max(...enumerators.map((name) => name.length));
  const lines = enumerators.map((name, i) => {
    const range = splitRanges[i];
    const last = i === enumerators.length - 1;
    const quoted = name.endsWith(`_${names[i]!.toUpperCase()}`)
      ? ""
      : ` ${toCommentText(JSON.stringify(names[i]))}`;
    const text = range ? `${range[0].padStart(11)} ... ${range[1]}` : "not used".padStart(11);
    return `    ${name.padEnd(width)} = ${i}${last ? " " : ","} /*${text}${quoted} */`;
  });
  return [
    `enum { /* index into features[]; the model splits from ... to, in training's unit */`,
    ...lines,
    "};",
  ].join("\n");
}

function classLines({ plan, prefix }: Emission): string {
  if (plan.head.kind !== "classes") return "";
  const { names } = plan.head.labels;
  const enumerators = toEnumerators(names, "C").map((name) => `${prefix.upper}_CLASS_${name}`);
  const width = Math.max(...enumerators.map((name) => name.length));
  return enumerators
    .map(
      (name, i) =>
        `    ${name.padEnd(width)} = ${i}${i === names.length - 1 ? " " : ","} /* ${toCommentText(toStringLiteral(names[i]!))} */`,
    )
    .join("\n");
}

/** The public functions in order of use, each with its one-line comment. */
function prototypes({ plan, prefix, mappedOnly }: Emission, linkage: string) {
  const { lower: p, upper: P } = prefix;
  const api = apiOf(plan);
  const features = `const ${INPUT_C_TYPE[plan.inputType]} features[${P}_N_FEATURES]`;
  const list: (readonly [comment: string, declaration: string])[] = [];
  if (api.classes)
    list.push([`The class, ${P}_CLASS_*. ${tieRule(plan)}`, `int ${p}_predict(${features})`]);
  else list.push(["The predicted value.", `float ${p}_predict(${features})`]);
  if (api.probability)
    list.push([
      "Writes each class's probability, 0 to 1.",
      `void ${p}_predict_proba(${features}, float proba[${P}_N_CLASSES])`,
    ]);
  if (api.decision)
    list.push([decisionComment(plan), `void ${p}_decision(${features}, float raw[${P}_N_SCORES])`]);
  if (api.classes) {
    const where = mappedOnly
      ? "a constant"
      : "a constant in flash (on AVR read it with pgm_read_byte)";
    list.push([
      `The label as trained, ${where}; "" unless 0 <= class_index < ${P}_N_CLASSES.`,
      `const char *${p}_class_name(int class_index)`,
    ]);
    if (!mappedOnly)
      list.push([
        "Copies the label into text, cut to size - 1 characters and ended by 0.",
        `void ${p}_copy_class_name(int class_index, char *text, int size)`,
      ]);
  }
  list.push([
    "0 if all features are finite, else 1 + the index of the first that is not.",
    `int ${p}_check_input(${features})`,
  ]);
  if (linkage === "")
    list.push([
      `Runs the golden rows; returns how many disagree, 0 = all well. In ${p}_self_test.c.`,
      `int ${p}_self_test(void)`,
    ]);
  return list.map(([comment, declaration]) => ({
    comment,
    declaration: wrapDeclaration(`${linkage}${declaration}`),
  }));
}

function tieRule({ head }: Emission["plan"]): string {
  if (head.kind !== "classes") return "";
  if (head.decide.kind === "argmax") return "Equal scores: the lower index, as the trainer.";
  return head.decide.kind === "winner"
    ? "Equal votes: the first to reach them, as the trainer."
    : "";
}

function decisionComment({ head }: Emission["plan"]): string {
  const link = head.kind === "classes" ? head.link : "identity";
  if (link === "sigmoid") return "Writes the score of class 1 before the sigmoid, unbounded.";
  if (link === "softmax") return "Writes each class's score before the softmax, unbounded.";
  return "Writes each class's score, which is its probability.";
}

function wrapDeclaration(declaration: string): string {
  if (declaration.length <= 99) return declaration;
  const open = declaration.indexOf("(") + 1;
  return declaration.replace(", ", `,\n${" ".repeat(open)}`);
}

function printSelfTest(context: EmitContext, names: Record<string, string>): string {
  const { emission, golden } = context;
  const { engine, plan, prefix, mappedOnly } = emission;
  const floats = plan.head.kind === "values";
  const input = plan.inputType === "f32" ? "f32" : plan.inputType === "i32" ? "i32" : "i32";
  const labels = plan.head.kind === "classes" ? plan.head.labels.names : [];
  const rows = printTable(emission, {
    name: "golden_rows",
    type: input,
    groups: golden.map(({ features, expected }, i) => ({
      comment: `row ${i}: expected ${toCommentText(labels[expected] ?? String(expected))}`,
      elements: Array.from(features, (x) => (input === "f32" ? toFloatLiteral(x) : String(x))),
    })),
  });
  const wide = floats ? "u32" : labels.length > 255 ? "u16" : "u8";
  const expected = printTable(emission, {
    name: "golden_expected",
    type: wide,
    groups: [
      {
        elements: golden.map((row) =>
          floats ? toHex(f32Bits(row.expected), 8) : String(row.expected),
        ),
      },
    ],
  });
  return engine.render("c/self-test", {
    ...names,
    bytes: String(golden.length * (plan.features * 4 + (floats ? 4 : 1))),
    placement: mappedOnly
      ? ""
      : engine.render("c/placement", { p: prefix.lower, P: prefix.upper }).trimEnd(),
    rowComment: "Golden rows: features as the device passes them.",
    rowTable: rows.text,
    rowAt: `(${INPUT_C_TYPE[plan.inputType]})${rows.at}`,
    rowEnd: rows.end,
    expectedComment: floats ? "What they give: float32 bits." : "What they give: class indices.",
    expectedTable: expected.text,
    expectedAt: expected.at,
    expectedEnd: expected.end,
    floats,
    inputType: INPUT_C_TYPE[plan.inputType],
    rows: String(golden.length),
  });
}

/** The header without its closing guard, for code to follow. */
function singleTop(header: string, upper: string): string {
  return header.slice(0, header.lastIndexOf(`#endif /* ${upper}_H */`)).trimEnd();
}

/** Public definitions become static ones. */
function makeStatic(text: string, lower: string): string {
  return text.replace(
    new RegExp(`^(int|float|void|const char \\*)(?= ?${lower}_\\w+\\()`, "gm"),
    "static $1",
  );
}

function tidy(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
}
