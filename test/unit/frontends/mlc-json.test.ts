import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toModelJson } from "../../../src/core/frontends/mlc-json/write.ts";
import type {
  Head,
  Model,
  Origin,
  ScalarOperation,
  ValueLink,
} from "../../../src/core/ir/model.ts";
import type { FloatType } from "../../../src/core/ir/number-type.ts";
import { ForestBuilder } from "../../../src/core/ir/predictors/forest/build.ts";
import type { Combine, Forest } from "../../../src/core/ir/predictors/forest/forest.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { settings } from "../../support/property.ts";
import {
  bytesOf,
  changed,
  faultsOf,
  read,
  surviveByteMutations,
  surviveStructureMutations,
} from "./reading.ts";

const schemaFile = new URL("../../../docs/schema/model.schema.json", import.meta.url);
const matchesSchema = new Ajv2020({ strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(schemaFile, "utf8")),
);

/** As a person would write it: nothing that has a default. */
const handWritten = {
  format: "mlc-model",
  version: 1,
  inputs: { features: [{ name: "rms" }, { name: "temp", range: [-40, 85.5] }] },
  steps: [
    {
      kind: "map",
      columns: [
        {
          from: 0,
          chain: [
            { kind: "subtract", by: 1.5, type: "f64" },
            { kind: "divide", by: 0.25, type: "f64" },
            { kind: "cast", type: "f32" },
          ],
        },
        { from: 1, chain: [{ kind: "clip", low: 0, high: "Infinity", type: "f64" }] },
      ],
    },
  ],
  predictor: {
    kind: "forest",
    scores: 1,
    combine: { kind: "sum", accumulator: "f64", base: ["-0"] },
    trees: [
      {
        nodes: [
          {
            feature: 0,
            compare: "le",
            threshold: 0.5,
            type: "f32",
            missing: "left",
            left: 2,
            right: 1,
          },
          { leaf: [1.5], samples: 3 },
          { leaf: [-0.5] },
        ],
      },
      { nodes: [{ leaf: [0.125] }] },
    ],
  },
  head: {
    kind: "classes",
    labels: { type: "string", names: ["ok", "worn"] },
    link: "sigmoid",
    type: "f64",
    decide: { kind: "threshold", compare: "gt", value: 0 },
  },
};

const name = fc.string({ unit: "binary", maxLength: 8 });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const type = fc.constantFrom("f32" as const, "f64" as const);
const factor = finite.filter((x) => x !== 0);

/** Distinct also where a zero has a sign. */
const edges = fc
  .uniqueArray(fc.double({ noNaN: true }), { maxLength: 5, comparator: (a, b) => a === b })
  .map((list) => list.toSorted((a, b) => a - b));

const lookup = edges.chain((list) =>
  fc.record({
    kind: fc.constant("lookup" as const),
    edges: fc.constant(list),
    values: fc.array(fc.option(fc.double()), {
      minLength: list.length + 1,
      maxLength: list.length + 1,
    }),
    missing: fc.option(fc.double()),
  }),
);

const operation: fc.Arbitrary<ScalarOperation> = fc.oneof(
  lookup,
  fc.record({ kind: fc.constantFrom("add" as const, "subtract" as const), by: finite, type }),
  fc.record({ kind: fc.constantFrom("multiply" as const, "divide" as const), by: factor, type }),
  fc.record({ kind: fc.constant("cast" as const), type }),
  fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }), type).map(([a, b, t]) => ({
    kind: "clip" as const,
    low: Math.min(a, b),
    high: Math.max(a, b),
    type: t,
  })),
);

interface Shape {
  readonly combine: Combine;
  readonly scores: number;
  readonly stride: number;
  readonly leaf: fc.Arbitrary<number>;
}

const perScore = (item: fc.Arbitrary<number>, scores: number) =>
  fc.array(item, { minLength: scores, maxLength: scores }).map((list) => Float64Array.from(list));

