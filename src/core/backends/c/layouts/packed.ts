import { largest } from "../../../math.ts";
import type { SetTables } from "../../../plan/encodings/sets.ts";
import { bitsFor, isSlotted, type PackedTables } from "../../../plan/layouts/packed.ts";
import { toFloatLiteral, toHex, toSignedHex } from "../../../text/numbers.ts";
import { type Emission, treeTitle } from "../emission.ts";
import { counterBits, printTable } from "../table.ts";
import { slotFeatures, slotKey, type ValuePrinter } from "../values.ts";
import type { PrintedTrees } from "./trees.ts";

/** The node table, its walker, and the loop over trees. */
export function printPacked(
  emission: Emission,
  tables: PackedTables,
  printer: ValuePrinter,
): PrintedTrees {
  const { engine, prefix, plan } = emission;
  const { wordBits, rightBits, cutBits } = tables;
  const digits = wordBits / 4;
  const nodes = printTable(emission, {
    name: "nodes",
    type: wordBits === 16 ? "u16" : "u32",
    groups: Array.from(tables.sizes, (size, tree) => ({
      comment: treeTitle(emission, tree, size),
      elements: Array.from(
        tables.words.subarray(tables.starts[tree], tables.starts[tree]! + size),
        (word) => toHex(word, digits),
      ),
    })),
  });
  const sizes = printTable(emission, {
    name: "tree_size",
    type: sizeType(largest(tables.sizes)),
    groups: [{ elements: Array.from(tables.sizes, String) }],
  });
  const pairs = tables.test === "pair" ? printPairs(emission, tables) : undefined;
  const indexBits = tables.words.length > 0xffff ? "32" : "16";
  const rank = tables.test === "rank";
  const sets = tables.sets && printSetRows(emission, tables.sets);
  const walker = engine.render("c/layouts/packed", {
    p: prefix.lower,
    at: nodes.at,
    end: nodes.end,
    valuesType: printer.valuesType,
    values: printer.values,
    indexBits,
    maxDepth: String(tables.maxDepth),
    leafFlag: `${toHex(2 ** (wordBits - 1), digits)}U`,
    payloadMask: `${toHex(2 ** (wordBits - 1) - 1, digits)}U`,
    rightBits: String(rightBits),
    rightMask: `${toHex(2 ** rightBits - 1, 1)}U`,
    rank,
    slotBits: counterBits(pairs ? 0 : plan.slots.length),
    ownerBits: pairs?.ownerBits ?? "8",
    slotShift: String(rightBits + cutBits),
    cutMask: `${toHex(2 ** cutBits - 1, 1)}U`,
    pairBits: tables.pairSlot.length > 0xffff ? "32" : "16",
    slotted: pairs?.slotted ?? false,
    pairAt: pairs?.at ?? "",
    pairEnd: pairs?.end ?? "",
    cutType: pairs?.cutType ?? "",
    pairCut: pairs?.cut ?? "",
    goesLeft: pairs?.goesLeft ?? "",
    rankTest: sets?.test ?? "rank[slot] <= cut",
  });
  return {
    tables: [
      ...(pairs?.tables ?? []),
      ...(sets?.tables ?? []),
      `${nodeComment(emission, tables)}\n${nodes.text}`,
      `/* Words a tree. */\n${sizes.text}`,
    ],
    functions: [walker],
    loop: {
      packed: true,
      indexBits,
      sizeAt: sizes.at,
      sizeEnd: sizes.end,
      calls: [],
    },
  };
}

