import type { DeviceResult } from "../../core/plan/evaluate.ts";
import type { Resources } from "../../core/resources.ts";
import type { Board, Core, EmulatorSpec } from "../../core/targets/target.ts";
import { compareAnswers, type NativeComparison } from "../../core/verify/compare-answers.ts";
import { answerShape, fromAnswerWords, toRowWords } from "../../core/verify/native-words.ts";
import type { HostPackage } from "../verify-host.ts";
import { runAvr } from "./avr8js.ts";
import { type BoardImage, buildForBoard, type SharedObjects } from "./cross-build.ts";
import type { Job, Run } from "./emulator.ts";
import { runQemu } from "./qemu.ts";
import { runRp2040 } from "./rp2040.ts";

/** Cycles or instructions that no prediction needs. */
const LIMIT = 1e9;

const EMULATORS: Readonly<
  Record<EmulatorSpec["kind"], (job: Job, spec: EmulatorSpec) => Promise<Run>>
> = {
  avr8js: (job, { program, data }) => runAvr(job, { program: program!, data: data! }),
  rp2040js: (job) => runRp2040(job),
  qemu: (job, spec) => runQemu(job, { ...spec, system: spec.system!, machine: spec.machine! }),
};

export interface BoardVerification extends NativeComparison {
  readonly board: Board;
  /** Why the run did not end well; its missing answers count as mismatched. */
  readonly failure?: string;
}

/** Runs the package on a board's emulated core and compares every answer with the plan's, bit for bit. */
export async function verifyOnBoard(
  pack: HostPackage,
  resources: Resources,
  on: {
    readonly core: Core;
    readonly board: Board;
    readonly emulator: EmulatorSpec;
    readonly rows: readonly Float64Array[];
    readonly results: readonly DeviceResult[];
    readonly flags?: readonly string[];
    readonly shared?: SharedObjects;
  },
): Promise<BoardVerification> {
  const { board, rows, results } = on;
  const image = await buildForBoard(pack, resources, { ...on, counted: false });
  try {
    const run = await runImage(pack, image, on);
    const answers = fromAnswerWords(pack.plan, run.answers);
    const compared = compareAnswers(pack.plan, { rows, results, answers });
    const { failure } = run;
    return { board, ...compared, ...(failure ? { failure } : {}) };
  } finally {
    image.folder.dispose();
  }
}

/** One run of a linked image over rows of the input type. */
export async function runImage(
  { plan }: HostPackage,
  { elf, path, folder }: BoardImage,
  on: {
    readonly emulator: EmulatorSpec;
    readonly rows: readonly Float64Array[];
    /** Where the program answers something else than the harness. */
    readonly answerWords?: number;
  },
): Promise<Run> {
  const { emulator, rows } = on;
  const job: Job = {
    elf,
    image: path,
    folder: folder.path,
    rows: toRowWords(plan, rows),
    width: plan.features,
    answerWords: on.answerWords ?? answerShape(plan).words,
    limit: LIMIT,
  };
  return EMULATORS[emulator.kind](job, emulator);
}
