import { labelsOf } from "../../ir/model.ts";
import { f32Bits } from "../../math.ts";
import { apiOf } from "../../plan/api.ts";
import type { Plan } from "../../plan/plan.ts";
import { toCommentText } from "../../text/c-text.ts";
import { toFloatLiteral, toHex } from "../../text/numbers.ts";
import { shorten } from "../../text/wrap.ts";
import { INPUT_C_TYPE } from "./emission.ts";
import type { EmitContext } from "./emit.ts";
import { printPlacement } from "./placement.ts";
import { printTable } from "./table.ts";

/** Golden rows and the function that runs them, a file of its own. */
export function printSelfTest(context: EmitContext, names: Record<string, string>): string {
  const { emission, golden } = context;
  const { engine, plan } = emission;
  const { values } = apiOf(plan);
  const floats = values > 0;
  const input = plan.inputType === "f32" ? "f32" : "i32";
  const labels = labelsOf(plan.head)?.names ?? [];
  const expectedText = (expected: ArrayLike<number>) =>
    labels[expected[0]!] ?? Array.from(expected, String).join(" ");
  const rows = printTable(emission, {
    name: "golden_rows",
    type: input,
    groups: golden.map(({ features, expected }, i) => ({
      comment: `row ${i}: expected ${shorten(toCommentText(expectedText(expected)), 60)}`,
      elements: Array.from(features, (x) => (input === "f32" ? toFloatLiteral(x) : String(x))),
    })),
  });
  const expected = printTable(emission, {
    name: "golden_expected",
    type: answersOf(plan).type,
    groups: [
      {
        elements: golden.flatMap((row) =>
          Array.from(row.expected, (x) => (floats ? toHex(f32Bits(x), 8) : String(x))),
        ),
      },
    ],
  });
  const body = {
    ...names,
    rowTable: rows.text,
    rowAt: `${input === "f32" ? "" : `(${INPUT_C_TYPE[plan.inputType]})`}${rows.at}`,
    rowEnd: rows.end,
    expectedComment: `What they give: ${answersOf(plan).text}.`,
    expectedTable: expected.text,
    expectedAt: expected.at,
    expectedEnd: expected.end,
    floats,
    value: values === 1,
    several: values > 1,
    inputType: INPUT_C_TYPE[plan.inputType],
    rows: String(golden.length),
  };
  return engine.render("c/self-test", {
    ...body,
    bytes: String(selfTestBytes(context)),
    hasLicense: context.license !== undefined,
    license: toCommentText(context.license ?? ""),
    placement: printPlacement(
      emission,
      [rows, expected].map(({ at, text }) => at + text),
    ),
  });
}

/** Flash that the golden rows take. */
export function selfTestBytes({ emission, golden }: EmitContext): number {
  const width = { u8: 1, u16: 2, u32: 4, i32: 4 }[answersOf(emission.plan).type];
  const answers = Math.max(1, apiOf(emission.plan).values);
  return golden.length * (emission.plan.features * 4 + answers * width);
}

/** What `predict` gives: as it is stored, and in a comment. */
function answersOf({ head }: Plan): {
  readonly type: "u8" | "u16" | "u32" | "i32";
  readonly text: string;
} {
  const labels = labelsOf(head);
  if (labels) return { type: labels.names.length > 255 ? "u16" : "u8", text: "class indices" };
  if (head.kind === "anomaly") return { type: "i32", text: "1 for normal, -1 for an anomaly" };
  return { type: "u32", text: "float32 bits" };
}