function nodeComment(
  { plan }: Emission,
  { test, rightBits, cutBits, wordBits, sets }: PackedTables,
): string {
  const top = wordBits - 1;
  const payload = plan.leaves.kind === "inline" ? "what the leaf adds" : "row of the leaf table";
  const cut = rightBits + cutBits;
  const test_ =
    test === "rank"
      ? `slot: bits ${top - 1}..${cut}; cut: bits ${cut - 1}..${rightBits}; left if rank[slot] <= cut${sets ? `,\n *                 from slot ${sets.firstSlot} on if set \`cut\` of the slot has the rank` : ""}`
      : `pair: bits ${top - 1}..${rightBits}; left if pair's feature <= pair's cut`;
  return [
    `/* One word a node, in preorder: a split's left child is the next word.`,
    ` *   bit ${top} set    leaf; the other bits: ${payload}`,
    ` *   bit ${top} clear  split; ${test_},`,
    ` *                 else as many words on as bits ${rightBits - 1}..0 say */`,
  ].join("\n");
}

/** Where a set slot's rows start and how long they are, and the test on `slot` and `cut`. */
function printSetRows(emission: Emission, { firstSlot, starts, rowBytes }: SetTables) {
  const table = (name: string, values: Uint32Array) =>
    printTable(emission, {
      name,
      type: sizeType(largest(values)),
      groups: [{ elements: Array.from(values, String) }],
    });
  const start = table("set_start", starts);
  const bytes = table("set_bytes", rowBytes);
  const own = firstSlot === 0 ? "slot" : `slot - ${firstSlot}U`;
  const row = `${start.at}${own}${start.end} + cut * ${bytes.at}${own}${bytes.end}`;
  const inSet = `${emission.prefix.lower}_in_set(${row}, rank[slot])`;
  return {
    tables: [
      `/* The byte at which the sets of a slot start, and bytes a set. */\n${start.text}`,
      bytes.text,
    ],
    test: firstSlot === 0 ? inSet : `(slot < ${firstSlot}U ? rank[slot] <= cut : ${inSet})`,
  };
}

function printPairs(emission: Emission, tables: PackedTables) {
  const { plan, prefix } = emission;
  const floatBits = plan.encoding === "bits";
  const literals = Array.from(tables.pairOperand, (operand) => {
    if (plan.encoding === "float") return toFloatLiteral(operand);
    return floatBits ? toSignedHex(operand) : String(operand);
  });
  const cuts = printTable(emission, {
    name: "pair_cut",
    type: plan.encoding === "float" ? "f32" : "i32",
    groups: [{ elements: literals }],
  });
  // A pair names its slot where NaN directions differ, else the feature itself.
  const slotted = isSlotted(plan.slots);
  const owner = Array.from(tables.pairSlot, (slot) => (slotted ? slot : plan.slots[slot]!.feature));
  const owners = printTable(emission, {
    name: slotted ? "pair_slot" : "pair_feature",
    type: largest(owner, 0) > 255 ? "u16" : "u8",
    groups: [{ elements: owner.map(String) }],
  });
  const features = slotted ? slotFeatures(emission) : undefined;
  return {
    tables: [
      `/* What splits compare: pairs of feature and cut${floatBits ? " (float32 bits, flipped where negative)" : ""}. */\n${owners.text}`,
      cuts.text,
      ...(features ? [features.text] : []),
    ],
    at: owners.at,
    end: owners.end,
    slotted,
    ownerBits: counterBits(largest(owner, 0)),
    cutType: plan.encoding === "float" ? "float" : "int32_t",
    cut: `${cuts.at}pair${cuts.end}`,
    goesLeft: goesLeft(),
  };

  /** The test on the C variables `feature` or `slot`, and `cut`. */
  function goesLeft(): string {
    const p = prefix.lower;
    if (plan.encoding === "integer") return "features[feature] <= cut";
    if (plan.encoding === "float") return `${p}_at_most(features[feature], cut)`;
    if (slotted) return `${slotKey(emission, features)} <= cut`;
    const nan = { none: "", left: ", INT32_MIN", right: ", INT32_MAX" }[plan.slots[0]!.nan];
    return `${p}_key(features[feature]${nan}) <= cut`;
  }
}

function sizeType(most: number): "u8" | "u16" | "u32" {
  return bitsFor(most) <= 8 ? "u8" : bitsFor(most) <= 16 ? "u16" : "u32";
}
