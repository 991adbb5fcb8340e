import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Emission } from "./backends/c/emission.ts";
import { type EmitContext, emitC } from "./backends/c/emit.ts";
import { describeFacts, type Facts, splitRanges } from "./backends/c/facts.ts";
import { type GeneratedFile, renderPackage } from "./backends/c/package.ts";
import { type Diagnostic, fail, Problems } from "./diagnostics/diagnostic.ts";
import type { Model } from "./ir/model.ts";
import { isIntegerType } from "./ir/number-type.ts";
import { verifyModel } from "./ir/verify.ts";
import type { CompileOptions } from "./options.ts";
import { lower } from "./passes/index.ts";
import type { Pass } from "./passes/pass.ts";
import { type Candidate, choosePlan } from "./plan/choose.ts";
import type { Plan } from "./plan/plan.ts";
import { createEngine } from "./render/engine.ts";
import { toManifest } from "./report/manifest.ts";
import type { Resources } from "./resources.ts";
import { commandWords } from "./settings/command-words.ts";
import { NAMES_FORM } from "./settings/parse.ts";
import { findTarget, type Target } from "./targets/find-target.ts";
import type { Framework } from "./targets/target.ts";
import { isIdentifier, toIdentifier } from "./text/names.ts";
import { isVersion, VERSION_FORM } from "./text/version.ts";
import { chooseGoldenRows } from "./verify/golden-rows.ts";

export interface CompileResult {
  /** The model as the trainer means it; doubles are predicted with it. */
  readonly source: Model;
  /** The same function on the device's input type. */
  readonly lowered: Model;
  readonly plan: Plan;
  /** What the plan's leaf holds where the model's tree reaches a row of the leaf pool. */
  readonly payloadOf: (tree: number, leafRow: number) => number;
  /** Every plan that fits, best first. */
  readonly candidates: readonly Candidate[];
  readonly name: string;
  readonly target: Target;
  readonly facts: Facts;
  /** The package, manifest last. */
  readonly files: readonly GeneratedFile[];
  /** Warnings, and errors about limits that `--force` may overrule. */
  readonly problems: readonly Diagnostic[];
}

export type Trace = (pass: Pass, model: Model, changed: boolean) => void;

/** Compiles a model as read by a front-end into a package. Throws `DiagnosticError`. */
export function compile(
  read: Model,
  options: CompileOptions,
  resources: Resources,
  trace?: Trace,
): CompileResult {
  const problems = new Problems(read.origin.file);
  checkVersion(options.modelVersion);
  const target = findTarget(resources.targets, options.target, options.board);
  const source = verifyModel(renameFeatures(read, options.features));
  const name = chooseName(source, options.name);
  checkName(name, target.framework, problems);
  const missing = chooseMissing(source, options);
  const lowered = lower(source, { inputType: options.inputType, missing, problems }, trace);
  const { plan, payloadOf, candidates } = choosePlan(lowered, options, target, problems);
  const facts = describeFacts({
    source,
    plan,
    board: target.board,
    missingBecause: source.inputs.training.because,
  });
  const engine = createEngine(resources);
  const emission: Emission = {
    engine,
    plan,
    source,
    prefix: { lower: name, upper: name.toUpperCase() },
    mappedOnly: target.framework.constants.every((placement) => placement === "mapped"),
  };
  const command = commandWords(options, { origin: source.origin, board: target.board.id, name });
  const context: EmitContext = {
    emission,
    facts,
    version: options.modelVersion,
    mlcVersion: resources.version,
    buildId: buildId([...fileHashes(source.origin), facts.plan, ...command]),
    command,
    splitRanges: splitRanges(lowered),
    golden: chooseGoldenRows(lowered, plan),
    ...(options.date ? { date: options.date } : {}),
    ...(options.package.license ? { license: options.package.license } : {}),
  };
  const rendered = renderPackage(context, emitC(context, options.style), options, {
    engine,
    framework: target.framework,
  });
  const manifest = toManifest({
    name,
    source,
    plan,
    options,
    target,
    facts,
    files: rendered,
    mlcVersion: resources.version,
  });
  const files = [...rendered, { path: `${name}.mlc.json`, text: manifest }];
  return {
    source,
    lowered,
    plan,
    payloadOf,
    candidates,
    name,
    target,
    facts,
    files,
    problems: problems.all,
  };
}

/** Manifests and callers of the library give theirs unparsed. */
function checkVersion(version: string): void {
  if (isVersion(version)) return;
  const facts = { option: "--model-version", value: version, expected: VERSION_FORM, near: [] };
  fail("options/bad-value", facts);
}

/**
 * The model with a user's feature names; as it is without. @throws DiagnosticError on a wrong count
 * and on a name given twice.
 */
export function renameFeatures(model: Model, names: readonly string[] | undefined): Model {
  if (names === undefined) return model;
  const { features } = model.inputs;
  if (names.length !== features.length) {
    fail(
      "options/feature-count",
      { given: names.length, features: features.length },
      { file: model.origin.file },
    );
  }
  if (new Set(names).size < names.length) {
    const facts = { option: "--features", value: names.join(), expected: NAMES_FORM, near: [] };
    fail("options/bad-value", facts);
  }
  const renamed = features.map((feature, i) => ({ ...feature, name: names[i]! }));
  return { ...model, inputs: { ...model.inputs, features: renamed, named: true } };
}

/** File stems that say nothing about the model; the folder's name is then the better one. */
const GENERIC_STEMS = new Set([
  "model",
  "pipeline",
  "clf",
  "reg",
  "classifier",
  "regressor",
  "estimator",
  "forest",
  "tree",
  "bst",
  "booster",
]);

function chooseName({ origin }: Model, given: string | undefined): string {
  if (given !== undefined) {
    if (!isIdentifier(given))
      fail("options/bad-name", { name: given, suggestion: toIdentifier(given, "model") });
    return given;
  }
  const stem = origin.file.replace(/\.[^.]*$/, "");
  const own = origin.name ?? stem;
  return toIdentifier(own, "model");
}

function checkName(name: string, { names }: Framework, problems: Problems): void {
  if (names === undefined) return;
  const faults = Object.entries(names.faults).flatMap(([pattern, fault]) =>
    new RegExp(pattern, "i").test(name) ? [fault] : [],
  );
  if (faults.length > 0)
    problems.add("options/unwelcome-name", { name, faults, checkedBy: names.checkedBy });
}

/** Whether a file's stem is worth a name; callers that know the folder offer that instead. */
export function isGenericStem(stem: string): boolean {
  return GENERIC_STEMS.has(stem.toLowerCase());
}

function chooseMissing({ inputs }: Model, options: CompileOptions): "exact" | "finite" {
  if (isIntegerType(options.inputType)) return "finite";
  if (options.missing !== "auto") return options.missing;
  return inputs.training.seen === "no" ? "finite" : "exact";
}

function fileHashes({ sha256, scaler }: Model["origin"]): readonly string[] {
  return scaler ? [sha256, scaler.sha256] : [sha256];
}

/** 32 bits of model, options and interface, as a C literal. */
function buildId(parts: readonly string[]): string {
  return `0x${bytesToHex(sha256(utf8ToBytes(parts.join("\n")))).slice(0, 8)}UL`;
}
