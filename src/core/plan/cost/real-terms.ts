import { type ClassHead, isLinked, type ScalarOperation } from "../../ir/model.ts";
import { isPower } from "../heads/link-factor.ts";
import type { RealSum } from "../plan.ts";
import { finishesAlike } from "../sums/finish.ts";
import { sumNeeds } from "../sums/sum-needs.ts";
import { comparesOf } from "./compares.ts";
import type { CostInput } from "./input.ts";
import { addends, additionsOf, libraryTerms } from "./library-terms.ts";
import { linearTerms } from "./linear-terms.ts";
import { part, type Quantity, quantity } from "./terms.ts";

/** Calls of products or quotients, and how many a prediction makes. */
interface Calls {
  /** By what, in each place where they stand; undefined where it is no constant. */
  readonly by: readonly (number | undefined)[];
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
  const walks = input.slots.length > 0 || linear;
  const starts = walks ? foldedStarts(input, sum) : [];
  const constants = [...starts, ...(sum.bias ?? []), ...addends(operations)];
  const others = additions + outputs.add > starts.length;
  const multiply = added(finish.multiply, outputs.multiply, {
    by: [...(linear ? [undefined] : []), ...constantsOf(operations, "multiply")],
    passes: 0,
  });
  const clips = operations.some(({ kind }) => kind === "clip");
  const divide = added(finish.divide, outputs.divide, {
    by: constantsOf(operations, "divide"),
    passes: 0,
  });
  return [
    quantity(`sum.${real}`, walks ? 1 : 0, additions),
    part("sum.vector-real", leaves.stride > 1, additions),
    quantity(`start.${real}`, scores, scores),
    part("finish.loop", finish.loop),
    quantity(`${real}.finish`, finish.statements),
    quantity(real, 1),
    quantity(`${real}.add`, 1, additions + finish.add.passes + outputs.add),
    part(`${real}.multiply`, multiply.by.length > 0, multiply.passes),
    part(`${real}.multiply.whole`, isWhole(multiply)),
    part(`${real}.multiply.shared`, multiply.by.length > 1),
    part(`${real}.divide`, divide.by.length > 0, divide.passes),
    part(`${real}.divide.whole`, isWhole(divide)),
    part(`${real}.divide.shared`, divide.by.length > 1),
    part(`${real}.unpack`, multiply.by.length + divide.by.length > 0),
    part(`${real}.both`, multiply.by.length > 0 && divide.by.length > 0),
    part(`${real}.compare`, needs.compares || clips, outputs.compare),
    part(`${real}.widen`, needs.fromFloat, outputs.widen),
    part(`${real}.infinite`, needs.fromFloat || linear),
    part(`${real}.float`, needs.toFloat, outputs.float),
    part(`${real}.distance`, needs.distance, outputs.distance),
    ...libraryTerms(sum.type, {
      ...additionsOf(others ? [...constants, 0] : constants),
      multiply: multiply.by.length > 0,
      divide: divide.by.length > 0,
      ...(clips ? { above: true, below: true } : comparesOf(input)),
    }),
    ...linearTerms(input),
  ];
}

/** The one score of if/else trees is added to in statements: compilers join the first with its start. */
function foldedStarts({ layout, leaves }: CostInput, { base }: RealSum): readonly number[] {
  return layout === "branches" && leaves.stride === 1 && base.length === 1 ? [base[0]!] : [];
}

function constantsOf(
  operations: readonly ScalarOperation[],
  kind: "multiply" | "divide",
): readonly number[] {
  return operations.flatMap((operation) => (operation.kind === kind ? [operation.by] : []));
}

/** Whether compilers keep the whole function, and not just what one short constant needs of it. */
function isWhole({ by }: Calls): boolean {
  return by.length > 1 || by.some((constant) => constant === undefined || hasLowWord(constant));
}

function hasLowWord(x: number): boolean {
  return new DataView(Float64Array.of(x).buffer).getUint32(0, true) !== 0;
}

function added(...calls: readonly Calls[]): Calls {
  return {
    by: calls.flatMap(({ by }) => by),
    passes: calls.reduce((sum, { passes }) => sum + passes, 0),
  };
}

/** As `finishStatements` of the C back-end prints them: in a loop where all scores have the same. */
function finishStatements(sum: RealSum) {
  const { base, divisor, scale, bias } = sum;
  const loop = finishesAlike(sum);
  const callsOf = (constant: (score: number) => number | undefined): Calls => {
    const all = Array.from(base.keys())
      .map(constant)
      .filter((by) => by !== undefined);
    return { by: loop ? all.slice(0, 1) : all, passes: all.length };
  };
  const divide = callsOf((score) => (divisor?.[score] === 1 ? undefined : divisor?.[score]));
  const multiply = callsOf(() => scale);
  const add = callsOf((score) => (Object.is(bias?.[score], -0) ? undefined : bias?.[score]));
  const statements = added(divide, multiply, add).by.length;
  return { divide, multiply, add, statements, loop: loop && statements > 0 };
}

const NEVER: Calls = { by: [], passes: 0 };

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
      const scales = head.links.flatMap(({ kind, scale }) =>
        kind === "identity" ? scale || [] : [],
      );
      const squares = new Array<undefined>(of("signed-square")).fill(undefined);
      return {
        ...none,
        multiply: everyOne([...squares, ...scales]),
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
        multiply: everyOne(all.map(({ weight }) => weight).filter((weight) => weight !== 1)),
        divide: divisor === 1 ? NEVER : { by: [divisor], passes: terms.length },
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
      return { ...none, compare: scoreCompares(head) };
    case "anomaly":
      return { ...none, compare: 1 };
    case "blend": {
      const heads = head.members.map(({ head: own }) => own);
      const compare = heads.reduce((sum, own) => sum + scoreCompares(own), 0);
      const distance = heads.reduce((sum, own) => sum + own.labels.names.length, 0);
      return { ...none, compare, distance: head.how === "soft" ? distance : 0 };
    }
  }
}

function everyOne(by: Calls["by"]): Calls {
  return { by, passes: by.length };
}

function scoreCompares({ decide, labels }: ClassHead): number {
  return decide.kind === "argmax" ? labels.names.length - 1 : 1;
}