const shape: fc.Arbitrary<Shape> = fc
  .record({
    scores: fc.integer({ min: 1, max: 4 }),
    single: fc.boolean(),
    accumulator: fc.oneof(type, fc.constant("mixed" as const)),
  })
  .chain(({ scores, single, accumulator }) => {
    const leaf = accumulator === "f64" ? finite : float;
    const stride = single ? 1 : scores;
    return fc.oneof(
      fc
        .record(
          {
            base: perScore(leaf, scores),
            divisor: perScore(fc.double({ min: 0.5, max: 9, noNaN: true }), scores),
            scale: finite,
            bias: perScore(leaf, scores),
          },
          { requiredKeys: ["base"] },
        )
        .map((lists): Shape => {
          const types = Array.from(
            { length: scores },
            (_, i): FloatType => (i % 2 === 0 ? "f32" : "f64"),
          );
          const of = accumulator === "mixed" ? types : accumulator;
          const combine = { kind: "sum" as const, accumulator: of, ...lists };
          return { combine, scores, stride, leaf };
        }),
      fc.constant<Shape>({ combine: { kind: "median" }, scores: 1, stride: 1, leaf: finite }),
      fc.constant<Shape>({
        combine: { kind: "vote", ties: "first-to-reach" },
        scores,
        stride: 1,
        leaf: fc.nat(scores - 1),
      }),
    );
  });

const direction = fc.constantFrom("left" as const, "right" as const);
const number = fc.double({ noNaN: true });
const samples = fc.option(fc.oneof(fc.nat(), finite.map(Math.abs)), { nil: -1 });

/** What a tree is grown from: each node takes the next entry, over and over. */
const material = ({ stride, leaf, combine, scores }: Shape, width: number) =>
  fc.record({
    isLeaf: fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
    splits: fc.array(
      fc.record({
        feature: fc.nat(width - 1),
        at: fc.oneof(
          fc.record({ type: fc.constant("f32" as const), threshold: fc.float({ noNaN: true }) }),
          fc.record({ type: fc.constant("f64" as const), threshold: number }),
        ),
        compare: fc.constantFrom("lt" as const, "le" as const),
        edges: fc.option(edges),
        missing: direction,
        samples,
      }),
      { minLength: 1, maxLength: 12 },
    ),
    leaves: fc.array(fc.tuple(fc.array(leaf, { minLength: stride, maxLength: stride }), samples), {
      minLength: 1,
      maxLength: 12,
    }),
    firstScores: fc.array(fc.nat("base" in combine ? scores - stride : 0), {
      minLength: 1,
      maxLength: 4,
    }),
  });

type Material = ReturnType<typeof material> extends fc.Arbitrary<infer M> ? M : never;

function forestOf({ combine, scores, stride }: Shape, from: Material): Forest {
  const builder = new ForestBuilder(stride);
  let turn = 0;
  const next = <T>(items: readonly T[]): T => items[turn++ % items.length]!;
  const grow = (depth: number) => {
    if (depth === 0 || next(from.isLeaf)) {
      builder.leaf(...next(from.leaves));
      return;
    }
    const { at, compare, edges, ...test } = next(from.splits);
    if (edges) builder.splitSet({ ...test, type: "f64", edges });
    else builder.split({ ...test, compare, ...at });
    grow(depth - 1);
    grow(depth - 1);
  };
  for (const first of from.firstScores) {
    builder.beginTree(first);
    grow(4);
  }
  return builder.finish(scores, combine);
}

const link: fc.Arbitrary<ValueLink> = fc.oneof(
  fc.record(
    {
      kind: fc.constantFrom("identity" as const, "exp" as const, "signed-square" as const),
      scale: fc.constant(2),
    },
    { requiredKeys: ["kind"] },
  ),
  fc.record({
    kind: fc.constant("step" as const),
    limit: fc.record({ compare: fc.constantFrom("ge" as const, "gt" as const), value: number }),
  }),
);

