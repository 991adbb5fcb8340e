import { fail } from "../diagnostics/diagnostic.ts";
import type { ReadOptions } from "../frontends/frontend.ts";
import { type CompileOptions, DEFAULT_OPTIONS, type PackageFacts } from "../options.ts";
import type { Targets } from "../targets/target.ts";
import { SETTINGS, type Settings } from "./table.ts";

/**
 * Later layers win: manifest, then config file, then flags. A board belongs to the target that it
 * was chosen with: another target without a board takes its own default.
 */
export function mergeSettings(...layers: readonly Settings[]): Settings {
  return layers.reduce((below, layer) => {
    const { board: _, ...others } = below;
    const moves =
      layer.target !== undefined && below.target !== undefined && layer.target !== below.target;
    return { ...(moves ? others : below), ...layer };
  }, {});
}

export function toReadOptions(settings: Settings): Partial<ReadOptions> {
  const { referenceDtype, maxInflated, iterations, select } = settings;
  return {
    ...(referenceDtype ? { referenceDtype: referenceDtype === "float32" ? "f32" : "f64" } : {}),
    ...(maxInflated ? { maxInflated } : {}),
    ...(iterations ? { iterations } : {}),
    ...(select === undefined ? {} : { select }),
  };
}

/** The same for the scaler's file. */
export function toScalerOptions(settings: Settings): Partial<ReadOptions> {
  const { select: _, ...options } = toReadOptions(settings);
  const { scalerSelect } = settings;
  return scalerSelect === undefined ? options : { ...options, select: scalerSelect };
}

/** Options of a compile; without a target it ends in a diagnostic that lists them. */
export function toCompileOptions(
  settings: Settings,
  packageFacts: PackageFacts,
  targets: Targets,
): CompileOptions {
  const { target, scaler: _, maxInflated: __, ...rest } = settings;
  if (target === undefined) {
    fail("options/no-target", { targets: Object.keys(targets.frameworks) });
  }
  return { ...DEFAULT_OPTIONS, ...rest, target, package: packageFacts };
}

/** Settings found in a manifest's `options`, where every value has its type already. */
export function fromManifestOptions(options: Readonly<Record<string, unknown>>): Settings {
  const known = SETTINGS.filter(({ key }) => options[key] !== undefined);
  return Object.fromEntries(known.map(({ key }) => [key, options[key]])) as Settings;
}
