import { f32Key } from "../../math.ts";
import { isIndirect, type Slot } from "../../plan/encodings/encoding.ts";
import { rankWidth } from "../../plan/encodings/rank.ts";
import { takesKeys } from "../../plan/layouts/branches.ts";
import { toCommentText } from "../../text/c-text.ts";
import { counted, toFloatLiteral, toHex, toQuantity, toSignedHex } from "../../text/numbers.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import { counterBits, printTable, type Table } from "./table.ts";

/** How the slots' numbers come about in C. */
export interface ValuePrinter {
  /** Static functions that the tests call, and the tables of ranks. */
  readonly functions: readonly string[];
  readonly tables: readonly string[];
  /** What walkers take: the features, or what a function of this name makes of them. */
  readonly values: "features" | "keys" | "rank";
  readonly valuesType: string;
  /** C expression that is true where the slot's value goes left. */
  test(slot: number, operand: number): string;
}

function rankType(slots: readonly Slot[]): "uint8_t" | "uint16_t" {
  return rankWidth(slots) === 1 ? "uint8_t" : "uint16_t";
}

/** The key of a slot's feature, NaN below or above all cuts. */
function keyExpression({ prefix, plan }: Emission, slot: Slot): string {
  if (plan.inputType !== "f32") return `features[${slot.feature}]`;
  const call = `${prefix.lower}_key(features[${slot.feature}]`;
  if (slot.nan === "none") return `${call})`;
  return `${call}, ${slot.nan === "left" ? "INT32_MIN" : "INT32_MAX"})`;
}

/** Of trees that are single leaves. */
const NO_TESTS = { functions: [], tables: [], values: "features", test: () => "" } as const;

export function printValues(emission: Emission): ValuePrinter {
  const { plan, engine, prefix } = emission;
  const input = INPUT_C_TYPE[plan.inputType];
  const names = { p: prefix.lower, P: prefix.upper };
  const floats = plan.inputType === "f32";
  const bits = engine.render("c/bits", names);
  const key = engine.render("c/key", { ...names, nan: plan.missing === "exact" });
  if (plan.slots.length === 0) return { ...NO_TESTS, valuesType: input };
  switch (plan.encoding) {
    case "integer":
      return {
        functions: [],
        tables: [],
        values: "features",
        valuesType: input,
        test: (slot, operand) => `features[${plan.slots[slot]!.feature}] <= ${operand}`,
      };
    case "float":
      return {
        functions: [bits, engine.render("c/float-compare", { ...names, key: key.trimEnd() })],
        tables: [],
        values: "features",
        valuesType: input,
        test: (slot, operand) =>
          `${names.p}_at_most(features[${plan.slots[slot]!.feature}], ${toFloatLiteral(operand)})`,
      };
    case "bits":
      return printBits(emission, bits, key);
    case "rank": {
      const { tables, text } = printRank(emission);
      const sets = printSets(emission);
      const inSet = sets ? [sets.function] : [];
      return {
        functions: floats ? [bits, key, text, ...inSet] : [text, ...inSet],
        tables: [...tables, ...(sets?.tables ?? [])],
        values: "rank",
        valuesType: rankType(plan.slots),
        test: (slot, operand) => sets?.test(slot, operand) ?? `rank[${slot}] <= ${operand}`,
      };
    }
  }
}

/** Keys of all slots, made before the trees ask. */
function printKeys(emission: Emission, called: readonly string[]): ValuePrinter {
  const { plan, engine, prefix } = emission;
  const features = slotFeatures(emission);
  const text = engine.render("c/keys", {
    p: prefix.lower,
    slots: String(plan.slots.length),
    slotBits: counterBits(plan.slots.length),
    value: slotKey(emission, features),
  });
  return {
    functions: [...called, text],
    tables: features ? [features.text] : [],
    values: "keys",
    valuesType: "int32_t",
    test: (slot, operand) => `keys[${slot}] <= ${toSignedHex(operand)}`,
  };
}

/**
 * Branches compare raw bits, which needs no key where the cut's sign is known: `x <= 0.55` is
 * `signed bits <= 0x3f0ccccd`, `x <= -0.55` is `bits >= 0xbf0ccccd`.
 */
function printBits(emission: Emission, bits: string, key: string): ValuePrinter {
  const { plan, engine, prefix } = emission;
  const p = prefix.lower;
  const { layout, tables } = plan.body;
  if (layout === "branches" && takesKeys(plan, tables.trees))
    return printKeys(emission, [bits, key]);
  const direct = plan.missing === "finite" && layout === "branches";
  const anySigned = plan.slots.some((slot) => slot.cuts.some((cut) => f32Key(cut) >= 0));
  const functions = direct ? (anySigned ? [engine.render("c/signed-bits", { p })] : []) : [key];
  return {
    functions: [bits, ...functions],
    tables: [],
    values: "features",
    valuesType: "float",
    test(slot, operand) {
      const { feature } = plan.slots[slot]!;
      if (!direct)
        return `${keyExpression(emission, plan.slots[slot]!)} <= ${toSignedHex(operand)}`;
      if (operand >= 0) return `${p}_signed_bits(features[${feature}]) <= ${toHex(operand, 8)}`;
      return `${p}_bits(features[${feature}]) >= ${toHex((operand ^ 0x7fffffff) >>> 0, 8)}U`;
    },
  };
}