function headFor({ combine, scores }: Shape): fc.Arbitrary<Head> {
  const isVote = combine.kind === "vote";
  const isBinary = scores === 1 && !isVote;
  const count = isBinary ? 2 : scores;
  const classes = fc.record({
    kind: fc.constant("classes" as const),
    labels: fc.record({
      type: fc.constantFrom("string" as const, "integer" as const),
      names: fc.array(name, { minLength: count, maxLength: count }),
    }),
    link: isBinary
      ? fc.constantFrom("sigmoid" as const, "complement" as const)
      : fc.constantFrom("identity" as const, "softmax" as const, "sigmoids" as const),
    type,
    decide: isBinary
      ? number.map((value) => ({ kind: "threshold" as const, compare: "ge" as const, value }))
      : fc.constant({ kind: isVote ? ("winner" as const) : ("argmax" as const) }),
  });
  const scaled = classes.map((head) =>
    head.link === "sigmoid" || head.link === "sigmoids" ? { ...head, linkScale: 1.5 } : head,
  );
  const values = fc.record({
    kind: fc.constant("values" as const),
    type,
    links: fc.array(link, { minLength: scores, maxLength: scores }),
    ...(scores > 1 ? { sorted: fc.constant(true as const) } : {}),
  });
  const anomaly = fc.record({
    kind: fc.constant("anomaly" as const),
    type: fc.constantFrom("f32" as const, "f64" as const),
    normalFrom: number,
    divisor: fc.double({ min: 0.5, max: 9, noNaN: true }),
    offset: finite,
  });
  if (isVote) return classes;
  const divided = classes.map((head) =>
    head.link === "softmax" && head.type === "f64" ? { ...head, linkDivisor: 3 } : head,
  );
  return fc.oneof(values, scaled, divided, blendFor(scores), ...(isBinary ? [anomaly] : []));
}

/** Of members with one score each, and for `soft` with classes of their own. */
function blendFor(scores: number): fc.Arbitrary<Head> {
  const divisor = fc.double({ min: 0.5, max: 9, noNaN: true });
  const type = scores % 2 === 0 ? "f32" : "f64";
  const weights = fc.array(fc.option(finite, { nil: undefined }), {
    minLength: scores,
    maxLength: scores,
  });
  const places = (list: readonly (number | undefined)[]) =>
    list.map((weight, firstScore) => ({ firstScore, ...(weight === undefined ? {} : { weight }) }));
  const average = fc.tuple(weights, divisor).map(([list, by]): Head => {
    const head = { kind: "values", type: "f64", links: [{ kind: "exp" }] } as const;
    const members = places(list).map((place) => ({ ...place, head }));
    return { kind: "blend", how: "average", type, members, divisor: by };
  });
  const labels = { type: "string", names: ["a", "b"] } as const;
  const decide = { kind: "threshold", compare: "gt", value: 0 } as const;
  const head = { kind: "classes", labels, link: "sigmoid", type: "f64", decide } as const;
  const soft = fc.tuple(weights, divisor, fc.boolean()).map(([list, by, fewer]): Head => {
    const names = fewer ? ["a", "b", "c"] : ["a", "b"];
    const classes = fewer ? { classes: [2, 0] } : {};
    const members = places(list).map((place) => ({ ...place, head, ...classes }));
    const blend = { kind: "blend", labels: { type: "string", names }, members } as const;
    return by > 4 ? { ...blend, how: "hard", type } : { ...blend, how: "soft", type, divisor: by };
  });
  return fc.oneof(average, soft);
}

const range = fc
  .tuple(number, number)
  .map(([a, b]): readonly [number, number] => (a <= b ? [a, b] : [b, a]));

const origin: fc.Arbitrary<Origin> = fc.record(
  {
    library: name,
    version: name,
    estimator: name,
    transformers: fc.array(name, { maxLength: 3 }),
    name,
    file: name,
    sha256: name,
    notes: fc.array(name, { maxLength: 3 }),
  },
  { requiredKeys: ["library", "version", "estimator", "transformers", "file", "sha256", "notes"] },
);

