import type { PickleValue } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, Column } from "../../ir/model.ts";
import type { ReadOptions } from "../frontend.ts";
import { inputColumns } from "./columns.ts";
import { ADVICE, ESTIMATORS, estimatorReader, type Read } from "./estimators.ts";
import { type Fitted, widthOf } from "./fitted.ts";
import type { Member } from "./members.ts";
import { nearName } from "./near-name.ts";
import { checkWidth, deeper, flatSteps, transformed, type Within } from "./pipeline.ts";
import { TRANSFORMERS } from "./transformers.ts";

/** What reading an estimator takes, wherever it stands. */
interface Reading {
  readonly options: ReadOptions;
  readonly problems: Problems;
  readonly within: Within;
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
  const width = widthOf(steps[0]!);
  const flow = { columns: inputColumns(width), type: options.referenceDtype };
  const given = transformed(steps.slice(0, -1), flow, within);
  checkWidth(fitted, given.length);
  const member = (value: PickleValue | undefined, path: string): Member => {
    const inside = { ...on, within: deeper(within, path) };
    return readPipeline(flatSteps(value ?? null, path, inside.within), inside);
  };
  const own = read(fitted, problems, { ...options, member });
  const columns = (own.columns ?? inPlace(own, given.length)).map(({ from, chain }): Column => {
    const before = given[from]!;
    return { from: before.source, chain: [...before.chain, ...chain] };
  });
  return { ...own, fitted, columns };
}

/** The columns where they stand. Most trees round them to float32 once, after the transformers. */
function inPlace({ input = "f32", first = [] }: Read, width: number): readonly Column[] {
  const cast: Chain = input === "f64" ? [] : [{ kind: "cast", type: input }];
  return Array.from({ length: width }, (_, from) => ({ from, chain: [...cast, ...first] }));
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
