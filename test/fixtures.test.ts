import { describe, expect, it } from "vitest";
import { readModel } from "../src/core/frontends/index.ts";
import { evaluate } from "../src/core/ir/evaluate.ts";
import type { Head, Model } from "../src/core/ir/model.ts";
import { exponentOf } from "../src/core/math.ts";
import {
  type Exception,
  type FixtureFacts,
  fixtureNames,
  modelFiles,
  readFacts,
  readFixtureFile,
  readVectors,
  type Vectors,
} from "./support/fixtures.ts";

/** Are the numbers the same, or as near as a listed exception says? */
function agree(got: number, expected: number, exception: Exception | undefined): boolean {
  if (Object.is(got, expected)) return true;
  if (!exception) return false;
  const [digits, least] = exception.type === "f32" ? [23, -126] : [52, -1022];
  const ulp = 2 ** (Math.max(exponentOf(expected || Number.MIN_VALUE), least) - digits);
  return Math.abs(got - expected) <= exception.ulps * ulp;
}

function exceptionFor(facts: FixtureFacts, columns: Exception["columns"]): Exception | undefined {
  return facts.exceptions.find((exception) => exception.columns === columns);
}

/** The model with the trainer's own starting scores, so that all after them is compared exactly. */
function startingAsTrainer(model: Model, facts: FixtureFacts): Model {
  const { base: expected } = facts;
  const { predictor } = model;
  if (!expected || !("base" in predictor.combine)) return model;
  const base = predictor.combine.base;
  expect(base.length).toBe(expected.length);
  expected.forEach((value, i) => {
    const near = agree(base[i]!, value, exceptionFor(facts, "base"));
    expect(near, `base ${base[i]}, the trainer's ${value}`).toBe(true);
  });
  const combine = { ...predictor.combine, base: Float64Array.from(expected) };
  return { ...model, predictor: { ...predictor, combine } };
}

function predictionText(head: Head, prediction: number): string | number {
  return head.kind === "classes" ? head.labels.names[prediction]! : prediction;
}

function disagreements(name: string, file: string, facts: FixtureFacts, vectors: Vectors) {
  const options = { referenceDtype: facts.referenceDtype ?? "f64" };
  const read = readModel({ name: file, bytes: readFixtureFile(name, file) }, options);
  const model = startingAsTrainer(read, facts);
  const found: string[] = [];
  const compare = (row: number, columns: "raw" | "p", got: ArrayLike<number>) => {
    const exception = exceptionFor(facts, columns);
    vectors[columns][row]!.forEach((expected, i) => {
      if (agree(got[i]!, expected, exception)) return;
      found.push(`row ${row}: ${columns}${i} is ${got[i]}, the trainer's is ${expected}`);
    });
  };
  vectors.rows.forEach((row, index) => {
    const { raw, probabilities, prediction } = evaluate(model, row);
    compare(index, "raw", raw);
    if (probabilities) compare(index, "p", probabilities);
    const expected = vectors.predictions[index]!;
    const got = predictionText(model.head, prediction);
    if (typeof got === "string" ? got !== expected : !Object.is(got, Number(expected))) {
      found.push(`row ${index}: prediction is ${got}, the trainer's is ${expected}`);
    }
  });
  return { model, found };
}

const readable = fixtureNames().filter((name) => readFacts(name).reader !== "later");

describe.each(readable)("%s", (name) => {
  const facts = readFacts(name);
  const vectors = readVectors(name);

  it.each(modelFiles(name, facts))("%s predicts as its trainer did", (file) => {
    const { model, found } = disagreements(name, file, facts, vectors);
    expect(found.slice(0, 5)).toEqual([]);
    const names = model.inputs.features.map((feature) => feature.name);
    if (model.inputs.named) expect(names).toEqual(vectors.features);
    else expect(names.length).toBe(vectors.features.length);
  });
});

it("has fixtures with rows", () => {
  expect(readable.length).toBeGreaterThan(100);
  for (const name of readable) expect(readVectors(name).rows.length, name).toBeGreaterThan(20);
});