const model: fc.Arbitrary<Model> = fc
  .tuple(shape, fc.uniqueArray(name, { minLength: 1, maxLength: 4 }))
  .chain(([made, names]) => {
    const width = names.length;
    const column = fc.record({
      from: fc.nat(width - 1),
      chain: fc.array(operation, { maxLength: 3 }),
    });
    const columns = fc.array(column, { minLength: width, maxLength: width });
    return fc.record({
      origin,
      inputs: fc.record({
        features: fc
          .array(fc.option(range), { minLength: width, maxLength: width })
          .map((ranges) =>
            ranges.map((each, i) =>
              each ? { name: names[i]!, range: each } : { name: names[i]! },
            ),
          ),
        named: fc.boolean(),
        domain: fc.constantFrom<Model["inputs"]["domain"][]>("f64", "f32", "i16", "u8"),
        mayBeMissing: fc.boolean(),
        training: fc.record({ seen: fc.constantFrom("no", "yes", "unknown"), because: name }),
      }),
      steps: fc.array(fc.record({ kind: fc.constant("map" as const), columns }), { maxLength: 2 }),
      predictor: material(made, width).map((from) => forestOf(made, from)),
      head: headFor(made),
    });
  });

describe("mlc-json: writing and reading", () => {
  it("reads back every model to the same bits, the same bytes, within the schema", () => {
    fc.assert(
      fc.property(model, (each) => {
        verifyModel(each);
        const text = toModelJson(each);
        expect(read(text)).toEqual(each);
        expect(toModelJson(read(text))).toBe(text);
        expect(matchesSchema(JSON.parse(text)), JSON.stringify(matchesSchema.errors)).toBe(true);
      }),
      settings(300),
    );
  });

  it("writes one feature, chain and node a line", () => {
    expect(toModelJson(read(handWritten)).split("\n").slice(15)).toEqual([
      '    "mayBeMissing": true,',
      '    "training": { "seen": "unknown", "because": "the model file does not say" },',
      '    "features": [',
      '      { "name": "rms" },',
      '      { "name": "temp", "range": [-40, 85.5] }',
      "    ]",
      "  },",
      '  "steps": [',
      '    { "kind": "map", "columns": [',
      '      { "from": 0, "chain": [{ "kind": "subtract", "by": 1.5, "type": "f64" }, { "kind": "divide", "by": 0.25, "type": "f64" }, { "kind": "cast", "type": "f32" }] },',
      '      { "from": 1, "chain": [{ "kind": "clip", "low": 0, "high": "Infinity", "type": "f64" }] }',
      "    ] }",
      "  ],",
      '  "predictor": {',
      '    "kind": "forest",',
      '    "scores": 1,',
      '    "combine": { "kind": "sum", "accumulator": "f64", "base": ["-0"] },',
      '    "trees": [',
      '      { "firstScore": 0, "nodes": [',
      '        { "node": 0, "feature": 0, "compare": "le", "threshold": 0.5, "type": "f32", "missing": "left", "left": 1, "right": 2 },',
      '        { "node": 1, "leaf": [-0.5] },',
      '        { "node": 2, "leaf": [1.5], "samples": 3 }',
      "      ] },",
      '      { "firstScore": 0, "nodes": [',
      '        { "node": 0, "leaf": [0.125] }',
      "      ] }",
      "    ]",
      "  },",
      '  "head": { "kind": "classes", "labels": { "type": "string", "names": ["ok", "worn"] }, "link": "sigmoid", "type": "f64", "decide": { "kind": "threshold", "compare": "gt", "value": 0 } }',
      "}",
      "",
    ]);
  });

  it("fills in what a hand-written file leaves out", () => {
    expect(matchesSchema(handWritten), JSON.stringify(matchesSchema.errors)).toBe(true);
    const model = read(handWritten);
    expect(model.origin).toMatchObject({ library: "mlc model JSON", file: "model.json" });
    expect(model.inputs).toMatchObject({ named: true, domain: "f64", mayBeMissing: true });
  });

  it("reads the example of the documentation", () => {
    const page = new URL("../../../docs/formats/model-json.md", import.meta.url);
    const example = /```json\n(.*?)```/s.exec(readFileSync(page, "utf8"))![1]!;
    expect(matchesSchema(JSON.parse(example)), JSON.stringify(matchesSchema.errors)).toBe(true);
    expect(read(example).predictor.nodes.kind).toHaveLength(3);
  });

  it.each([
    ["predictor.trees[0].nodes[1].leaf", "1.5"],
    ["predictor.trees[0].nodes[0].threshold", "nan"],
    ["head.link", "probit"],
    ["steps[0].columns[0].chain[0].by", undefined],
    ["inputs.features", []],
    ["extra", 1],
  ])("the schema refuses %s = %j", (path, value) => {
    expect(matchesSchema(changed(handWritten, path, value))).toBe(false);
  });
});

