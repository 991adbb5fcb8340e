import { labelsOf } from "../../ir/model.ts";
import type { CompileOptions } from "../../options.ts";
import { apiOf } from "../../plan/api.ts";
import type { View } from "../../render/engine.ts";
import { toCommentText } from "../../text/c-text.ts";
import { toMarkdownCode, toMarkdownText } from "../../text/markdown.ts";
import { toCount, toFloatLiteral } from "../../text/numbers.ts";
import { shorten, wrapCommand, wrapElements, wrapText } from "../../text/wrap.ts";
import { INPUT_C_TYPE } from "./emission.ts";
import type { EmitContext } from "./emit.ts";
import { categoryEnumerators, classEnumerators, featureEnumerators } from "./enumerators.ts";
import { publicFunctions } from "./functions.ts";
import { selfTestBytes } from "./self-test.ts";

/** A model with more features than these prints them wrapped, without a name beside each. */
const NAMED_ROW = 16;
/** READMEs stay within 60 lines. */
const README_FEATURES = 8;
const README_ROW = 24;
const README_WIDTH = 98;

/** The facts that manifests, build files, examples and READMEs share. All text, ready to print. */
export function packageView(context: EmitContext, options: CompileOptions): View {
  const { emission, facts } = context;
  const { plan, prefix } = emission;
  const api = apiOf(plan);
  const headerOnly = options.style === "header";
  const sentence = plain(`Predicts ${facts.sentence}`);
  return {
    p: prefix.lower,
    P: prefix.upper,
    version: context.version,
    sentence,
    sentenceLines: wrapText(toMarkdownText(`Predicts ${facts.sentence}.`), README_WIDTH),
    modelLines: wrapText(
      toMarkdownText(
        `${facts.model}. The promise: ${facts.promise}. It takes ${facts.cost}.${facts.scaler ? ` ${facts.scaler}.` : ""}`,
      ),
      README_WIDTH,
    ),
    paragraph: plain(
      `${facts.model}; ${toCount(plan.estimate.flash)} B of flash (estimated); ${facts.promise}.`,
    ),
    missingLines: wrapText(toMarkdownText(`Missing values: ${facts.missing}.`), README_WIDTH),
    commandLines: wrapCommand(
      [context.command[0]!.replace(/^mlc /, "npx mlc-compiler "), ...context.command.slice(1)],
      README_WIDTH,
    ),
    descriptionJson: JSON.stringify(shorten(`${sentence}.`, 250)),
    classifier: api.classes,
    anomaly: api.anomaly,
    value: api.values === 1,
    values: api.values > 1,
    probability: api.probability,
    mappedOnly: emission.mappedOnly,
    headerOnly,
    finiteInput: plan.inputType === "f32" && plan.missing === "finite",
    inputType: INPUT_C_TYPE[plan.inputType],
    goldenRows: String(context.golden.length),
    selfTestBytes: toCount(selfTestBytes(context)),
    exampleLog: exampleLog(context),
    ...exampleRow(context),
    ...inputList(context),
    functions: publicFunctions(emission).map(({ name }) => name),
    constants: constantNames(context),
    ...packageFacts(options),
  };
}

/** The first golden row as the examples' constant input, and what the program then prints. */
function exampleRow({ emission, golden }: EmitContext): View {
  const { plan, source } = emission;
  const row = golden[0]?.features ?? new Float64Array(plan.features);
  const values = Array.from(row, (x) => (plan.inputType === "f32" ? toFloatLiteral(x) : String(x)));
  const width = Math.max(...values.map((value) => value.length)) + 1;
  const named = values.map((value, i) => {
    const name = toCommentText(source.inputs.features[i]!.name);
    const element = i === values.length - 1 ? value : `${value},`;
    return `${element.padEnd(width)} /* ${shorten(name, 60)} */`;
  });
  const wrapped = wrapElements(values, "", 88).replace(/,$/, "").split("\n");
  return {
    rowLines: values.length <= NAMED_ROW ? named : wrapped,
    readmeRowWhole: values.length <= README_ROW,
    readmeRow: values.length <= README_ROW ? wrapped : [`/* ${values.length} readings */`],
    ...expectedText(emission, golden[0]?.expected ?? [0]),
  };
}

