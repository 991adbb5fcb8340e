import { labelsOf } from "../../ir/model.ts";
import { apiOf } from "../../plan/api.ts";
import { toCommentText, toStringLiteral } from "../../text/c-text.ts";
import { LINE_WIDTH, shorten, wrapCommand, wrapText } from "../../text/wrap.ts";
import type { Emission } from "./emission.ts";
import type { EmitContext } from "./emit.ts";
import { categoryEnumerators, classEnumerators, featureEnumerators } from "./enumerators.ts";
import { factLines } from "./facts.ts";
import { type PublicFunction, publicFunctions } from "./functions.ts";

/** The header's text; `linkage` is "static inline " where the functions follow in the same file. */
export function printHeader(context: EmitContext, linkage: string): string {
  const { emission, facts, version, license } = context;
  const { engine, prefix, plan } = emission;
  const [major, minor, patch] = version.split(/[.+-]/);
  const api = apiOf(plan);
  const first = `${prefix.lower}.h - ${facts.sentence}. Version ${version}.`;
  return engine.render("c/header", {
    p: prefix.lower,
    P: prefix.upper,
    titleLines: wrapText(first, LINE_WIDTH - 3),
    version,
    versionMajor: major ?? "0",
    versionMinor: minor ?? "0",
    versionPatch: patch ?? "0",
    mlcVersion: context.mlcVersion,
    commandLines: wrapCommand(context.command),
    facts: [
      ...factLines(facts),
      ...(context.date ? [`${"date".padEnd(10)}${toCommentText(context.date)}`] : []),
    ],
    hasLicense: license !== undefined,
    license: toCommentText(license ?? ""),
    single: linkage !== "",
    integerInput: plan.inputType !== "f32",
    buildId: context.buildId,
    sizes: sizeLines(emission),
    features: featureEnum(context),
    categories: categoryEnums(emission),
    classes: api.classes,
    classLines: classLines(emission),
    probability: api.probability,
    perClass: plan.reach.length > 1 && api.decision,
    prototypes: publicFunctions(emission, context.golden.length).map((f) => ({
      comment: docComment(f.comment),
      declaration: declare(f, f.name.endsWith("_self_test") ? "" : linkage),
    })),
  });
}

/** Macros of sizes, values aligned. */
function sizeLines(emission: Emission): readonly string[] {
  const { plan, prefix, mappedOnly } = emission;
  const api = apiOf(plan);
  const names = labelsOf(plan.head)?.names ?? [];
  const longest = Math.max(0, ...names.map((name) => new TextEncoder().encode(name).length));
  const sizes: (readonly [name: string, value: number, comment?: string])[] = [
    ["N_FEATURES", plan.features],
  ];
  if (api.classes) sizes.push(["N_CLASSES", names.length]);
  if (api.values > 1) sizes.push(["N_OUTPUTS", api.values]);
  if (api.decision) sizes.push(["N_SCORES", plan.reach.length]);
  if (api.classes && !mappedOnly)
    sizes.push(["CLASS_NAME_SIZE", longest + 1, "of the longest label, its ending 0 included"]);
  const width = Math.max(...sizes.map(([name]) => name.length));
  return sizes.map(
    ([name, value, comment]) =>
      `#define ${prefix.upper}_${name.padEnd(width)} ${value}${comment ? ` /* ${comment} */` : ""}`,
  );
}

function featureEnum({ emission, splitRanges }: EmitContext): string {
  const names = emission.source.inputs.features.map((feature) => feature.name);
  const enumerators = featureEnumerators(emission);
  const codes = categoryEnumerators(emission);
  const width = Math.max(...enumerators.map((name) => name.length));
  const low = Math.max(8, ...splitRanges.map((range) => range?.[0].length ?? 0));
  const high = Math.max(0, ...splitRanges.map((range) => range?.[1].length ?? 0));
  const lines = enumerators.map((name, i) => {
    const range = codes[i]!.length > 0 ? undefined : splitRanges[i];
    const comma = i === enumerators.length - 1 ? " " : ",";
    const unsplit = codes[i]!.length > 0 && splitRanges[i] ? "a code" : "not used";
    const text = range
      ? `${range[0].padStart(low)} ... ${range[1].padEnd(high)}`
      : unsplit.padStart(low);
    const start = `    ${name.padEnd(width)} = ${String(i).padStart(String(names.length - 1).length)}${comma} /* ${text}`;
    const kept = name.endsWith(`_FEATURE_${names[i]!.toUpperCase()}`);
    return `${start}${kept ? "" : ` ${quoted(names[i]!, LINE_WIDTH - start.length - 4)}`} */`;
  });
  return [
    "enum { /* index into features[]; the model splits from ... to, in training's unit */",
    ...lines,
    "};",
  ].join("\n");
}

/** An enum of codes for each feature whose values are categories. */
function categoryEnums(emission: Emission): readonly string[] {
  const { features } = emission.source.inputs;
  const { inputType, missing } = emission.plan;
  const takesNan = inputType === "f32" && missing === "exact";
  const owners = featureEnumerators(emission);
  return categoryEnumerators(emission).flatMap((enumerators, i) => {
    if (enumerators.length === 0) return [];
    const { unlisted } = features[i]!;
    const others = [
      ...(unlisted === undefined ? [] : [`${unlisted} for any other`]),
      ...(takesNan ? [unlisted === undefined ? "NaN for any other" : "NaN for none"] : []),
    ];
    const opening = `enum { /* what features[${owners[i]}] takes${others.map((text) => `; ${text}`).join("")} */`;
    return [[opening, enumLines(enumerators, features[i]!.categories!), "};"].join("\n")];
  });
}

function classLines(emission: Emission): string {
  const labels = labelsOf(emission.plan.head);
  return labels ? enumLines(classEnumerators(emission), labels.names) : "";
}

/** Enumerators from 0 on, each with the name that it stands for. */
function enumLines(enumerators: readonly string[], names: readonly string[]): string {
  const width = Math.max(...enumerators.map((name) => name.length));
  const digits = String(enumerators.length - 1).length;
  return enumerators
    .map((name, i) => {
      const comma = i === enumerators.length - 1 ? " " : ",";
      const start = `    ${name.padEnd(width)} = ${String(i).padStart(digits)}${comma} /* `;
      return `${start}${quoted(names[i]!, LINE_WIDTH - start.length - 3)} */`;
    })
    .join("\n");
}

/** A name as a string literal, short enough for the comment it stands in. */
function quoted(name: string, width: number): string {
  return shorten(toCommentText(toStringLiteral(name)), Math.max(width, 12));
}

function docComment(text: string): string {
  return wrapText(text, LINE_WIDTH - 7).join("\n * ");
}

/** "int gearbox_predict(const float features[GEARBOX_N_FEATURES])", broken between parameters. */
function declare({ name, returns, parameters }: PublicFunction, linkage = ""): string {
  const start = `${linkage}${returns}${name}(`;
  const line = `${start}${parameters.join(", ")})`;
  if (line.length < LINE_WIDTH) return line;
  return `${start}${parameters.join(`,\n${" ".repeat(start.length)}`)})`;
}
