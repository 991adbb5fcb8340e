import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readModel } from "../core/frontends/index.ts";
import { TRANSFORMERS } from "../core/frontends/sklearn/transformers.ts";
import type { Model } from "../core/ir/model.ts";
import { IN_SET } from "../core/ir/predictors/forest/forest.ts";

const FIXTURES = new URL("../../test/fixtures/", import.meta.url);

/** Readers in the order of the page, as their users write them. */
const LIBRARIES: Readonly<Record<string, string>> = {
  sklearn: "scikit-learn",
  xgboost: "XGBoost",
  lightgbm: "LightGBM",
  catboost: "CatBoost",
  onnx: "ONNX",
  "ml-cart": "ml-cart and ml-random-forest",
};

/** Groups of a library's table, in order. */
const GROUPS = ["models", "transformers", "options", "traits", "files"] as const;
type Group = (typeof GROUPS)[number];

/** A thing that a fixture shows: "models", "RandomForestClassifier". */
type Feature = readonly [group: Group, name: string];

/** The part of `fixture.json` that the page needs. */
interface Facts {
  readonly reader?: string;
  readonly version: string;
  readonly files?: readonly string[];
  readonly referenceDtype?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** What Python prints of a scikit-learn model, or of transformers apart. */
  readonly model?: string;
  readonly transformers?: string;
}

/** Training options that change what a file holds. */
const SHOWN_OPTIONS = [
  ...["booster", "boosting", "num_parallel_tree", "multi_strategy", "grow_policy", "nan_mode"],
  ...["zero_as_missing", "use_missing", "reg_sqrt", "early"],
];

const FILES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^p(\d)\.pkl$/, "pickle, protocol $1"],
  [/\.pkl$/, "pickle"],
  [/\.(dill|cloudpickle)$/, "$1"],
  [/^(zlib|gzip|bz2|xz|lzma|lz4).*\.joblib$/, "joblib, $1"],
  [/\.joblib$/, "joblib"],
  [/\.skops$/, "skops"],
  [/\.ubj$/, "UBJSON"],
  [/^dump\.json$/, "JSON of dump_model"],
  [/\.json$/, "JSON"],
  [/\.txt$/, "text"],
  [/\.cbm$/, "cbm"],
  [/\.onnx$/, "onnx"],
];

/** library -> feature ("group\nname") -> release -> fixtures that show it. */
type Counts = Map<string, Map<string, Map<string, number>>>;

/** docs/support.md, from the fixtures: what of each release was compared, and what is refused. */
export function supportPage(): string {
  const counts: Counts = new Map();
  for (const name of readdirSync(FIXTURES).sort()) {
    if (!existsSync(new URL(`${name}/fixture.json`, FIXTURES))) continue;
    const facts: Facts = JSON.parse(readText(`${name}/fixture.json`));
    const reader = facts.reader ?? name.replace(/-\d.*/, "");
    const library = reader in LIBRARIES ? reader : "ml-cart";
    for (const feature of featuresOf(name, facts)) count(counts, library, facts.version, feature);
  }
  const sections = Object.entries(LIBRARIES).map(([library, title]) =>
    [`## ${title}`, table(counts.get(library)!), ...refusals(library)].join("\n\n"),
  );
  return `${HEAD}\n${sections.join("\n\n")}\n`;
}

const HEAD = `# What is read, release by release

Each number counts models that the library's own release trained and saved, and whose predictions mlc
gives to the last bit, or within the bounds that the model's \`fixture.json\` states and explains. The
models are in \`test/fixtures\`; this page is written from them by \`npm run docs\`.
What is not in the table may work; what mlc cannot read exactly it refuses by name, as the pages on
[the formats](formats/) say.
`;

function readText(path: string): string {
  return readFileSync(new URL(path, FIXTURES), "utf8");
}

/** Without repetition. */
function featuresOf(name: string, facts: Facts): readonly Feature[] {
  const files =
    facts.files ?? readdirSync(new URL(name, FIXTURES)).filter((file) => file.startsWith("model."));
  const model = readFixture(name, files[0]!, facts);
  const features: Feature[] = [
    ["models", model.origin.estimator],
    ...transformersOf(model, facts).map((one) => ["transformers", one] as const),
    ...optionsOf(facts).map((one) => ["options", one] as const),
    ...traitsOf(model, name, facts).map((one) => ["traits", one] as const),
    ...files.map((file) => ["files", fileKind(file)] as const),
  ];
  const seen = new Set<string>();
  return features.filter(([group, one]) => {
    const key = keyOf(group, one);
    return !seen.has(key) && seen.add(key);
  });
}

