import type { Model } from "../../ir/model.ts";
import type { InputType, Plan } from "../../plan/plan.ts";
import type { Engine } from "../../render/engine.ts";
import { toCommentText } from "../../text/c-text.ts";
import { counted } from "../../text/numbers.ts";

/** What every part of the C back-end needs: the plan to print and the names to print it with. */
export interface Emission {
  readonly engine: Engine;
  readonly plan: Plan;
  /** As the trainer means it, for names and comments. */
  readonly source: Model;
  readonly prefix: { readonly lower: string; readonly upper: string };
  /** Whether every core of the package reads constants as plain memory. */
  readonly mappedOnly: boolean;
}

export const INPUT_C_TYPE: Readonly<Record<InputType, string>> = {
  f32: "float",
  i8: "int8_t",
  u8: "uint8_t",
  i16: "int16_t",
  u16: "uint16_t",
  i32: "int32_t",
};

/** Text for a comment about a tree: "tree 3, worn: 13 nodes, depth 3". */
export function treeTitle({ source, plan }: Emission, tree: number, nodes: number): string {
  const { leaves } = source.predictor;
  const { head, sum } = plan;
  const scores = plan.reach.length;
  const first = "firstScore" in sum ? sum.firstScore[tree]! : 0;
  let owner = "";
  if (leaves.stride === 1 && scores > 1) {
    const ownClass = head.kind === "classes" && head.link !== "identity";
    if (ownClass) owner = `, ${toCommentText(head.labels.names[first]!)}`;
    if (head.kind === "values") owner = `, output ${first}`;
  }
  return `tree ${tree}${owner}: ${counted(nodes, "node")}`;
}