/** The bits of all sets, and the function that looks one up; undefined where no slot has sets. */
function printSets(emission: Emission): PrintedSets | undefined {
  const { plan, engine, prefix } = emission;
  const { sets } = plan.body.tables;
  if (!sets) return undefined;
  const { firstSlot, starts, rowBytes } = sets;
  const own = plan.slots.slice(firstSlot);
  const bits = printTable(emission, {
    name: "set_bits",
    type: "u8",
    groups: own.map((slot) => ({
      comment: `${featureComment(emission, slot)}: ${counted(slot.sets!.length, "set")}`,
      elements: slot.sets!.flatMap((row) => Array.from(row, (byte) => toHex(byte, 2))),
    })),
  });
  const rowType = sets.bits.length > 0xffff ? "uint_fast32_t" : "uint_fast16_t";
  return {
    tables: [`${SETS_COMMENT}\n${bits.text}`],
    function: engine.render("c/in-set", { p: prefix.lower, rowType, at: bits.at, end: bits.end }),
    test: (slot, cut) =>
      slot < firstSlot
        ? undefined
        : `${prefix.lower}_in_set(${starts[slot - firstSlot]! + cut * rowBytes[slot - firstSlot]!}U, rank[${slot}])`,
  };
}

interface PrintedSets {
  readonly tables: readonly string[];
  readonly function: string;
  /** C expression that is true where the slot's set has its rank; undefined for cuts. */
  test(slot: number, set: number): string | undefined;
}

const SETS_COMMENT =
  "/* Sets of categories or ranges: a row of bits a set, one bit a rank, from the lowest bit up. */";

function cutGroup(emission: Emission, slot: Slot) {
  const floats = emission.plan.inputType === "f32";
  const range = `${toQuantity(slot.cuts[0]!)} to ${toQuantity(slot.cuts.at(-1)!)}`;
  const what = slot.sets ? "sets, " : "";
  return {
    comment: `${featureComment(emission, slot)}: ${what}${counted(slot.cuts.length, "cut")}, ${range}`,
    elements: Array.from(slot.cuts, (cut) => cutText(cut, floats)),
  };
}

function printRank(emission: Emission): { tables: readonly string[]; text: string } {
  const { plan, engine, prefix } = emission;
  const { slots } = plan;
  const floats = plan.inputType === "f32";
  const cuts = printTable(emission, {
    name: "cuts",
    type: "i32",
    groups: slots.map((slot) => cutGroup(emission, slot)),
  });
  const most = Math.max(...slots.map((slot) => slot.cuts.length));
  const counts = printTable(emission, {
    name: "cut_count",
    type: most > 255 ? "u16" : "u8",
    groups: [{ elements: slots.map((slot) => String(slot.cuts.length)) }],
  });
  const features = slotFeatures(emission);
  const value = slotKey(emission, features);
  const text = engine.render("c/rank", {
    p: prefix.lower,
    inputType: INPUT_C_TYPE[plan.inputType],
    rankType: rankType(slots),
    keyType: "int32_t",
    slots: String(slots.length),
    slotBits: counterBits(slots.length),
    steps: String(Math.ceil(Math.log2(most + 1))),
    value,
    countAt: counts.at,
    countEnd: counts.end,
    cutAt: cuts.at,
    cutEnd: cuts.end,
  });
  const comment = floats
    ? `/* Where a feature is split: float32 bits, ascending (those of negative numbers so flipped that\n * they order like the numbers). rank(x) = cuts below x, so x <= cut[k] is rank(x) <= k, exactly. */`
    : `/* Where a feature is split, ascending. rank(x) = cuts below x, so x <= cut[k] is rank(x) <= k. */`;
  return {
    tables: [`${comment}\n${cuts.text}`, counts.text, ...(features ? [features.text] : [])],
    text,
  };
}

function cutText(cut: number, floats: boolean): string {
  return floats ? toSignedHex(f32Key(cut)) : String(cut);
}

/** The feature of each slot as a table; undefined where slot and feature are the same number. */
export function slotFeatures(emission: Emission): Table | undefined {
  const { slots } = emission.plan;
  if (!isIndirect(slots)) return undefined;
  return printTable(emission, {
    name: "slot_feature",
    type: Math.max(...slots.map((slot) => slot.feature)) > 255 ? "u16" : "u8",
    groups: [{ elements: slots.map((slot) => String(slot.feature)) }],
  });
}

/** The key of the slot in the C variable `slot`; slots whose NaN lies below all cuts stand first. */
export function slotKey(emission: Emission, features: Table | undefined): string {
  const { plan, prefix } = emission;
  const feature = features ? `${features.at}slot${features.end}` : "slot";
  if (plan.inputType !== "f32") return `features[${feature}]`;
  const x = `${prefix.lower}_key(features[${feature}]`;
  if (plan.missing === "finite") return `${x})`;
  const below = plan.slots.filter(({ nan }) => nan === "left").length;
  if (below === 0) return `${x}, INT32_MAX)`;
  if (below === plan.slots.length) return `${x}, INT32_MIN)`;
  return `${x}, slot < ${below}U ? INT32_MIN : INT32_MAX)`;
}

function featureComment({ source }: Emission, slot: Slot): string {
  const name = toCommentText(source.inputs.features[slot.feature]!.name);
  return slot.nan === "left" ? `${name}, missing left` : name;
}
