import type { Resources } from "../../core/resources.ts";
import type { EmulatorSpec } from "../../core/targets/target.ts";
import { answerShape } from "../../core/verify/native-words.ts";
import type { HostPackage } from "../verify-host.ts";
import { type BoardBuild, linkForBoard } from "./cross-build.ts";
import { measuredFunctions } from "./measure-size.ts";
import { runImage } from "./run-on-board.ts";

/** The deepest stack seen, by function; bytes below the caller's frame, return address included. */
export interface MeasuredStack {
  readonly rows: number;
  readonly functions: readonly { readonly name: string; readonly stack: number }[];
}

/** The board has too little RAM; or the run did not end well. */
export type NotMeasured = { readonly why: string } | { readonly failure: string };

/** What the harness itself needs of RAM. */
const OWN_BYTES = 256;

/**
 * Paints the stack, calls each function and looks for the deepest byte that changed; or says why
 * that failed.
 */
export async function measureStack(
  pack: HostPackage,
  resources: Resources,
  build: BoardBuild & {
    readonly emulator: EmulatorSpec;
    readonly rows: readonly Float64Array[];
    /** Bytes that must have room; more are watched. */
    readonly expected: number;
  },
): Promise<MeasuredStack | NotMeasured> {
  const { plan } = pack;
  const functions = measuredFunctions(pack);
  const { values, probabilities, decision } = answerShape(plan);
  const floats = Math.max(1, values, probabilities, decision);
  const room = build.board.ram - 8 * plan.features - 4 * (floats + functions.length) - OWN_BYTES;
  const painted = Math.min(2 * build.expected + 512, room);
  if (painted < build.expected) {
    return { why: "the board's RAM has no room to measure it" };
  }
  const calls = functions.map(({ name, returns, parameters }) => ({
    name,
    returns,
    parameters: parameters.join(", "),
    arguments: parameters.map(argumentFor).join(", "),
  }));
  const callCount = String(calls.length);
  const view = { painted: String(painted), floats: String(floats), calls, callCount };
  const program = { template: "emulators/stack", view, port: true };
  const image = await linkForBoard(pack, resources, { ...build, program });
  try {
    const { answers, failure } = await runImage(pack, image, {
      ...build,
      answerWords: calls.length,
    });
    const deepest = calls.map(({ name }, call) => {
      let stack = 0;
      for (let at = call; at < answers.length; at += calls.length)
        stack = Math.max(stack, answers[at]!);
      return { name, stack };
    });
    if (failure !== undefined) return { failure };
    if (deepest.some(({ stack }) => stack >= painted))
      return { why: `deeper than ${painted} bytes` };
    return { rows: answers.length / calls.length, functions: deepest };
  } finally {
    image.folder.dispose();
  }
}

/** A parameter by its declaration: rows, a buffer for numbers, a class, a buffer for text. */
function argumentFor(parameter: string): string {
  if (parameter.includes("features[")) return "features";
  if (parameter.startsWith("float ")) return "harness_floats";
  if (parameter.startsWith("char ")) return "harness_text";
  return parameter === "int size" ? "(int)sizeof harness_text" : "0";
}
