import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { temporaryFilesIn } from "../work-folder.ts";
import type { Linked, LinkJob } from "./cross-build.ts";

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
const LINKER = "xtensa-lx106-elf-ld";

export async function linkWithClang(
  { folder, sources, flags, image }: LinkJob,
  { float }: { readonly float: boolean },
): Promise<Linked> {
  const features = [...FEATURES, ...(float ? ["fp"] : [])].flatMap((name) => [
    "-target-feature",
    `+${name}`,
  ]);
  const forDriver = features.flatMap((word) => ["-Xclang", word]);
  // Options of GCC's own code model, such as -mlongcalls, mean nothing here.
  const chosen = flags.filter((flag) => !/^-m|^-Wl,/.test(flag));
  const options = { cwd: folder, reject: false, env: temporaryFilesIn(folder) };
  const objects: string[] = [];
  for (const source of sources) {
    const stem = source.replace(/^.*\//, "").replace(/\.[cS]$/, "");
    const assembly = source.endsWith(".S") ? source : `${stem}.s`;
    const steps = [
      ...(source.endsWith(".S")
        ? []
        : [[CLANG, "--target=xtensa", ...forDriver, ...chosen, "-S", source, "-o", assembly]]),
      [
        CLANG,
        "-cc1as",
        "-triple",
        "xtensa",
        ...features,
        "-filetype",
        "obj",
        assembly,
        "-o",
        `${stem}.o`,
      ],
    ];
    for (const [command, ...words] of steps) {
      const result = await execa(command!, words, options);
      if (result.failed)
        return { missing: result.code === "ENOENT", output: String(result.stderr) };
      if (words.includes("-S")) rewriteLiterals(join(folder, assembly));
    }
    objects.push(`${stem}.o`);
  }
  const words = [
    "--no-relax",
    "--gc-sections",
    "-Map=image.map",
    "-z",
    "noexecstack",
    "--no-warn-rwx-segments",
    "-T",
    "link.ld",
    ...objects,
    "-o",
    image,
  ];
  const result = await execa(LINKER, words, options);
  if (!result.failed) return { linked: true };
  return { missing: result.code === "ENOENT", output: String(result.stderr) };
}

/**
 * clang 22's own object writer misplaces literals; as plain words before the code they are right.
 * Each function's are a section of their own (.LCPI<function>_<literal>), which goes where it goes.
 */
function rewriteLiterals(path: string): void {
  const text = readFileSync(path, "utf8")
    .replaceAll(
      /^\s*\.literal_position.*\n(?=\s*\.literal \.LCPI(\d+)_)/gm,
      '\t.section .literal.$1,"ax",@progbits\n\t.p2align 2\n',
    )
    .replaceAll(/^\s*\.literal\s+([^,\s]+),\s*(.*)$/gm, "$1: .long $2");
  writeFileSync(path, text);
}
