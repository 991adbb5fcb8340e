import { type ClassHead, isLinked, type ScalarOperation } from "../../ir/model.ts";
import { isPower } from "../heads/link-factor.ts";
import type { RealSum } from "../plan.ts";
import { finishesAlike } from "../sums/finish.ts";
import { sumNeeds } from "../sums/sum-needs.ts";
import type { CostInput } from "./input.ts";
import { linearTerms } from "./linear-terms.ts";
import { part, type Quantity, quantity } from "./terms.ts";

/** Calls of products or quotients: in how many places they stand, and how many a prediction makes. */
interface Calls {
  readonly sites: number;
  readonly passes: number;
}

/** What reals of a sum are called for, and how often a prediction calls for it. */
export function realTerms(input: CostInput, sum: RealSum): readonly Quantity[] {
  const { leaves, forest } = input;
  const additions = forest.roots.length * leaves.stride;
  const scores = sum.base.length;
  const needs = sumNeeds(input);
  const real = sum.type === "f32" ? "real32" : "real64";
  const finish = finishStatements(sum);
  const linear = leaves.linear !== undefined;
  const operations = leaves.linear?.columns?.flatMap(({ chain }) => chain) ?? [];
  const outputs = outputCalls(input);
  const multiply = added(finish.multiply, outputs.multiply, {
    sites: (linear ? 1 : 0) + count(operations, "multiply"),
    passes: 0,
  });
  const divide = added(finish.divide, outputs.divide, {
    sites: count(operations, "divide"),
    passes: 0,
  });
  return [
    quantity(`sum.${real}`, 1, additions),
    part("sum.vector-real", leaves.stride > 1, additions),
    quantity(`start.${real}`, scores, scores),
    part("finish.loop", finish.loop),
    quantity("finish.statement", finish.statements),
    quantity(real, 1),
    quantity(`${real}.add`, 1, additions + finish.add.passes + outputs.add),
    part(`${real}.multiply`, multiply.sites > 0, multiply.passes),
    part(`${real}.multiply.shared`, multiply.sites > 1),
    part(`${real}.divide`, divide.sites > 0, divide.passes),
    part(`${real}.divide.shared`, divide.sites > 1),
    part(`${real}.unpack`, multiply.sites + divide.sites > 0),
    part(`${real}.both`, multiply.sites > 0 && divide.sites > 0),
    part(`${real}.compare`, needs.compares || count(operations, "clip") > 0, outputs.compare),
    part(`${real}.widen`, needs.fromFloat, outputs.widen),
    part(`${real}.infinite`, needs.fromFloat || linear),
    part(`${real}.float`, needs.toFloat, outputs.float),
    part(`${real}.distance`, needs.distance, outputs.distance),
    ...(sum.type === "f32" ? libraryTerms({ multiply, divide, compares: needs.compares }) : []),
    ...linearTerms(input),
  ];
}

/** The arithmetic of binary32, which a library adds where the core has none. */
function libraryTerms({
  multiply,
  divide,
  compares,
}: {
  readonly multiply: Calls;
  readonly divide: Calls;
  readonly compares: boolean;
}): readonly Quantity[] {
  return [
    quantity("library32.add", 1),
    part("library32.multiply", multiply.sites > 0),
    part("library32.divide", divide.sites > 0),
    part("library32.compare", compares),
  ];
}

function count(operations: readonly ScalarOperation[], kind: ScalarOperation["kind"]): number {
  return operations.filter((operation) => operation.kind === kind).length;
}

function added(...calls: readonly Calls[]): Calls {
  return {
    sites: calls.reduce((sum, { sites }) => sum + sites, 0),
    passes: calls.reduce((sum, { passes }) => sum + passes, 0),
  };
}

/** As `finishStatements` of the C back-end prints them: in a loop where all scores have the same. */
function finishStatements(sum: RealSum) {
  const { base, divisor, scale, bias } = sum;
  const loop = finishesAlike(sum);
  const callsOf = (isThere: (score: number) => boolean): Calls => {
    const passes = Array.from(base.keys()).filter(isThere).length;
    return { sites: loop ? Math.min(1, passes) : passes, passes };
  };
  const divide = callsOf((score) => divisor !== undefined && divisor[score] !== 1);
  const multiply = callsOf(() => scale !== undefined);
  const add = callsOf((score) => bias !== undefined && !Object.is(bias[score], -0));
  const statements = added(divide, multiply, add).sites;
  return { divide, multiply, add, statements, loop: loop && statements > 0 };
}

const NEVER: Calls = { sites: 0, passes: 0 };

/** What one `predict` takes of the arithmetic of reals after the sums are there. */
function outputCalls({ head }: CostInput) {
  const none = {
    add: 0,
    multiply: NEVER,
    divide: NEVER,
    compare: 0,
    float: 0,
    distance: 0,
    widen: 0,
  };
  switch (head.kind) {
    case "values": {
      const of = (...kinds: readonly string[]) =>
        head.links.filter(({ kind }) => kinds.includes(kind)).length;
      const powers = head.links.filter(isPower).length;
      const scores = head.links.length;
      const scaled = head.links.filter(({ kind, scale }) => kind === "identity" && scale).length;
      return {
        ...none,
        multiply: everyOne(of("signed-square") + scaled),
        compare: powers + of("step") + (head.sorted ? (scores * (scores - 1)) / 2 : 0),
        float: of("identity", "signed-square"),
        distance: powers,
      };
    }
    case "average": {
      const { links, terms, divisor, labels } = head;
      const all = terms.flat();
      const powers = links.filter(isPower).length;
      return {
        add: all.length,
        multiply: everyOne(all.filter(({ weight }) => weight !== 1).length),
        divide: divisor === 1 ? NEVER : { sites: 1, passes: terms.length },
        compare: (labels ? terms.length - 1 : 0) + powers,
        float: labels ? 0 : terms.length,
        distance: powers,
        widen: links.filter(isLinked).length,
      };
    }
    case "choices": {
      const compare = head.choices.reduce((sum, { classes }) => sum + classes.length - 1, 0);
      return { ...none, compare };
    }
    case "classes":
      return { ...none, compare: comparesOf(head) };
    case "anomaly":
      return { ...none, compare: 1 };
    case "blend": {
      const heads = head.members.map(({ head: own }) => own);
      const compare = heads.reduce((sum, own) => sum + comparesOf(own), 0);
      const distance = heads.reduce((sum, own) => sum + own.labels.names.length, 0);
      return { ...none, compare, distance: head.how === "soft" ? distance : 0 };
    }
  }
}

function everyOne(calls: number): Calls {
  return { sites: calls, passes: calls };
}

function comparesOf({ decide, labels }: ClassHead): number {
  return decide.kind === "argmax" ? labels.names.length - 1 : 1;
}
