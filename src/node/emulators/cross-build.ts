import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fail } from "../../core/diagnostics/diagnostic.ts";
import { createEngine } from "../../core/render/engine.ts";
import type { Resources } from "../../core/resources.ts";
import type { Board, Core, EmulatorSpec } from "../../core/targets/target.ts";
import { runCompiler } from "../compiler-process.ts";
import { harnessView, rolePaths } from "../harness.ts";
import type { HostPackage } from "../verify-host.ts";
import { makeWorkFolder, type WorkFolder, writeSources } from "../work-folder.ts";
import {
  CLANG,
  compileAllWithClang,
  DISASSEMBLER,
  linkWithClang,
  objectOf,
} from "./clang-xtensa.ts";
import { type Elf, readElf } from "./elf.ts";
import { INSTRUCTION_SETS } from "./stack/instruction-sets.ts";
import { XTENSA_WINDOWED } from "./stack/xtensa.ts";
import { LINK_ONLY, portOf, START_UPS, type StartUp } from "./start-ups.ts";

/** A package linked with a program around it for a board. */
export interface BoardImage {
  readonly folder: WorkFolder;
  readonly path: string;
  readonly elf: Elf;
  /** What the linker put where. */
  readonly map: string;
}

export interface BoardBuild {
  readonly core: Core;
  readonly board: Board;
  /** Without one the image is linked, but cannot run. */
  readonly emulator?: EmulatorSpec;
  /** Behind the core's and the board's own flags. */
  readonly flags?: readonly string[];
  /** More flash than the board has, so that what does not fit can be measured. */
  readonly roomy?: boolean;
  /** Of the same core, board and flags. */
  readonly shared?: SharedObjects;
}

/** What several links have in common, compiled once. */
export interface SharedObjects {
  readonly startUp: readonly string[];
  /** The package's source; none where it is all in its header. */
  readonly source?: string | undefined;
  dispose(): void;
}

/** The file with `main`, and what its template needs besides the package's own facts. */
export interface Program {
  readonly template: string;
  readonly view: Readonly<Record<string, unknown>>;
  /** Whether rows come in and answers go out. */
  readonly port: boolean;
}

/**
 * The harness around a package. `counted` puts calls of `predict` between markers, and answers
 * nothing.
 */
export function buildForBoard(
  pack: HostPackage,
  resources: Resources,
  build: BoardBuild & { readonly emulator: EmulatorSpec; readonly counted: boolean },
): Promise<BoardImage> {
  const view = { counted: build.counted, call: predictCall(pack) };
  const program = { template: "emulators/harness", view, port: true };
  return linkForBoard(pack, resources, { ...build, program });
}

/**
 * Compiles with the board's own flags. @throws DiagnosticError (exit 6) where the compiler is
 * missing or fails.
 */
export async function linkForBoard(
  pack: HostPackage,
  resources: Resources,
  build: BoardBuild & { readonly program: Program },
): Promise<BoardImage> {
  const { core, emulator, program, shared } = build;
  const { folder, flags } = prepare(resources, build);
  try {
    const { paths, flags: own } = addPackage(folder, pack, build);
    const engine = createEngine(resources);
    const view = harnessView({ ...pack, header: paths.header });
    folder.write("harness.c", engine.render(program.template, { ...view, ...program.view }));
    const image = join(folder.path, "image.elf");
    const job: LinkJob = {
      folder: folder.path,
      image,
      flags: [...flags, ...own],
      sources: [
        ...(shared?.source ? [shared.source] : paths.sources.slice(0, 1)),
        "harness.c",
        ...(shared?.startUp ?? startUpSources(emulator, program.port)),
      ],
    };
    const startUp = startUpOf(emulator);
    const { clang } = startUp;
    refuse(clang ? await linkWithClang(job, clang) : await linkWithGcc(job, core, startUp), build);
    const elf = readElf(new Uint8Array(readFileSync(image)));
    const map = readFileSync(join(folder.path, "image.map"), "latin1");
    return { folder, path: image, elf, map };
  } catch (error) {
    folder.dispose();
    throw error;
  }
}

/** What links with the same flags share: of any package, or of one. */
export async function compileShared(
  resources: Resources,
  build: BoardBuild & { readonly port: boolean; readonly pack?: HostPackage },
): Promise<SharedObjects> {
  const { pack, emulator, port } = build;
  const { folder, flags } = prepare(resources, build);
  try {
    const startUp = await compileIn(folder, build, {
      sources: startUpSources(emulator, port),
      flags,
    });
    const dispose = () => folder.dispose();
    if (pack === undefined) return { startUp, dispose };
    const own = addPackage(folder, pack, build);
    const [source] = await compileIn(folder, build, {
      sources: own.paths.sources.slice(0, 1),
      flags: [...flags, ...own.flags],
    });
    return { startUp, source, dispose };
  } catch (error) {
    folder.dispose();
    throw error;
  }
}

/** Paths of the sources' objects. */
async function compileIn(
  { path }: WorkFolder,
  build: BoardBuild,
  { sources, flags }: Pick<LinkJob, "sources" | "flags">,
): Promise<readonly string[]> {
  if (sources.length === 0) return [];
  const { clang } = startUpOf(build.emulator);
  const compiled = clang
    ? await compileAllWithClang({ folder: path, sources, flags }, clang)
    : await runGcc(build.core, path, [...flags, "-c", ...sources]);
  refuse(compiled, build);
  return sources.map((source) => join(path, objectOf(source)));
}