/** What the first golden row gives, as an example prints it. */
interface ExpectedText {
  readonly expected: string;
  readonly expectedCode: string;
  readonly decimals: string;
  readonly resultType: string;
  /** A line an output, where there are several. */
  readonly expectedLines: readonly string[];
}

function expectedText(
  { plan }: EmitContext["emission"],
  expected: ArrayLike<number>,
): ExpectedText & View {
  const { head } = plan;
  const first = expected[0]!;
  if (apiOf(plan).values === 0) {
    const label = labelsOf(head)?.names[first] ?? String(first);
    return { ...printed(shorten(toCommentText(label), 60)), ...CHOICE };
  }
  // Five significant digits; on AVR a double holds little more.
  const largest = Math.max(...Array.from(expected, Math.abs));
  const decimals = Math.max(0, Math.min(7, 4 - Math.floor(Math.log10(largest || 1))));
  const values = Array.from(expected, (value) => value.toFixed(decimals));
  return {
    ...printed(shorten(values.join(", "), 60)),
    decimals: String(decimals),
    resultType: "float",
    expectedLines: values.length > 1 ? values : [],
  };
}

const CHOICE = { decimals: "", resultType: "int", expectedLines: [] };

function printed(expected: string) {
  return { expected, expectedCode: toMarkdownCode(expected) };
}

/** The README's list of inputs: name, where the model splits it. */
function inputList({ emission, splitRanges }: EmitContext): View {
  const { features } = emission.source.inputs;
  const shown = features.length <= README_FEATURES + 1 ? features.length : README_FEATURES;
  const more = features.length - shown;
  return {
    inputs: features.slice(0, shown).map((feature, i) => ({
      index: String(i),
      name: toMarkdownCode(shorten(toCommentText(feature.name), 50)),
      range: splitRanges[i]?.join(" to ") ?? "not used",
    })),
    moreInputs: more > 0 ? `${more} more, listed in the header` : "",
    nFeatures: String(features.length),
  };
}

/** What the ESP-IDF example logs, without the log's own time stamps. */
function exampleLog(context: EmitContext): readonly string[] {
  const { emission, version, golden } = context;
  const p = emission.prefix.lower;
  const row = expectedText(emission, golden[0]?.expected ?? [0]);
  return [
    `${p}: model version ${version}`,
    `${p}: 0 of ${golden.length} golden rows disagree`,
    ...(row.expectedLines.length > 0
      ? row.expectedLines.map((value, k) => `${p}: output ${k}: ${value}`)
      : [`${p}: prediction: ${row.expected}`]),
  ];
}

function constantNames({ emission }: EmitContext): readonly string[] {
  const P = emission.prefix.upper;
  return [
    `${P}_VERSION_STRING`,
    `${P}_N_FEATURES`,
    ...featureEnumerators(emission),
    ...categoryEnumerators(emission).flat(),
    ...(apiOf(emission.plan).values > 1 ? [`${P}_N_OUTPUTS`] : []),
    ...(apiOf(emission.plan).classes ? [`${P}_N_CLASSES`, ...classEnumerators(emission)] : []),
  ];
}

/** Author, licence and address, where the user states them; mlc claims none of its own. */
function packageFacts(options: CompileOptions): View {
  const { author, maintainer, url, license } = options.package;
  return {
    // Arduino requires these three; a placeholder that resolves stands for what nobody stated.
    author: plain(author ?? maintainer ?? "unnamed"),
    maintainer: plain(maintainer ?? author ?? "unnamed"),
    url: plain(url ?? "https://example.com/"),
    hasAuthor: author !== undefined,
    authorJson: JSON.stringify(plain(author ?? "")),
    hasUrl: url !== undefined,
    urlJson: JSON.stringify(plain(url ?? "")),
    hasLicense: license !== undefined,
    license: plain(license ?? ""),
    licenseJson: JSON.stringify(plain(license ?? "")),
  };
}

/** One line of ASCII, as manifests take it. */
function plain(text: string): string {
  return toCommentText(text).trim();
}
