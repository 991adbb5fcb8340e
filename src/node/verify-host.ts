import { dirname, join } from "node:path";
import { execa } from "execa";
import type { GeneratedFile } from "../core/backends/c/package.ts";
import type { CompileResult } from "../core/compile.ts";
import { fail } from "../core/diagnostics/diagnostic.ts";
import type { DeviceResult } from "../core/plan/evaluate.ts";
import type { Plan } from "../core/plan/plan.ts";
import { createEngine } from "../core/render/engine.ts";
import type { Resources } from "../core/resources.ts";
import type { Framework } from "../core/targets/target.ts";
import { compareAnswers, type NativeComparison } from "../core/verify/compare-answers.ts";
import { fromAnswerWords, type NativeAnswer, toRowWords } from "../core/verify/native-words.ts";
import { runCompiler } from "./compiler-process.ts";
import { harnessView, rolePaths } from "./harness.ts";
import type { HostCompiler } from "./host-compiler.ts";
import { makeWorkFolder, type WorkFolder, writeSources } from "./work-folder.ts";

/** A package compiled for this machine, ready to be asked. */
export interface HostBuild {
  /** Answers of the compiled C; the program must end well, sanitizers silent. */
  run(rows: readonly Float64Array[]): Promise<readonly NativeAnswer[]>;
  dispose(): Promise<void>;
}

export interface HostPackage {
  readonly name: string;
  readonly plan: Plan;
  readonly framework: Framework;
  /** The package's files, from a compile or as they are on disk. */
  readonly files: readonly GeneratedFile[];
}

/** Sanitizers stop at the first out-of-range read, shift or conversion. */
const SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

/** Above this many splits in code, a compiler optimises for minutes: leave them as they are. */
const OPTIMISED_SPLITS = 3000;

/** Rows sent in one go: bounds the memory of both processes. */
const ROWS_A_RUN = 1 << 15;

/** Compiles a package's C with a harness that reads rows from stdin. Throws `DiagnosticError` (exit 6). */
export async function buildForHost(
  pack: HostPackage,
  resources: Resources,
  {
    compiler,
    sanitize,
    flags = [],
  }: {
    readonly compiler: HostCompiler;
    readonly sanitize: boolean;
    readonly flags?: readonly string[];
  },
): Promise<HostBuild> {
  const folder = makeWorkFolder();
  const dispose = async () => folder.dispose();
  try {
    const program = await compileHarness(pack, resources, { folder, compiler, sanitize, flags });
    return { run: (rows) => runRows(pack.plan, program, rows), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function compileHarness(
  { name, plan, framework, files }: HostPackage,
  resources: Resources,
  options: {
    readonly folder: WorkFolder;
    readonly compiler: HostCompiler;
    readonly sanitize: boolean;
    readonly flags: readonly string[];
  },
): Promise<string> {
  const { folder, compiler } = options;
  const paths = rolePaths({ name, framework }, writeSources(folder, files));
  const view = { ...harnessView({ name, plan, header: paths.header }), selfTest: paths.selfTest };
  folder.write("harness.c", createEngine(resources).render("verify/host-harness", view));
  const within = (path: string) => join(folder.path, path);
  const program = within("program");
  const optimise =
    plan.body.layout === "branches" && plan.body.tables.isLeaf.length > 2 * OPTIMISED_SPLITS
      ? "-O0"
      : "-O1";
  const built = await runCompiler(
    compiler.command,
    [
      "-std=c99",
      optimise,
      ...(options.sanitize ? SANITIZERS : []),
      ...options.flags,
      "-I",
      dirname(within(paths.header)),
      ...paths.sources.map(within),
      within("harness.c"),
      "-o",
      program,
    ],
    { temporary: folder.path },
  );
  if (built.failed)
    fail("host/compile-failed", {
      compiler: compiler.label,
      output: firstLines(built.stderr, folder.path),
    });
  return program;
}

async function runRows(
  plan: Plan,
  program: string,
  rows: readonly Float64Array[],
): Promise<readonly NativeAnswer[]> {
  const answers: NativeAnswer[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_RUN) {
    const words = toRowWords(plan, rows.slice(start, start + ROWS_A_RUN));
    const result = await execa(program, [], {
      input: new Uint8Array(words.buffer),
      encoding: "buffer",
      reject: false,
      stripFinalNewline: false,
    });
    if (result.failed)
      fail("host/run-failed", {
        output: firstLines(new TextDecoder().decode(result.stderr), dirname(program)),
      });
    const bytes = Uint8Array.from(result.stdout);
    answers.push(...fromAnswerWords(plan, new Uint32Array(bytes.buffer, 0, bytes.length >> 2)));
  }
  return answers;
}

function firstLines(text: string, folder: string): string {
  return text.replaceAll(`${folder}/`, "").split("\n").slice(0, 4).join("\n");
}

export interface HostVerification extends NativeComparison {
  readonly compiler: HostCompiler;
}

/** Compiles the package with sanitizers and compares every answer with the plan's, bit for bit. */
export async function verifyOnHost(
  pack: HostPackage,
  resources: Resources,
  {
    compiler,
    rows,
    results,
  }: {
    readonly compiler: HostCompiler;
    readonly rows: readonly Float64Array[];
    readonly results: readonly DeviceResult[];
  },
): Promise<HostVerification> {
  const build = await buildForHost(pack, resources, { compiler, sanitize: true });
  try {
    const answers = await build.run(rows);
    return { compiler, ...compareAnswers(pack.plan, { rows, results, answers }) };
  } finally {
    await build.dispose();
  }
}

export function hostPackageOf(result: CompileResult): HostPackage {
  return {
    name: result.name,
    plan: result.plan,
    framework: result.target.framework,
    files: result.files,
  };
}
