import { f32Key } from "../../math.ts";
import { isNanBelow, type Slot } from "../../plan/encodings/encoding.ts";
import { toCommentText } from "../../text/c-text.ts";
import { counted, toFloatLiteral, toHex, toQuantity, toSignedHex } from "../../text/numbers.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import { counterBits, printTable, type Table } from "./table.ts";

/** How the slots' numbers come about in C. */
export interface ValuePrinter {
  /** Static functions that the tests call, and the tables of ranks. */
  readonly functions: readonly string[];
  readonly tables: readonly string[];
  /** What walkers take: `features`, or the prepared `rank`. */
  readonly values: "features" | "rank";
  readonly valuesType: string;
  /** C expression that is true where the slot's value goes left. */
  test(slot: number, operand: number): string;
}

export function rankType(slots: readonly Slot[]): "uint8_t" | "uint16_t" {
  return slots.some((slot) => slot.cuts.length > 255) ? "uint16_t" : "uint8_t";
}

/** The key of a slot's feature, NaN below or above all cuts. */
function keyExpression({ prefix, plan }: Emission, slot: Slot): string {
  if (plan.inputType !== "f32") return `features[${slot.feature}]`;
  const call = `${prefix.lower}_key(features[${slot.feature}]`;
  if (slot.nan === "none") return `${call})`;
  return `${call}, ${isNanBelow(slot) ? "INT32_MIN" : "INT32_MAX"})`;
}

export function printValues(emission: Emission): ValuePrinter {
  const { plan, engine, prefix } = emission;
  const input = INPUT_C_TYPE[plan.inputType];
  const names = { p: prefix.lower, P: prefix.upper };
  const floats = plan.inputType === "f32";
  const bits = engine.render("c/bits", names);
  const key = engine.render("c/key", { ...names, nan: plan.missing === "exact" });
  switch (plan.encoding) {
    case "integer": {
      const sets = printSets(emission);
      return {
        functions: sets.functions,
        tables: sets.tables,
        values: "features",
        valuesType: input,
        test: (slot, operand) =>
          sets.test(slot) ?? `features[${plan.slots[slot]!.feature}] <= ${operand}`,
      };
    }
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
      return {
        functions: floats ? [bits, key, text] : [text],
        tables,
        values: "rank",
        valuesType: rankType(plan.slots),
        test: (slot, operand) => `rank[${slot}] <= ${operand}`,
      };
    }
  }
}

/**
 * Branches compare raw bits, which needs no key where the cut's sign is known: `x <= 0.55` is
 * `signed bits <= 0x3f0ccccd`, `x <= -0.55` is `bits >= 0xbf0ccccd`.
 */
function printBits(emission: Emission, bits: string, key: string): ValuePrinter {
  const { plan, engine, prefix } = emission;
  const p = prefix.lower;
  const direct = plan.missing === "finite" && plan.body.layout === "branches";
  const sets = printSets(emission);
  const cuts = plan.slots.filter((slot) => slot.kind === "cuts");
  const anySigned = cuts.some((slot) => slot.cuts.some((cut) => f32Key(cut) >= 0));
  const signed = direct && anySigned ? [engine.render("c/signed-bits", { p })] : [];
  const keys = direct && sets.functions.length === 0 ? [] : [key];
  return {
    functions: [bits, ...signed, ...keys, ...sets.functions],
    tables: sets.tables,
    values: "features",
    valuesType: "float",
    test(slot, operand) {
      const inSet = sets.test(slot);
      if (inSet !== undefined) return inSet;
      const { feature } = plan.slots[slot]!;
      if (!direct)
        return `${keyExpression(emission, plan.slots[slot]!)} <= ${toSignedHex(operand)}`;
      if (operand >= 0) return `${p}_signed_bits(features[${feature}]) <= ${toHex(operand, 8)}`;
      return `${p}_bits(features[${feature}]) >= ${toHex((operand ^ 0x7fffffff) >>> 0, 8)}U`;
    },
  };
}

