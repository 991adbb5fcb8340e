/**
 * `npm run estimates`: what the cost tables say of flash, against the object that the core's compiler
 * makes of the same package. Library helpers come in at the link and are not in the object, so plans
 * with the trainer's own sums are left out. Judges nothing.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { compile } from "../core/compile.ts";
import { readModel } from "../core/frontends/index.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../core/options.ts";
import { resources } from "../core/resources.generated.ts";
import { printTable } from "../core/text/table.ts";

const ROOT = join(import.meta.dirname, "../..");
const STUBS = join(ROOT, "test/support/esp8266-stubs");

/** A board of each core that has a compiler here, and what its compiler needs besides the core's flags. */
const BOARDS: Readonly<Record<string, readonly string[]>> = {
  uno: ["-std=gnu11"],
  pico: ["-ffreestanding"],
  "bluepill-f103": ["-ffreestanding"],
  "nucleo-f401": ["-ffreestanding"],
  "esp32-c3": ["-ffreestanding"],
  esp8266: ["-ffreestanding", "-DESP8266", `-I${STUBS}`],
};
const MODELS = [
  "test/fixtures/bc_xgb",
  "test/fixtures/bc_lgbm",
  "test/fixtures/diabetes_gbr",
  "test/fixtures/digits_rf10",
  "test/fixtures/sklearn-1.9.1-std-gbc",
  "test/fixtures/sklearn-1.9.1-rfr",
  "test/fixtures/xgboost-3.4.1-multi",
  "test/fixtures/ml-random-forest-classifier",
  "examples/equipment-health",
];
const LAYOUTS = ["branches", "packed"] as const;
const ENCODINGS = ["bits", "rank"] as const;

/** Estimate / object, for one model and plan; undefined where the sums are the trainer's own. */
async function ratio(
  folder: string,
  options: Pick<CompileOptions, "board" | "layout" | "encoding">,
): Promise<number | undefined> {
  const name = readdirSync(folder).find((file) => /^model\.(joblib|json|txt)$/.test(file))!;
  const model = readModel({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) });
  const all = {
    ...DEFAULT_OPTIONS,
    ...options,
    target: "generic",
    name: "m",
    missing: "finite",
  } as const;
  const { files, plan, target } = compile(model, all, resources);
  if (plan.sum.kind === "real") return undefined;
  const work = mkdtempSync(join(tmpdir(), "mlc-estimates-"));
  try {
    for (const { path, text } of files) writeFileSync(join(work, path), text);
    const { compiler, flags } = target.core;
    const object = join(work, "m.o");
    const words = [...flags, ...BOARDS[options.board!]!, "-c", join(work, "m.c"), "-o", object];
    await execa(compiler, words);
    const { stdout } = await execa(compiler.replace(/gcc$/, "size"), [object]);
    const [text = 0, data = 0] = stdout.split("\n")[1]!.trim().split(/\s+/).map(Number);
    return plan.estimate.flash / (text + data);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const rows: string[][] = [];
for (const board of Object.keys(BOARDS)) {
  for (const layout of LAYOUTS) {
    for (const encoding of ENCODINGS) {
      const plan = { board, layout, encoding };
      const all = await Promise.all(MODELS.map((model) => ratio(join(ROOT, model), plan)));
      const known = all.filter((one) => one !== undefined);
      const percent = (one: number) => `${Math.round((one - 1) * 100)} %`;
      const ends = [percent(Math.min(...known)), percent(Math.max(...known))];
      rows.push([board, layout, encoding, String(known.length), ...ends]);
    }
  }
}
const head = ["board", "layout", "encoding", "models", "lowest", "highest"];
for (const line of printTable(head, rows, { right: [3, 4, 5] })) console.log(line);