function readFixture(name: string, file: string, { referenceDtype }: Facts): Model {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}/${file}`, FIXTURES)));
  const dtype = referenceDtype === "f32" ? "f32" : "f64";
  return readModel({ name: file, bytes }, { referenceDtype: dtype });
}

/** Those that the reader names, and those inside of them. */
function transformersOf({ origin }: Model, { model = "", transformers = "" }: Facts): string[] {
  const inside = `${model} ${transformers}`.match(/\b[A-Z]\w+(?=\()/g) ?? [];
  return [...origin.transformers, ...inside.filter((one) => TRANSFORMERS.has(one))];
}

function optionsOf({ options = {} }: Facts): readonly string[] {
  return SHOWN_OPTIONS.flatMap((option) => {
    const value = options[option];
    const isPlain = ["string", "number", "boolean"].includes(typeof value) && value !== false;
    return isPlain ? [value === true ? option : `${option}=${value}`] : [];
  });
}

/** What a user would call a feature of the model, seen in the model and its rows. */
function traitsOf(
  { predictor, head, inputs }: Model,
  name: string,
  { referenceDtype }: Facts,
): readonly string[] {
  const rows = gunzipSync(readFileSync(new URL(`${name}/vectors.csv.gz`, FIXTURES))).toString();
  const traits: Readonly<Record<string, boolean>> = {
    "splits on categories": predictor.nodes.kind.includes(IN_SET),
    "linear leaves": predictor.leaves.linear !== undefined,
    "several outputs": apart(head) > 1,
    "more than two classes": "labels" in head && head.labels.names.length > 2,
    "class labels that are text": "labels" in head && head.labels.type === "string",
    "feature names": inputs.named,
    "float32 input": referenceDtype === "f32",
    "rows with NaN": /(^|,)nan(,|$)/m.test(rows),
    "rows with infinities": /(^|,)-?inf(,|$)/m.test(rows),
  };
  return Object.keys(traits).filter((trait) => traits[trait]);
}

/** Outputs that are no probabilities of one choice. */
function apart(head: Model["head"]): number {
  if (head.kind === "choices") return head.choices.length;
  return head.kind === "values" ? head.links.length : 1;
}

function fileKind(file: string): string {
  for (const [pattern, name] of FILES) {
    const match = pattern.exec(file);
    if (match) return name.replace("$1", match[1] ?? "");
  }
  throw new Error(`${file} is of no known kind`);
}

const keyOf = (group: Group, name: string) => `${group}\n${name}`;

function count(counts: Counts, library: string, release: string, [group, name]: Feature): void {
  const features = counts.get(library) ?? new Map<string, Map<string, number>>();
  counts.set(library, features);
  const releases = features.get(keyOf(group, name)) ?? new Map<string, number>();
  features.set(keyOf(group, name), releases);
  releases.set(release, (releases.get(release) ?? 0) + 1);
}

/** One row a feature, one column a release. */
function table(features: Map<string, Map<string, number>>): string {
  const releases = [...new Set([...features.values()].flatMap((row) => [...row.keys()]))];
  releases.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const lines = [row(["", ...releases]), row(["---", ...releases.map(() => "--:")])];
  for (const group of GROUPS) {
    const keys = [...features.keys()].filter((key) => key.startsWith(`${group}\n`)).sort();
    if (keys.length > 0) lines.push(row([`**${group}**`, ...releases.map(() => "")]));
    for (const key of keys) {
      const own = features.get(key)!;
      const cells = releases.map((release) => String(own.get(release) ?? ""));
      lines.push(row([escaped(key.slice(group.length + 1)), ...cells]));
    }
  }
  return lines.join("\n");
}

function escaped(text: string): string {
  return text.replace(/[|<>*_]/g, "\\$&");
}

/** Sound files of the library that mlc refuses, from the folders that hold them. */
function refusals(library: string): readonly string[] {
  const folders = readdirSync(FIXTURES).filter(
    (name) => name.startsWith(`${library}-`) && name.endsWith("-refused"),
  );
  const codes = new Map<string, Set<string>>();
  for (const folder of folders.sort()) {
    const refused: Record<string, string | { readonly code: string }> = JSON.parse(
      readText(`${folder}/refused.json`),
    );
    for (const [file, expected] of Object.entries(refused)) {
      const code = typeof expected === "string" ? expected : expected.code;
      codes.set(code, (codes.get(code) ?? new Set()).add(file.replace(/\.\w+$/, "")));
    }
  }
  if (codes.size === 0) return [];
  const lines = [...codes].sort().map(([code, files]) => {
    const anchor = code.replace("/", "");
    return `| [${code}](diagnostics.md#${anchor}) | ${[...files].sort().join(", ")} |`;
  });
  return [
    "Refused by name, files of the library held to it:",
    ["| diagnostic | files |", "| --- | --- |", ...lines].join("\n"),
  ];
}
