import { type Labels, labelsOf } from "../../ir/model.ts";
import { largest } from "../../math.ts";
import { isIndirect } from "../encodings/encoding.ts";
import { setTables } from "../encodings/sets.ts";
import { countsUp } from "../heads/choices.ts";
import { isSlotted, type PackedShape } from "../layouts/packed.ts";
import { linearBytes } from "../linear-table.ts";
import type { LeafTable } from "../plan.ts";
import { treePlacement } from "../sums/tree-placement.ts";
import { type CostInput, isKeyed } from "./input.ts";

/** Bytes of all tables that the package will have; of labels too. Exact, but for what aligns them. */
export function constantBytes(input: CostInput, packed: PackedShape | undefined): number {
  const { leaves, head, sum } = input;
  const labels = labelsOf(head);
  const weights = sum.kind === "median" ? (sum.weights?.length ?? 0) : 0;
  return (
    (packed ? packedBytes(input, packed) : 0) +
    (input.encoding === "rank" ? rankBytes(input) : 0) +
    (isKeyed(input) ? slotFeatureBytes(input) : 0) +
    poolBytes(leaves) +
    weights * (sum.kind === "median" && sum.type === "f32" ? 4 : 8) +
    choiceBytes(head) +
    (labels ? labelBytes(labels) : 0)
  );
}

/** Bytes of the narrowest unsigned integer that holds 0 to `most`. */
function widthOf(most: number): 1 | 2 | 4 {
  if (most <= 0xff) return 1;
  return most <= 0xffff ? 2 : 4;
}

function packedBytes(input: CostInput, { bits, test, pairs }: PackedShape): number {
  const { forest, slots } = input;
  const sizes = forest.roots.map((root, tree) => forest.end[tree]! - root);
  const nodes = forest.isLeaf.length * (bits <= 15 ? 2 : 4);
  const trees = sizes.length * widthOf(largest(sizes)) + scoreBytes(input);
  if (test === "rank") return nodes + trees + setRowBytes(input);
  const owners = Array.from(pairs.slot, (slot) => (isSlotted(slots) ? slot : slots[slot]!.feature));
  const indirect = isSlotted(slots) ? slotFeatureBytes(input) : 0;
  return nodes + trees + pairs.slot.length * (4 + widthOf(largest(owners, 0))) + indirect;
}

/** Where each tree adds, where they have an order of their own. */
function scoreBytes({ sum }: CostInput): number {
  if (!("firstScore" in sum) || treePlacement(sum) !== "table") return 0;
  return sum.firstScore.length * widthOf(largest(sum.firstScore));
}

function rankBytes(input: CostInput): number {
  const { slots } = input;
  const cuts = slots.reduce((sum, slot) => sum + slot.cuts.length, 0);
  const most = Math.max(0, ...slots.map((slot) => slot.cuts.length));
  const sets = setTables(slots)?.bits.length ?? 0;
  return 4 * cuts + slots.length * widthOf(most) + slotFeatureBytes(input) + sets;
}

function slotFeatureBytes({ slots }: CostInput): number {
  if (!isIndirect(slots)) return 0;
  return slots.length * widthOf(Math.max(...slots.map(({ feature }) => feature)));
}

/** Where sets start and how long they are, as the walker looks it up. */
function setRowBytes({ slots }: CostInput): number {
  const sets = setTables(slots);
  if (!sets) return 0;
  return [sets.starts, sets.rowBytes].reduce(
    (sum, values) => sum + values.length * widthOf(largest(values)),
    0,
  );
}

const LEAF_BYTES: Readonly<Record<LeafTable["type"], number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  f32: 4,
  f64: 8,
};

function poolBytes({ values, type, linear }: LeafTable): number {
  return values.length * LEAF_BYTES[type] + (linear ? linearBytes(linear) : 0);
}

/** Labels of several classifications, where they do not count up from 0. */
function choiceBytes(head: CostInput["head"]): number {
  if (head.kind !== "choices") return 0;
  const labels = head.choices.flatMap(({ classes }) => classes);
  return countsUp(head) ? 0 : 4 * labels.length;
}

function labelBytes({ names }: Labels): number {
  const text = names.reduce((sum, name) => sum + utf8Length(name) + 1, 0);
  return text + names.length * widthOf(text - 1);
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code > 0xffff ? 4 : code > 0x7ff ? 3 : code > 0x7f ? 2 : 1;
  }
  return bytes;
}