/** A blend of the one classifier, its member changed. */
function blendOf(member: object) {
  const { head } = handWritten;
  const members = [{ firstScore: 0, head, ...member }];
  return { kind: "blend", how: "soft", type: "f64", labels: head.labels, divisor: 1, members };
}

/** One choice between the classes of one score, changed. */
function choicesOf(choice: object) {
  return { kind: "choices", choices: [{ firstScore: 0, classes: [1], ...choice }] };
}

describe("mlc-json: faults", () => {
  const NODES = "predictor.trees[0].nodes";
  const damages: [string, unknown, string, string][] = [
    ["version", 2, "mlc-json/version", "version"],
    ["head", blendOf({ firstScore: 1 }), "mlc-json/inconsistent", "head.members[0].firstScore"],
    ["head", blendOf({ weight: "NaN" }), "mlc-json/inconsistent", "head.members[0].weight"],
    ["head", blendOf({ classes: [0, 2] }), "mlc-json/inconsistent", "head.members[0].classes"],
    ["head", blendOf({ classes: [0] }), "mlc-json/inconsistent", "head.members[0].classes"],
    ["head", { ...blendOf({}), members: [] }, "mlc-json/inconsistent", "head.members"],
    ["head", { ...blendOf({}), divisor: "Infinity" }, "mlc-json/inconsistent", "head.divisor"],
    ["head", { ...blendOf({}), how: "average" }, "json/wrong-type", "head.members[0].head.kind"],
    ["head", choicesOf({ firstScore: 1 }), "mlc-json/inconsistent", "head.choices[0].firstScore"],
    ["head", choicesOf({ classes: [1, 2] }), "mlc-json/inconsistent", "head.choices"],
    ["head", choicesOf({ classes: [0.1] }), "mlc-json/inconsistent", "head.choices[0].classes"],
    ["head", { kind: "choices", choices: [] }, "mlc-json/inconsistent", "head.choices"],
    ["head", undefined, "json/missing-key", "the document"],
    ["inputs.features", [], "model/too-many", "inputs.features"],
    ["inputs.features[1].name", "rms", "model/duplicate-feature", "inputs.features"],
    ["inputs.features[1].range", [1, 0], "mlc-json/inconsistent", "inputs.features[1].range"],
    ["steps[0].columns[0].from", 2, "mlc-json/bad-number", "steps[0].columns[0].from"],
    [
      "steps[0].columns[0].chain[1].by",
      0,
      "mlc-json/bad-number",
      "steps[0].columns[0].chain[1].by",
    ],
    [
      "steps[0].columns[0].chain[1].by",
      "NaN",
      "mlc-json/bad-number",
      "steps[0].columns[0].chain[1].by",
    ],
    [
      "steps[0].columns[1].chain[0].low",
      "NaN",
      "mlc-json/inconsistent",
      "steps[0].columns[1].chain[0]",
    ],
    ["predictor.scores", 4e9, "model/too-many", "predictor.scores"],
    ["predictor.trees", [], "model/no-trees", "predictor.trees"],
    [
      "predictor.combine.accumulator",
      ["f64", "f32"],
      "tree/lengths-disagree",
      "predictor.combine.accumulator",
    ],
    [
      "predictor.combine.accumulator",
      ["f16"],
      "json/wrong-type",
      "predictor.combine.accumulator[0]",
    ],
    ["predictor.combine.base", [0, 1], "tree/lengths-disagree", "predictor.combine.base"],
    ["predictor.combine.base[0]", "NaN", "mlc-json/bad-number", "predictor.combine.base[0]"],
    ["predictor.trees[1].firstScore", 1, "mlc-json/bad-number", "predictor.trees[1].firstScore"],
    [`${NODES}[0].left`, 3, "tree/child-out-of-range", `${NODES}[0]`],
    [`${NODES}[0].left`, 0, "tree/cycle", `${NODES}[0]`],
    [`${NODES}[0].left`, 0.5, "tree/child-out-of-range", `${NODES}[0]`],
    [`${NODES}[0].feature`, 2, "tree/feature-out-of-range", `${NODES}[0]`],
    [`${NODES}[0].threshold`, "NaN", "tree/nan-threshold", `${NODES}[0]`],
    [`${NODES}[0].threshold`, 0.1, "mlc-json/bad-number", `${NODES}[0].threshold`],
    [`${NODES}[0].threshold`, "x", "json/wrong-type", `${NODES}[0].threshold`],
    [`${NODES}[0].node`, 1, "mlc-json/inconsistent", `${NODES}[0].node`],
    [`${NODES}[1].leaf`, [1, 2], "tree/lengths-disagree", `${NODES}[2].leaf`],
    [`${NODES}[1].leaf[0]`, "Infinity", "tree/non-finite-leaf", `${NODES}[1]`],
    [`${NODES}[1].samples`, -1, "mlc-json/bad-number", `${NODES}[1].samples`],
    [
      "predictor.combine",
      { kind: "vote", ties: "first-to-reach" },
      "mlc-json/bad-number",
      `${NODES}[1].leaf[0]`,
    ],
    ...[[0, 9], [-1, 1], [0, 0], [0.5, 1], [0]].map((span): [string, unknown, string, string] => [
      "steps[0]",
      { kind: "normalize", norm: "l1", type: "f32", span },
      "mlc-json/inconsistent",
      "steps[0].span",
    ]),
    ["head.labels.names", ["ok"], "mlc-json/inconsistent", "head.link"],
    ["head.link", "softmax", "mlc-json/inconsistent", "head.link"],
    ["head.decide", { kind: "winner" }, "mlc-json/inconsistent", "head.decide"],
    [
      "head",
      { ...handWritten.head, link: "softmax", type: "f32", linkDivisor: 2 },
      "mlc-json/inconsistent",
      "head.linkDivisor",
    ],
    ["head.linkScale", -3, "mlc-json/bad-number", "head.linkScale"],
    ["head.kind", "anomaly", "json/missing-key", "head"],
    ["predictor.combine.divisor", [0], "mlc-json/bad-number", "predictor.combine.divisor[0]"],
    ["predictor.combine.bias", [0, 1], "tree/lengths-disagree", "predictor.combine.bias"],
    ["predictor.combine.scale", "Infinity", "mlc-json/bad-number", "predictor.combine.scale"],
    [
      "predictor.combine",
      { kind: "median", weights: [1, -1] },
      "mlc-json/bad-number",
      "predictor.combine.weights[1]",
    ],
    [`${NODES}[0].edges`, [2, 1], "mlc-json/bad-number", `${NODES}[0].edges[1]`],
    [`${NODES}[0].edges`, [0.1], "mlc-json/bad-number", `${NODES}[0].edges[0]`],
    [
      "steps[0].columns[1].chain[0]",
      { kind: "lookup", edges: [1], values: [null] },
      "tree/lengths-disagree",
      "steps[0].columns[1].chain[0].values",
    ],
    ["head.decide.value", "NaN", "mlc-json/bad-number", "head.decide.value"],
  ];
  it.each(damages)("%s = %j", (path, value, code, at) => {
    expect(faultsOf(changed(handWritten, path, value))).toContainEqual({ code, at });
  });

  it("several faults at once", () => {
    const first = changed(handWritten, `${NODES}[0].feature`, 7);
    expect(faultsOf(changed(first, "predictor.trees[1].nodes[0].leaf[0]", "NaN"))).toHaveLength(2);
  });

  it("a file cut short", () => {
    const text = JSON.stringify(handWritten);
    expect(faultsOf(text.slice(0, -40))).toEqual([{ code: "input/truncated" }]);
  });

  it("any change of the value tree", () => surviveStructureMutations(handWritten, 800));
  it("any change of bytes", () => surviveByteMutations(bytesOf(handWritten), 800));
});
