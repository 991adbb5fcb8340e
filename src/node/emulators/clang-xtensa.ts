import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { runCompiler } from "../compiler-process.ts";
import type { Linked, LinkJob } from "./cross-build.ts";
import { readElf } from "./elf.ts";

/**
 * Xtensa with register windows, whose GCC no package archive has: clang compiles, its output is
 * assembled and linked apart. What the ESP32 has and the emulated core too; not mul32high, which
 * that core lacks.
 */
const FEATURES = [
  ...["windowed", "density", "mac16", "div32", "mul16", "mul32", "nsa", "minmax", "sext"],
  ...["clamps", "exception", "coprocessor", "rvector", "bool"],
];

export const CLANG = "clang-22";
export const DISASSEMBLER = "xtensa-lx106-elf-objdump";
const LINKER = "xtensa-lx106-elf-ld";

/** Bytes back to a literal that l32r reaches. */
const REACH = 1 << 18;

/**
 * clang puts what is called once into its caller, however long that becomes, where GCC stops long
 * before l32r's reach. With all costs and their bound at -Os a thousandfold its bonus for one call
 * decides nothing any more, and small functions are judged as before.
 */
const APART = [
  ["inline-instr-cost", 5],
  ["inline-call-penalty", 25],
  ["inline-threshold", 50],
].flatMap(([option, usual]) => ["-mllvm", `-${option}=${usual}000`]);

export interface ClangCore {
  /** Whether it has an FPU. */
  readonly float: boolean;
}

export async function linkWithClang(job: LinkJob, core: ClangCore): Promise<Linked> {
  const { folder, sources, image } = job;
  const compiled = await compileAllWithClang(job, core);
  if ("missing" in compiled) return compiled;
  const objects = sources.map((source) => (isObject(source) ? source : objectOf(source)));
  const script = ["--gc-sections", "-Map=image.map", "-T", "link.ld"];
  const quiet = ["--no-relax", "-z", "noexecstack", "--no-warn-rwx-segments"];
  return run(folder, [LINKER, ...quiet, ...script, ...objects, "-o", image]);
}

const isObject = (source: string) => source.endsWith(".o");

/** Each source as an object in the folder, but what is one already. */
export async function compileAllWithClang(
  { folder, sources, flags }: Omit<LinkJob, "image">,
  { float }: ClangCore,
): Promise<Linked> {
  for (const source of sources.filter((each) => !isObject(each))) {
    const object = objectOf(source);
    const compiled = await compileWithClang({ folder, source, object }, { flags, float });
    if ("missing" in compiled) return compiled;
  }
  return { linked: true };
}

/** What compilers call a source's object. */
export const objectOf = (source: string) => source.replace(/^.*\//, "").replace(/\.[cS]$/, ".o");

type Files = Readonly<Record<"folder" | "source" | "object", string>>;

/** One source, or start-up in assembly, as an object; paths are of the folder. */
export async function compileWithClang(
  files: Files,
  { flags, float }: ClangCore & { readonly flags: readonly string[] },
): Promise<Linked> {
  // Options of GCC's own code model, such as -mlongcalls, mean nothing here.
  const chosen = flags.filter((flag) => !/^-m|^-Wl,/.test(flag));
  const compiled = await compileOnce(files, { flags: chosen, float });
  if ("missing" in compiled || !isBeyondReach(resolve(files.folder, files.object))) return compiled;
  return compileOnce(files, { flags: [...chosen, ...APART], float });
}

async function compileOnce(
  { folder, source, object }: Files,
  { flags, float }: ClangCore & { readonly flags: readonly string[] },
): Promise<Linked> {
  const features = [...FEATURES, ...(float ? ["fp"] : [])].flatMap((name) => [
    "-target-feature",
    `+${name}`,
  ]);
  const isAssembly = source.endsWith(".S");
  const assembly = isAssembly ? source : object.replace(/\.o$/, ".s");
  if (!isAssembly) {
    const forDriver = features.flatMap((word) => ["-Xclang", word]);
    const words = ["--target=xtensa", ...forDriver, ...flags, "-S"];
    const compiled = await toAssembly({ folder, source, assembly }, words);
    if ("missing" in compiled) return compiled;
    rewriteLiterals(resolve(folder, assembly));
  }
  const words = ["-cc1as", "-triple", "xtensa", ...features, "-filetype", "obj"];
  return run(folder, [CLANG, ...words, assembly, "-o", object]);
}

/** Whether a function of an object does not reach its literals, which stand before it. */
function isBeyondReach(object: string): boolean {
  const bytes = new Map<string, number>();
  for (const { name, size, code } of readElf(readFileSync(object)).sections) {
    const named = name.replace(/^\.(?:literal|text)/, "");
    if (code) bytes.set(named, (bytes.get(named) ?? 0) + size);
  }
  return Math.max(...bytes.values()) > REACH;
}

/** Where clang 22 fails because it cannot choose between two constants of the FPU, a function does. */
async function toAssembly(
  { folder, source, assembly }: Readonly<Record<"folder" | "source" | "assembly", string>>,
  words: readonly string[],
): Promise<Linked> {
  const compiled = await run(folder, [CLANG, ...words, source, "-o", assembly]);
  if (!("missing" in compiled && compiled.output.includes("Cannot select"))) return compiled;
  const code = assembly.replace(/s$/, "ll");
  const shown = await run(folder, [CLANG, ...words, "-emit-llvm", source, "-o", code]);
  if ("missing" in shown) return shown;
  chooseInFunction(resolve(folder, code));
  const only = ["-Xclang", "-disable-llvm-passes", "-Wno-unused-command-line-argument"];
  return run(folder, [CLANG, ...words, ...only, code, "-o", assembly]);
}

function chooseInFunction(path: string): void {
  const text = readFileSync(path, "utf8")
    .replaceAll(
      /\bselect (?:\w+ )*(i1 [^,]+, float [^,%]+, float [^,%\n]+)/g,
      "call float @mlc_chosen($1)",
    )
    .replaceAll(
      /\buitofp (?:\w+ )*(i1 %[\w.]+) to float/g,
      "call float @mlc_chosen($1, float 1.0, float 0.0)",
    );
  const chosen = [
    "define internal float @mlc_chosen(i1 %which, float %yes, float %no) noinline {",
    "  %one = select i1 %which, float %yes, float %no",
    "  ret float %one",
    "}",
  ];
  writeFileSync(path, [text, ...chosen, ""].join("\n"));
}

async function run(folder: string, [command, ...words]: readonly string[]): Promise<Linked> {
  const ended = await runCompiler(command!, words, { temporary: folder, cwd: folder });
  return ended.failed ? { missing: ended.missing, output: ended.stderr } : { linked: true };
}

/**
 * clang 22's own object writer misplaces literals; as plain words before the code they are right.
 * Each function's are a section of their own, named like its own, which goes where it goes.
 */
function rewriteLiterals(path: string): void {
  const text = readFileSync(path, "utf8")
    .replaceAll(
      /^\s*\.literal_position.*\n(?=\s*\.literal \.LCPI[\s\S]*?\.type\s+(\w+),@function)/gm,
      '\t.section .literal.$1,"ax",@progbits\n\t.p2align 2\n',
    )
    .replaceAll(/^\s*\.literal\s+([^,\s]+),\s*(.*)$/gm, "$1: .long $2");
  writeFileSync(path, text);
}
