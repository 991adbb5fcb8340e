import { basename, dirname, resolve } from "node:path";
import { isGenericStem, renameFeatures } from "../core/compile.ts";
import type { SourceFile } from "../core/frontends/frontend.ts";
import { attachScaler, givenBy, readModel, readScaler } from "../core/frontends/index.ts";
import type { Model } from "../core/ir/model.ts";
import type { PackageFacts } from "../core/options.ts";
import { mergeSettings, toReadOptions, toScalerOptions } from "../core/settings/settings.ts";
import type { Settings } from "../core/settings/table.ts";
import { toIdentifier } from "../core/text/names.ts";
import { readSource } from "./files.ts";
import {
  findPackageSource,
  openPackage,
  type PackageFolder,
  STDIN_NAME,
} from "./package-folder.ts";
import { reportedFolder } from "./report-file.ts";

/** A model with all that its file, or the package it was compiled to, says about it. */
export interface LoadedModel {
  readonly model: Model;
  /** A package's own settings, then the caller's; `name` is set where the file's folder names it. */
  readonly settings: Settings;
  readonly packageFacts: PackageFacts;
  /** Absolute path of the model's file; absent for standard input. */
  readonly sourcePath?: string;
  /** Where the argument was a package or its manifest. */
  readonly package?: PackageFolder;
}

export interface LoadContext {
  readonly cwd: string;
  /** Bytes of standard input, asked for where the argument is "-". */
  readonly stdin: () => Promise<Uint8Array>;
}

/** Reads the `<model>` of a command line. @throws DiagnosticError */
export async function loadModel(
  argument: string,
  given: Settings,
  { cwd, stdin }: LoadContext,
): Promise<LoadedModel> {
  if (argument === "-") {
    const file = { name: STDIN_NAME, bytes: await stdin() };
    return finish(read(file, given, cwd), { name: "model", ...given });
  }
  const path = resolve(cwd, argument);
  const opened = openPackage(path);
  if (opened === undefined) {
    const model = read(readSource(path), given, cwd);
    const loaded = finish(model, { ...nameByFolder(model, path), ...given });
    return { ...loaded, sourcePath: path };
  }
  const { manifest } = opened;
  const merged = mergeSettings(manifest.settings, given);
  const source = findPackageSource(opened, manifest.model, [reportedFolder(opened), cwd]);
  const scaler =
    manifest.scaler && given.scaler === undefined
      ? { scaler: findPackageSource(opened, manifest.scaler, [dirname(source), cwd]) }
      : {};
  const settings = { ...merged, ...scaler };
  const loaded = finish(read(readSource(source), settings, cwd), settings);
  return {
    ...loaded,
    packageFacts: manifest.packageFacts,
    sourcePath: source,
    package: opened,
  };
}

/** The model, behind its scaler where the settings name one: what that gives decides the dtype. */
function read(file: SourceFile, settings: Settings, cwd: string): Model {
  const options = toReadOptions(settings);
  if (settings.scaler === undefined) return readModel(file, options);
  const scaler = readScaler(readSource(resolve(cwd, settings.scaler)), toScalerOptions(settings));
  return attachScaler(readModel(file, { ...options, ...givenBy(scaler) }), scaler);
}

function finish(model: Model, settings: Settings): LoadedModel {
  return { model: renameFeatures(model, settings.features), settings, packageFacts: {} };
}

/** A name for models in files such as model.joblib, from the folder they lie in. */
function nameByFolder({ origin }: Model, path: string): Settings {
  const stem = origin.file.replace(/\.[^.]*$/, "");
  if (origin.name !== undefined || !isGenericStem(stem)) return {};
  return { name: toIdentifier(basename(dirname(path)), "model") };
}
