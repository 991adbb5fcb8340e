import { readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import { compile } from "../core/compile.ts";
import { readModel } from "../core/frontends/index.ts";
import { DEFAULT_OPTIONS } from "../core/options.ts";
import { resources } from "../core/resources.generated.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Models that between them use every container and front-end. */
const MODELS = [
  "test/fixtures/bc_xgb/model.json",
  "test/fixtures/diabetes_gbr/model.joblib",
  "test/fixtures/ml-cart-standard/model.json",
];

type File = { readonly path: string; readonly text: string };

/**
 * Bundles the core for a browser and runs it in a context with nothing but the language and
 * TextEncoder and TextDecoder. Gives what differs from Node's own bytes; none is the law.
 */
export async function findImpurities(): Promise<readonly string[]> {
  const bundle = await build({
    entryPoints: [join(ROOT, "src/core/index.ts")],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    globalName: "mlc",
    logLevel: "silent",
  });
  const context = vm.createContext(
    { TextDecoder, TextEncoder },
    { codeGeneration: { strings: false, wasm: false } },
  );
  vm.runInContext(bundle.outputFiles[0]!.text, context);
  const inBrowser = vm.runInContext(
    `(name, bytes, options) => mlc.compile(mlc.readModel({ name, bytes: Uint8Array.from(bytes) }), options, mlc.resources).files`,
    context,
  ) as (name: string, bytes: readonly number[], options: unknown) => readonly File[];
  const targets = Object.keys(resources.targets.frameworks);
  return MODELS.flatMap((model) =>
    targets.flatMap((target) => {
      const bytes = new Uint8Array(readFileSync(join(ROOT, model)));
      const name = model.slice(model.lastIndexOf("/") + 1);
      const options = { ...DEFAULT_OPTIONS, target, name: "pure" };
      const there = inBrowser(name, [...bytes], options);
      const here = compile(readModel({ name, bytes }), options, resources).files;
      return here
        .filter((file, i) => there[i]?.path !== file.path || there[i]?.text !== file.text)
        .map((file) => `${model} for ${target}: ${file.path} differs in the browser`);
    }),
  );
}
