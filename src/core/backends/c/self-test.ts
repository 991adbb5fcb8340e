import { f32Bits } from "../../math.ts";
import { toCommentText } from "../../text/c-text.ts";
import { toFloatLiteral, toHex } from "../../text/numbers.ts";
import { shorten } from "../../text/wrap.ts";
import { INPUT_C_TYPE } from "./emission.ts";
import type { EmitContext } from "./emit.ts";
import { printPlacement } from "./placement.ts";
import { printTable, type TableType } from "./table.ts";

/** Golden rows and the function that runs them, a file of its own. */
export function printSelfTest(context: EmitContext, names: Record<string, string>): string {
  const { emission, golden } = context;
  const { engine, plan } = emission;
  const floats = plan.head.kind === "values";
  const input = plan.inputType === "f32" ? "f32" : "i32";
  const labels = plan.head.kind === "classes" ? plan.head.labels.names : [];
  const rows = printTable(emission, {
    name: "golden_rows",
    type: input,
    groups: golden.map(({ features, expected }, i) => ({
      comment: `row ${i}: expected ${shorten(toCommentText(labels[expected] ?? String(expected)), 60)}`,
      elements: Array.from(features, (x) => (input === "f32" ? toFloatLiteral(x) : String(x))),
    })),
  });
  const expected = printTable(emission, {
    name: "golden_expected",
    type: answerType(context),
    groups: [
      {
        elements: golden.map((row) =>
          floats ? toHex(f32Bits(row.expected), 8) : String(row.expected),
        ),
      },
    ],
  });
  const body = {
    ...names,
    rowTable: rows.text,
    rowAt: `${input === "f32" ? "" : `(${INPUT_C_TYPE[plan.inputType]})`}${rows.at}`,
    rowEnd: rows.end,
    expectedComment: floats ? "What they give: float32 bits." : "What they give: class indices.",
    expectedTable: expected.text,
    expectedAt: expected.at,
    expectedEnd: expected.end,
    floats,
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
  const answer = { u8: 1, u16: 2, u32: 4, i32: 4, f32: 4 }[answerType({ emission })];
  return golden.length * (emission.plan.features * 4 + answer);
}

function answerType({ emission }: Pick<EmitContext, "emission">): TableType {
  const { head } = emission.plan;
  if (head.kind !== "classes") return "u32";
  return head.labels.names.length > 255 ? "u16" : "u8";
}