/** The program that compiles for a board. */
export function compilerFor(core: Core, emulator: EmulatorSpec | undefined): string {
  return startUpOf(emulator).clang ? CLANG : core.compiler;
}

/** The program that shows its instructions, and how they are read. */
export function disassemblerFor(core: Core, emulator: EmulatorSpec | undefined) {
  return startUpOf(emulator).clang
    ? { command: DISASSEMBLER, set: XTENSA_WINDOWED }
    : { command: core.disassembler, set: INSTRUCTION_SETS[core.isa]! };
}

export interface LinkJob {
  /** Where the sources are, and what the commands' paths are of. */
  readonly folder: string;
  readonly sources: readonly string[];
  /** For the compiler. */
  readonly flags: readonly string[];
  readonly image: string;
}

export type Linked =
  | { readonly linked: true }
  /** A program was not found, or it said why not. */
  | { readonly missing: boolean; readonly output: string };

function linkWithGcc(job: LinkJob, core: Core, startUp: StartUp): Promise<Linked> {
  const link = ["-Wl,--gc-sections,-Map=image.map", "-o", job.image, ...startUp.flags];
  return runGcc(core, job.folder, [...job.flags, ...job.sources, ...link]);
}

async function runGcc(core: Core, cwd: string, words: readonly string[]): Promise<Linked> {
  const result = await runCompiler(core.compiler, words, { temporary: cwd, cwd });
  return result.failed ? { missing: result.missing, output: result.stderr } : { linked: true };
}

/** What linkers say of a program that is larger than the memory it is for. */
const TOO_LARGE = /will not fit in region|region \S+ overflowed/;

/** What they say of one of Xtensa's functions, whose constants stand before it. */
const TOO_LONG = /in function `(\w+)':\n.*l32r: literal target out of range/;

/** Ends in a diagnostic unless all went well. */
function refuse(result: Linked, { core, board, emulator }: BoardBuild): void {
  if ("linked" in result) return;
  if (TOO_LARGE.test(result.output)) fail("board/too-small", { board: board.id });
  const tooLong = TOO_LONG.exec(result.output)?.[1];
  if (tooLong !== undefined)
    fail("board/function-too-long", { board: board.id, function: tooLong });
  const compiler = compilerFor(core, emulator);
  const install = (compiler === core.compiler ? core.install : emulator?.install) ?? "";
  if (result.missing) fail("board/no-compiler", { compiler, install });
  const output = result.output.split("\n").slice(0, 4).join("\n");
  fail("board/compile-failed", { compiler, output, install });
}

/** Flash of a linker script of ours, where the board's own size is not to matter. */
const ROOMY = "4M";

/** A folder with what starts the core, and the compiler's flags. */
function prepare(resources: Resources, build: BoardBuild) {
  const { core, board, emulator } = build;
  const folder = makeWorkFolder();
  const startUp = startUpOf(emulator);
  const engine = createEngine(resources);
  const memories = {
    flashOrigin: emulator?.flash?.[0] ?? "",
    flashLength: build.roomy ? ROOMY : (emulator?.flash?.[1] ?? ""),
    ramOrigin: emulator?.ram?.[0] ?? "",
    ramLength: emulator?.ram?.[1] ?? "",
    entry: startUp.entry,
  };
  for (const [file, template] of Object.entries(startUp.files))
    folder.write(file, engine.render(template, memories));
  if (emulator) folder.write(PORT, engine.render(portOf(emulator), {}));
  const flags = [
    ...core.flags,
    ...(board.flags ?? []),
    ...["-std=c99", "-ffreestanding", "-ffunction-sections", "-fdata-sections"],
    ...(build.roomy ? (startUp.roomy ?? []) : []),
    ...(build.flags ?? []),
    "-I.",
  ];
  return { folder, flags };
}

/** The package's sources, and the flags for them alone. */
function addPackage(folder: WorkFolder, pack: HostPackage, { emulator }: BoardBuild) {
  const paths = rolePaths(pack, writeSources(folder, pack.files));
  const integerReals = `-D${pack.name.toUpperCase()}_INTEGER_REALS`;
  const flags = [
    ...(startUpOf(emulator).integerReals ? [integerReals] : []),
    ...["-I", dirname(paths.header)],
  ];
  return { paths, flags };
}

const PORT = "port.c";

function startUpSources(emulator: EmulatorSpec | undefined, port: boolean): readonly string[] {
  const own = Object.keys(startUpOf(emulator).files).filter((file) => /\.[cS]$/.test(file));
  return [...(emulator && port ? [PORT] : []), ...own];
}

function startUpOf(emulator: EmulatorSpec | undefined): StartUp {
  return emulator ? START_UPS[emulator.start] : LINK_ONLY;
}

function predictCall({ name, plan }: HostPackage): string {
  const { p, P, choice, values } = harnessView({ name, plan, header: "" });
  if (values) {
    const call = `${p}_predict(features, outputs);`;
    return `float outputs[${P}_N_OUTPUTS]; ${call} harness_out[0] = float_word(outputs[0]);`;
  }
  const word = choice ? "(uint32_t)" : "float_word";
  return `harness_out[0] = ${word}(${p}_predict(features));`;
}
