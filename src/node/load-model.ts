import { basename, dirname, resolve } from "node:path";
import { isGenericStem, renameFeatures } from "../core/compile.ts";
import { attachScaler, readModel, readScaler } from "../core/frontends/index.ts";
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
    return finish(readModel(file, toReadOptions(given)), { name: "model", ...given }, cwd);
  }
  const path = resolve(cwd, argument);
  const opened = openPackage(path);
  if (opened === undefined) {
    const model = readModel(readSource(path), toReadOptions(given));
    const loaded = finish(model, { ...nameByFolder(model, path), ...given }, cwd);
    return { ...loaded, sourcePath: path };
  }
  const { manifest } = opened;
  const settings = mergeSettings(manifest.settings, given);
  const source = findPackageSource(opened, manifest.model, [reportedFolder(opened), cwd]);
  const scaler =
    manifest.scaler && given.scaler === undefined
      ? { scaler: findPackageSource(opened, manifest.scaler, [dirname(source), cwd]) }
      : {};
  const model = readModel(readSource(source), toReadOptions(settings));
  const loaded = finish(model, { ...settings, ...scaler }, cwd);
  return {
    ...loaded,
    packageFacts: manifest.packageFacts,
    sourcePath: source,
    package: opened,
  };
}

function finish(read: Model, settings: Settings, cwd: string): LoadedModel {
  const { scaler, features } = settings;
  const file = scaler === undefined ? undefined : readSource(resolve(cwd, scaler));
  const scaled = file ? attachScaler(read, readScaler(file, toScalerOptions(settings))) : read;
  return { model: renameFeatures(scaled, features), settings, packageFacts: {} };
}

/** A name for models in files such as model.joblib, from the folder they lie in. */
function nameByFolder({ origin }: Model, path: string): Settings {
  const stem = origin.file.replace(/\.[^.]*$/, "");
  if (origin.name !== undefined || !isGenericStem(stem)) return {};
  return { name: toIdentifier(basename(dirname(path)), "model") };
}
