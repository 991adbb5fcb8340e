import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { resources } from "../../src/core/resources.generated.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { runOn } from "../support/emulated-boards.ts";
import { wrongFromLocals } from "../support/local-caller.ts";
import { compileFor, objectFindings } from "../support/object-checks.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { carelessAssembly, recursions } from "../support/source-checks.ts";
import { describeWith } from "../support/tools.ts";

const { cores } = resources.targets;

/** An edit of emitted C: what is replaced, wherever it stands, and by what. */
type Plant = readonly [from: string, to: string];

const DOUBLE: Plant = ["(float)sum[k] * 6.10351572e-6f", "(float)((double)sum[k] * 6.1e-6)"];
const NAME: Plant = ["gearbox_signed_bits", "signed_bits"];
const HEAP: Plant = ["int best = 0;", "int best = *(volatile int *)__builtin_malloc(sizeof(int));"];
const TABLE: Plant = ["gearbox_class_start[2] GEARBOX_FLASH", "gearbox_class_start[2]"];
const TEXT: Plant = [
  "return &gearbox_class_text[gearbox_class_offset(class_index)];",
  'return class_index != 0 ? "1" : "-1";',
];

const STATE: Plant = ["    int best = 0;", "    static int best = 0;"];

const IN_OBJECTS: readonly (readonly [what: string, core: string, Plant, finding: RegExp])[] = [
  ["a table in RAM", "avr", TABLE, /^in RAM: gearbox_class_start \(\.rodata/],
  ["a table in RAM", "xtensa-lx106", TABLE, /^in RAM: gearbox_class_start \(\.rodata/],
  ["a string in RAM", "avr", TEXT, /^in RAM: a constant without a name \(\.rodata\S*str/],
  ["a string in RAM", "xtensa-lx106", TEXT, /^in RAM: a constant without a name \(\.rodata\S*str/],
  ["state", "rv32imc", STATE, /^in RAM: best\.\d/],
  ["state", "xtensa-lx6", STATE, /^in RAM: gearbox_\w+\.best \(/],
  ["a heap call", "cortex-m4f", HEAP, /^undefined symbol: malloc$/],
  ["a heap call", "avr", HEAP, /^undefined symbol: malloc$/],
  ["a heap call", "xtensa-lx7", HEAP, /^undefined symbol: malloc$/],
  ["a double", "cortex-m4f", DOUBLE, /^double in gearbox_decision: __aeabi_dmul$/],
  ["a double", "xtensa-lx6", DOUBLE, /^double in gearbox_decision: __muldf3$/],
  ["a name that others may have", "avr", NAME, /^not prefixed: signed_bits$/],
];

/** Reads a feature with an instruction of the core, which the compiler does not look into. */
const read = (instruction: string, more = "") =>
  [
    "static int32_t gearbox_signed_bits(float x)",
    `static int32_t gearbox_read(const float *at)
{
    int32_t bits;
    __asm__(${JSON.stringify(instruction)} : "=r"(bits) : "r"(at)${more});
    return bits;
}

static int32_t gearbox_signed_bits(float x)`,
  ] as const satisfies Plant;

const good = compileModel(readFixtureModel("sklearn-1.9.1-rfc"), {
  ...{ target: "generic", layout: "branches", encoding: "bits", sums: "bounded" },
});
const { rows } = verificationRows(good, { cap: 200, seed: 1 });
const { results } = checkPlan(good, rows);

function planted([from, to]: Plant): typeof good {
  const files = good.files.map((file) =>
    file.path === "gearbox.c" ? { ...file, text: file.text.replaceAll(from, to) } : file,
  );
  expect(files, "the edit found its place").not.toEqual(good.files);
  return { ...good, files };
}

describeWith(
  [
    ...(["gcc", "avr-gcc", "arm-none-eabi-gcc", "riscv64-unknown-elf-gcc"] as const),
    ...(["xtensa-lx106-elf-gcc", "clang-22"] as const),
  ],
  "faults planted in emitted C are found by name",
  () => {
    const folder = temporaryFolder();

    function written(result: typeof good): string {
      const home = mkdtempSync(join(folder, "planted-"));
      writeFiles(home, result);
      return join(home, "gearbox.c");
    }

    it.each(IN_OBJECTS)("%s, on %s", async (_, id, edit, finding) => {
      const source = written(planted(edit));
      const object = `${source}.o`;
      await compileFor(cores[id]!, source, { object });
      const findings = await objectFindings(cores[id]!, object, "gearbox");
      expect(findings).toContainEqual(expect.stringMatching(finding));
    });

    it("recursion", async () => {
      const edit = [
        "GEARBOX_N_CLASSES) {\n        return 4;",
        "2) {\n        return gearbox_class_offset(0);",
      ] as const;
      expect(await recursions(written(planted(edit)))).toEqual(["recursion: gearbox_class_offset"]);
    });

    it("assembly that lets the caller's stores be dropped", async () => {
      const locals = { rows, results };
      const whole = written(good);
      expect(await wrongFromLocals(join(whole, ".."), good, locals)).toEqual([]);
      const careless = written(readingBy(""));
      const [, text] = read("movl (%1), %0");
      expect(carelessAssembly(text)).toEqual([
        'assembly without its memory: __asm__("movl (%1), %0" : "=r"(bits) : "r"(at));',
      ]);
      const dropped = await wrongFromLocals(join(careless, ".."), good, locals);
      expect(dropped.length).toBeGreaterThan(0);
      // The same assembly that names its memory is as good as C.
      const careful = written(readingBy(', "m"(*(const float (*)[1])at)'));
      expect(await wrongFromLocals(join(careful, ".."), good, locals)).toEqual([]);
      expect(carelessAssembly(read("movl (%1), %0", ', "m"(*at)')[1])).toEqual([]);
    });
  },
);

/** The package with its features read by the host's assembly. */
function readingBy(more: string): typeof good {
  const [from, to] = read("movl (%1), %0", more);
  const files = good.files.map((file) => ({
    ...file,
    text: file.text
      .replace(/gearbox_signed_bits\(features\[(\d+)\]\)/g, "gearbox_read(features + $1)")
      .replace(from, to),
  }));
  return { ...good, files };
}

describeWith(
  ["avr-gcc", "arm-none-eabi-gcc", "qemu-system-arm"],
  "faults planted in emitted C are met by a run on a board",
  () => {
    const verified = (id: string, edit: Plant) => runOn(id, planted(edit), { rows, results });

    it.each(["uno", "pico", "nucleo-f401"])("a threshold one step off, on %s", async (id) => {
      const { mismatched, mismatches, failure } = await verified(id, ["0x425c9999", "0x425c999a"]);
      expect(failure).toBeUndefined();
      expect(mismatched).toBeGreaterThan(0);
      const at = new Float32Array(new Uint32Array([0x425c999a]).buffer)[0]!;
      for (const { row } of mismatches) expect([...rows[row]!]).toContain(at);
    });

    it("an unaligned read, on a Cortex-M0", async () => {
      const aside = "gearbox_sum((const float *)(const void *)((const char *)features + 1), sum);";
      const found = await verified("nucleo-f072", ["gearbox_sum(features, sum);", aside]);
      expect(found.failure).toBe("the core took a fault");
      expect(found.mismatched).toBe(rows.length);
    });
  },
);
