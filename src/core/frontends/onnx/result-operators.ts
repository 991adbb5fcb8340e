import {
  argMaxTable,
  BINARY,
  castTable,
  chooseFromTable,
  combineTables,
  encodeTable,
  mapTable,
  tableOf,
  UNARY,
} from "./leaf-tables.ts";
import {
  addMixTail,
  ballotOf,
  belowZero,
  choiceOf,
  chosenLabel,
  mapVerdict,
  meanOfStack,
  normaliserOf,
  shareOf,
  sumOfParts,
  weighted,
  widened,
} from "./mixes.ts";
import { badNode, intOf, intsOf, type OnnxNode, tensorOf } from "./node.ts";
import type { Operator } from "./operator.ts";
import { arithmeticTail, slicedColumn } from "./output-operators.ts";
import { elementType, type Tensor } from "./tensor.ts";
import type { ArithmeticTail, Chosen, LeafTable, Mix, NumberType, Value } from "./values.ts";

type Inputs = readonly (Value | undefined)[];

function some(value: Value | undefined): readonly Value[] | undefined {
  return value && [value];
}

/** The first of several operators that is supported on what it is given. */
function either(...operators: readonly Operator[]): Operator {
  return (node, inputs) => {
    for (const operator of operators) {
      const made = operator(node, inputs);
      if (made) return made;
    }
    return undefined;
  };
}

/** Leaves' numbers, or a constant. */
function sideOf(value: Value | undefined): LeafTable | Tensor | undefined {
  return value?.kind === "constant" ? value.tensor : value?.kind === "table" ? value : undefined;
}

/** Element by element, on what the leaves of one tree give. */
const onLeaves: Operator = (node, [first, second]) => {
  const [a, b] = [sideOf(first), sideOf(second)];
  return a && b ? some(combineTables(node, BINARY[node.operator]!, a, b)) : undefined;
};

const eachLeaf: Operator = (node, [input]) =>
  input?.kind === "table" ? [mapTable(input, UNARY[node.operator]!)] : undefined;

const sum: Operator = (node, inputs) => some(sumOfParts(node, inputs));

const weight: Operator = (node, [a, b]) => {
  const [value, constant] = a?.kind === "constant" ? [b, a] : [a, b];
  if (!value || constant?.kind !== "constant" || value.kind === "mix") return undefined;
  return some(weighted(node, value, constant.tensor));
};

/** Arithmetic of a mix and a constant; of a verdict, whose numbers are whole. */
function tail(kind: ArithmeticTail["kind"]): Operator {
  return (node, [a, b]) => {
    const [value, constant] = a?.kind === "constant" && kind !== "divide" ? [b, a] : [a, b];
    if (constant?.kind !== "constant") return undefined;
    if (value?.kind === "mix") return [withArithmetic(node, kind, value, constant.tensor)];
    const [by] = Array.from(constant.tensor.values);
    if (value?.kind !== "verdict" || constant.tensor.type !== "i64" || by === undefined)
      return undefined;
    if (kind === "multiply") return [mapVerdict(value, (x) => x * by)];
    return kind === "add" ? [mapVerdict(value, (x) => x + by)] : undefined;
  };
}

function withArithmetic(
  node: OnnxNode,
  kind: ArithmeticTail["kind"],
  mix: Mix,
  constant: Tensor,
): Mix {
  const of = { width: mix.width, type: mix.outputType };
  return addMixTail(mix, arithmeticTail(node, kind, of, constant));
}

const onMix =
  (kind: "exp" | "negate"): Operator =>
  (node, [input]) =>
    input?.kind === "mix" ? [addMixTail(input, { kind, at: node.at })] : undefined;

const power: Operator = (node, [base, input]) => {
  const isTwo = base?.kind === "constant" && Array.from(base.tensor.values).every((x) => x === 2);
  if (!isTwo || input?.kind !== "mix") return undefined;
  return [addMixTail(input, { kind: "power", at: node.at })];
};

const cast: Operator = (node, [input]) => {
  const type = elementType(intOf(node, "to", 0), node.at);
  const isNumber = type !== "string" && type !== "u8";
  switch (input?.kind) {
    case "scores":
      if (type === "f64" && input.ensemble.outputType === "f32") return [widened(node, input)];
      return isNumber ? castLeaves(node, tableOf(input), type) : undefined;
    case "table":
      return isNumber ? castLeaves(node, input, type) : undefined;
    case "mix":
      if (type === input.outputType) return [input];
      return type === "f32" && input.tail.length === 0
        ? [{ ...input, outputType: type }]
        : undefined;
    case "chosen":
      return [castChosen(node, input, type)];
    case "verdict":
      return type === "i64" ? [input] : undefined;
    case "normaliser":
      if (input.stage === "sum" && type === "i32") return [{ ...input, stage: "whole" }];
      return input.stage === "is-zero" && type === "f32" ? [input] : undefined;
    case "ballot":
      return undefined;
    default:
      return undefined;
  }
};

