import type { PickleValue } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, Column } from "../../ir/model.ts";
import type { ReadOptions } from "../frontend.ts";
import {
  ADVICE,
  ESTIMATORS,
  type EstimatorOptions,
  estimatorReader,
  type Read,
} from "./estimators.ts";
import { type Fitted, widthOf } from "./fitted.ts";
import { type Flow, inputFlow, numeric } from "./flow.ts";
import { failMember, type Member } from "./members.ts";
import { nearName } from "./near-name.ts";
import {
  checkWidth,
  deeper,
  flatSteps,
  transformed,
  transformerReader,
  type Within,
} from "./pipeline.ts";
import { TRANSFORMERS } from "./transformers.ts";

/** What reading an estimator takes, wherever it stands. */
interface Reading {
  readonly options: ReadOptions;
  readonly problems: Problems;
  readonly within: Within;
  /** Dtype of what the first step is given; absent: that of the reference. */
  readonly given?: Pick<Flow, "type" | "sparse">;
}

/**
 * An estimator behind its transformers: what its trees read is said in the columns that the first
 * of the steps is given.
 */
export function readPipeline(steps: readonly Fitted[], on: Reading): Member {
  const fitted = steps.at(-1);
  if (!fitted) fail("sklearn/not-an-estimator", { what: "a Pipeline without steps" });
  const read = estimatorReader(fitted) ?? failUnsupported(fitted);
  const { options, problems, within } = on;
  // Before its width: SelectFromModel, for one, has none of its own.
  if (steps.length > 1) transformerReader(steps[0]!);
  const width = widthOf(steps[0]!);
  const { type, sparse } = on.given ?? {
    type: options.referenceDtype,
    sparse: options.sparse ?? false,
  };
  const flow = { ...inputFlow(width, type), sparse };
  const given = transformed(steps.slice(0, -1), flow, within);
  const columns = given.columns.map(numeric);
  checkWidth(fitted, columns.length);
  const member = (value: PickleValue | undefined, path: string): Member => {
    const inside: Within = { ...deeper(within, path), texts: new Map() };
    const inner = flatSteps(value ?? null, path, inside);
    const last = inner.at(-1);
    if (last && !estimatorReader(last)) failMember(fitted, last, MEMBER_ADVICE);
    const read = readPipeline(inner, { ...on, within: inside, given });
    const named = read.inputs?.some(({ categories }) => categories);
    if (inside.texts.size > 0 || named) failTexts(fitted, path);
    spendNodes(within, read.predictor.nodes.kind.length, path);
    return read;
  };
  const encode: EstimatorOptions["encode"] = (transformer, path, chosen) => {
    const inside: Within = { ...deeper(within, path), texts: new Map() };
    const row = chosen.map((from) => ({ from, chain: [] }));
    const steps = flatSteps(transformer, path, inside);
    const coded = transformed(steps, { ...given, columns: row }, inside);
    for (const [column, list] of inside.texts) {
      const { from, chain } = columns[column]!;
      if (chain.length > 0 || within.texts.has(from)) failText(fitted, path);
      within.texts.set(from, list);
    }
    return coded.columns.map(numeric);
  };
  const once = (tree: PickleValue, path: string) => readOnce(within, tree, path);
  const own = read(fitted, problems, { ...options, sparse: given.sparse, member, encode, once });
  for (const note of own.notes ?? []) within.shared.notes.add(note);
  const seen = (own.columns ?? inPlace(own, columns.length)).map(({ from, chain }): Column => {
    const before = columns[from]!;
    return { from: before.from, chain: [...before.chain, ...chain] };
  });
  return { ...own, fitted, columns: seen, width };
}

/** More than a device holds, and than a reader should be made to add up. */
const MAX_MEMBER_NODES = 2 ** 24;

function spendNodes({ shared }: Within, nodes: number, at: string): void {
  shared.nodes += nodes;
  if (shared.nodes <= MAX_MEMBER_NODES) return;
  const facts = { what: "nodes of members", count: shared.nodes, limit: MAX_MEMBER_NODES };
  fail("model/too-many", facts, { at });
}

function readOnce({ shared: { trees } }: Within, tree: PickleValue, at: string): void {
  if (trees.has(tree)) {
    const found = "one that stands elsewhere too";
    fail("sklearn/bad-attribute", { attribute: "the tree", found, expected: "its own" }, { at });
  }
  trees.add(tree);
}

const MEMBER_ADVICE = "train it with members that mlc reads there: decision trees, for one";

/** The columns where they stand. Most trees round them to float32 once, after the transformers. */
function inPlace({ input = "f32", first = [] }: Read, width: number): readonly Column[] {
  const cast: Chain = input === "f64" ? [] : [{ kind: "cast", type: input }];
  return Array.from({ length: width }, (_, from) => ({ from, chain: [...cast, ...first] }));
}

/** A member's inputs are not those of the model, so it cannot say which of these hold text. */
function failTexts({ className }: Fitted, path: string): never {
  fail(
    "sklearn/unsupported-option",
    {
      what: `text or named categories inside a member of ${className}`,
      advice: `put the encoder before it: make_pipeline(ColumnTransformer(...), ${className}(...))`,
    },
    { at: path },
  );
}

function failText({ className }: Fitted, path: string): never {
  fail(
    "sklearn/unsupported-option",
    {
      what: `text that a transformer gives to the categories of ${className}`,
      advice: "give the model the column as it is in the data",
    },
    { at: path },
  );
}

function failUnsupported({ className, qualifiedName, path }: Fitted): never {
  const supported = [...ESTIMATORS.keys()];
  const named = path === "" ? qualifiedName : className;
  const scaler = TRANSFORMERS.has(className);
  const advice = scaler
    ? "this is a scaler: give the model, and this file with --scaler"
    : (ADVICE.find(([pattern]) => pattern.test(named))?.[1] ??
      "train one of the supported estimators on the same data");
  const near = scaler ? "" : nearName(className, supported);
  const facts = { estimator: className, near, supported, advice };
  fail("sklearn/unsupported-estimator", facts, { at: path });
}
