import { describe, expect, it } from "vitest";
import { attachScaler, givenBy, readModel, readScaler } from "../src/core/frontends/index.ts";
import { evaluate } from "../src/core/ir/evaluate.ts";
import type { Model } from "../src/core/ir/model.ts";
import {
  type FixtureFacts,
  fixtureNames,
  modelFiles,
  readFacts,
  readFixtureFile,
  readOptionsOf,
  readVectors,
} from "./support/fixtures.ts";
import { disagreements, startingAsTrainer } from "./support/trainer-rows.ts";

const scalerOf = (name: string, file: string) =>
  readScaler({ name: file, bytes: readFixtureFile(name, file) });

function modelOf(name: string, file: string, facts: FixtureFacts): Model {
  const source = { name: file, bytes: readFixtureFile(name, file) };
  const scaler = facts.scaler ? scalerOf(name, facts.scaler) : undefined;
  const read = readModel(source, { ...readOptionsOf(facts), ...(scaler && givenBy(scaler)) });
  const model = scaler ? attachScaler(read, scaler) : read;
  const started = startingAsTrainer(model, facts);
  if (typeof started === "string") throw new Error(started);
  return started;
}

const readable = fixtureNames().filter((name) => readFacts(name).reader !== "later");

describe.each(readable)("%s", (name) => {
  const facts = readFacts(name);
  const vectors = readVectors(name);

  it.each(modelFiles(name, facts))("%s predicts as its trainer did", (file) => {
    const model = modelOf(name, file, facts);
    const found = disagreements(model, (row) => evaluate(model, row), vectors, facts);
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