function castLeaves(node: OnnxNode, table: LeafTable | undefined, type: NumberType) {
  return table && [castTable(node, table, type)];
}

/** Whole labels go through float32 on their way; others stay what they are. */
function castChosen(node: OnnxNode, chosen: Chosen, type: string): Chosen {
  const isText = chosen.labels.type === "string";
  if (isText && type === "string") return chosen;
  const isExact = chosen.labels.names.every((name) => Math.fround(Number(name)) === Number(name));
  if (!isText && (type === "i64" || type === "i32" || (type === "f32" && isExact))) return chosen;
  return badNode(node, `class labels cast to ${type}`);
}

const argMax: Operator = (node, [input]) => {
  const table = tableOf(input);
  const axis = intOf(node, "axis", 0);
  if (table) return axis === 1 || axis === -1 ? [argMaxTable(table)] : undefined;
  if (input?.kind !== "probabilities" && input?.kind !== "mix") return undefined;
  return some(choiceOf(node, input));
};

const equal: Operator = (_, [a, b]) => {
  if (b?.kind !== "constant") return undefined;
  if (a?.kind === "choice") return some(ballotOf(a, b.tensor));
  const isZero = b.tensor.type === "i32" && Array.from(b.tensor.values).every((x) => x === 0);
  if (a?.kind !== "normaliser" || a.stage !== "whole" || !isZero) return undefined;
  return [{ ...a, stage: "is-zero" }];
};

const where: Operator = (node, [condition, yes, no]) => {
  if (yes?.kind !== "constant" || no?.kind !== "constant") return undefined;
  if (condition?.kind === "table") return [chooseFromTable(node, condition, yes.tensor, no.tensor)];
  const isOne = yes.tensor.values.length === 1 && yes.tensor.values[0] === 1;
  const isNone = no.tensor.values.length === 1 && no.tensor.values[0] === 0;
  return condition?.kind === "ballot" && isOne && isNone ? [condition] : undefined;
};

/** The normaliser, plus one where it is cut to zero. */
const addIsZero: Operator = (_, [a, b]) =>
  a?.kind === "normaliser" && b?.kind === "normaliser" && a.of === b.of && b.stage === "is-zero"
    ? [a]
    : undefined;

const share: Operator = (node, [a, b]) =>
  a?.kind === "mix" && b?.kind === "normaliser" ? some(shareOf(node, a, b)) : undefined;

/** Axes stand among the inputs, or the attributes up to operator set 12. */
function axesOf(node: OnnxNode, axes: Value | undefined): ArrayLike<number> {
  return axes?.kind === "constant" ? axes.tensor.values : intsOf(node, "axes");
}

function tensorOfConstant(value: Value | undefined): Tensor | undefined {
  return value?.kind === "constant" ? value.tensor : undefined;
}

const constantOfShape: Operator = (node, [input]) => {
  const tensor = tensorOf(node, "value");
  // One number stands for all of them.
  return input?.kind === "shape" && tensor ? [{ kind: "constant", tensor }] : undefined;
};

const below: Operator = (_, [input, limit]: Inputs) =>
  input?.kind === "mix" && limit?.kind === "constant"
    ? some(belowZero(input, limit.tensor))
    : undefined;

/** Operators on what was made of the trees' outputs. */
export const RESULT_OPERATORS: Readonly<Record<string, Operator>> = {
  Add: either(onLeaves, addIsZero, tail("add"), sum),
  Sub: onLeaves,
  Mul: either(onLeaves, weight, tail("multiply")),
  Div: either(onLeaves, share, tail("divide")),
  Sum: sum,
  Max: onLeaves,
  Min: onLeaves,
  Greater: onLeaves,
  GreaterOrEqual: onLeaves,
  Less: either(onLeaves, below),
  LessOrEqual: onLeaves,
  Equal: either(onLeaves, equal),
  Log: eachLeaf,
  Neg: either(eachLeaf, onMix("negate")),
  Exp: onMix("exp"),
  Pow: power,
  Cast: cast,
  ArgMax: argMax,
  Where: where,
  LabelEncoder: (node, [input]) =>
    input?.kind === "table" ? [encodeTable(node, input)] : undefined,
  ReduceMean: (node, [input, axes]) =>
    input?.kind === "stack" ? some(meanOfStack(node, input, axesOf(node, axes))) : undefined,
  ReduceSum: (node, [input, axes]) =>
    input?.kind === "mix" ? some(normaliserOf(input, axesOf(node, axes))) : undefined,
  Slice: (_, [input, ...bounds]) =>
    input?.kind === "mix" && slicedColumn(bounds.map(tensorOfConstant)) !== undefined
      ? [{ kind: "mix-column", of: input }]
      : undefined,
  Shape: (_, [input]) => input && [{ kind: "shape" }],
  ConstantOfShape: constantOfShape,
  ArrayFeatureExtractor: (node, [labels, choice]) =>
    labels?.kind === "constant" && choice?.kind === "choice"
      ? some(chosenLabel(node, choice, labels.tensor))
      : undefined,
};