/** Sets as branches test them: a table of their cuts and a function that searches it. */
function printSets(emission: Emission): {
  readonly tables: readonly string[];
  readonly functions: readonly string[];
  /** C expression that is true inside the slot's set; undefined for cuts. */
  test(slot: number): string | undefined;
} {
  const { plan, engine, prefix } = emission;
  const sets = plan.slots.filter((slot) => slot.kind === "set");
  if (sets.length === 0) return { tables: [], functions: [], test: () => undefined };
  const starts = new Map<Slot, number>();
  let size = 0;
  for (const slot of sets) {
    starts.set(slot, size);
    size += slot.cuts.length;
  }
  const table = printTable(emission, {
    name: "set_cuts",
    type: "i32",
    groups: sets.map((slot) => cutGroup(emission, slot)),
  });
  const most = Math.max(...sets.map((slot) => slot.cuts.length));
  return {
    tables: [`${SETS_COMMENT}\n${table.text}`],
    functions: [
      engine.render("c/in-set", {
        p: prefix.lower,
        indexType: size > 0xffff ? "uint_fast32_t" : "uint_fast16_t",
        steps: String(Math.ceil(Math.log2(most + 1))),
        cutAt: table.at,
        cutEnd: table.end,
      }),
    ],
    test(index) {
      const slot = plan.slots[index]!;
      const start = starts.get(slot);
      if (start === undefined) return undefined;
      const end = start + slot.cuts.length;
      return `${prefix.lower}_in_set(${start}U, ${end}U, ${keyExpression(emission, slot)})`;
    },
  };
}

const SETS_COMMENT = "/* Sets: x is inside where an odd number of a set's cuts lie below it. */";

function cutGroup(emission: Emission, slot: Slot) {
  const floats = emission.plan.inputType === "f32";
  const range = `${toQuantity(slot.cuts[0]!)} to ${toQuantity(slot.cuts.at(-1)!)}`;
  const what = slot.kind === "set" ? "a set, " : "";
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
    isSet: setCondition(slots),
  });
  const inSets = slots.some((slot) => slot.kind === "set")
    ? "\n * A set has rank 0 inside, where an odd number of its cuts lie below x, else 1."
    : "";
  const comment = floats
    ? `/* Where a feature is split: float32 bits, ascending (those of negative numbers so flipped that\n * they order like the numbers). rank(x) = cuts below x, so x <= cut[k] is rank(x) <= k, exactly.${inSets} */`
    : `/* Where a feature is split, ascending. rank(x) = cuts below x, so x <= cut[k] is rank(x) <= k.${inSets} */`;
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
  if (slots.every((slot, i) => slot.feature === i)) return undefined;
  return printTable(emission, {
    name: "slot_feature",
    type: Math.max(...slots.map((slot) => slot.feature)) > 255 ? "u16" : "u8",
    groups: [{ elements: slots.map((slot) => String(slot.feature)) }],
  });
}

/** C condition that the variable `slot` is a set's; sets stand together. "" where there are none. */
function setCondition(slots: readonly Slot[]): string {
  const first = slots.findIndex((slot) => slot.kind === "set");
  const end = slots.findLastIndex((slot) => slot.kind === "set") + 1;
  if (first < 0) return "";
  if (first === 0) return `slot < ${end}U`;
  return end === slots.length ? `slot >= ${first}U` : `slot >= ${first}U && slot < ${end}U`;
}

/** The key of the slot in the C variable `slot`; slots whose NaN lies below all cuts stand last. */
export function slotKey(emission: Emission, features: Table | undefined): string {
  const { plan, prefix } = emission;
  const feature = features ? `${features.at}slot${features.end}` : "slot";
  if (plan.inputType !== "f32") return `features[${feature}]`;
  const x = `${prefix.lower}_key(features[${feature}]`;
  if (plan.missing === "finite") return `${x})`;
  const above = plan.slots.filter((slot) => !isNanBelow(slot)).length;
  if (above === 0) return `${x}, INT32_MIN)`;
  if (above === plan.slots.length) return `${x}, INT32_MAX)`;
  return `${x}, slot < ${above}U ? INT32_MAX : INT32_MIN)`;
}

function featureComment({ source }: Emission, slot: Slot): string {
  const name = toCommentText(source.inputs.features[slot.feature]!.name);
  return slot.nan === "left" ? `${name}, missing left` : name;
}
