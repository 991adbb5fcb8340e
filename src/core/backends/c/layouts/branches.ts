import { type BranchTables, MAX_BRANCH_DEPTH } from "../../../plan/layouts/branches.ts";
import type { View } from "../../../render/engine.ts";
import { type Emission, treeTitle } from "../emission.ts";
import type { ValuePrinter } from "../values.ts";
import type { PrintedTrees } from "./trees.ts";

/**
 * One function a tree, nested conditions inside; what lies deeper than 100 levels is a function more.
 * Several trees read through `volatile`: compilers that join them into one function otherwise keep
 * what one tree asked for the next and copy code to have it: 44 % more of it for 22 % fewer
 * instructions in diabetes_gbr, and no estimate of it holds (gcc 12 at -Os, Cortex-M4).
 */
export function printBranches(
  emission: Emission,
  tables: BranchTables,
  printer: ValuePrinter,
): PrintedTrees {
  const { engine, prefix, plan } = emission;
  const functions: View[] = [];
  const apart = tables.trees > 1;
  const payloadType =
    plan.leaves.maxPayload > 0xffff
      ? "uint32_t"
      : plan.leaves.maxPayload > 0xff
        ? "uint16_t"
        : "uint8_t";

  function printFunction(root: number, name: string, comment: string): void {
    // Parts are declared before the function that calls them.
    const node = viewNode(root, 0, name);
    functions.push({
      name,
      comment,
      node,
      payloadType,
      valuesType: apart ? `volatile ${printer.valuesType}` : printer.valuesType,
      values: printer.values,
      unused: tables.isLeaf[root] === 1,
    });
  }

  function viewNode(node: number, depth: number, name: string): View {
    if (tables.isLeaf[node]) return { leaf: true, payload: payloadText(tables.payload[node]!) };
    if (depth >= MAX_BRANCH_DEPTH) {
      const part = `${name}_n${node}`;
      printFunction(node, part, `below depth ${depth} of ${name}`);
      return { leaf: true, payload: `${part}(${printer.values})` };
    }
    return {
      leaf: false,
      test: printer.test(tables.slot[node]!, tables.operand[node]!),
      left: viewNode(tables.left[node]!, depth + 1, name),
      right: viewNode(tables.right[node]!, depth + 1, name),
    };
  }

  const calls = Array.from(tables.roots, (root, tree) => {
    const name = `${prefix.lower}_tree_${tree}`;
    const end = tables.roots[tree + 1] ?? tables.isLeaf.length;
    printFunction(root, name, treeTitle(emission, tree, end - root));
    return `${name}(${printer.values})`;
  });
  const marked = functions.map((view, i) => ({ ...view, last: i === functions.length - 1 }));
  return {
    tables: [],
    functions: [engine.render("c/layouts/branches", { apart, functions: marked })],
    loop: { packed: false, indexBits: "", sizeAt: "", sizeEnd: "", calls },
  };
}

function payloadText(payload: number): string {
  return payload > 0xffff ? `${payload}U` : String(payload);
}
