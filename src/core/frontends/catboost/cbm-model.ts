import { ByteReader } from "../../containers/byte-reader.ts";
import {
  bytesField,
  type FlatTable,
  f64Field,
  i8Field,
  i32Field,
  lengthField,
  numbersField,
  rootTable,
  tableField,
  tablesField,
} from "../../containers/flatbuffer.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { checkCount } from "../feature-list.ts";
import { cbmTrees } from "./cbm-trees.ts";
import { refuseUnsupported } from "./refusals.ts";
import {
  type CategoricalFeature,
  type FloatFeature,
  type ModelInfo,
  type SourceModel,
  TREATMENTS,
} from "./source-model.ts";

const MAGIC = "CBM1";
const FORMAT = "FlabuffersModel_v1";
/** A core size that does not fit in 32 bits follows in 64. */
const LONG_SIZE = 0xffffffff;

/** Slots of the tables in CatBoost's schema, as of 0.24.4 to 1.2.10. */
const CORE = { format: 0, trees: 1, info: 2, parts: 3 } as const;
const ENTRY = { key: 0, value: 1 } as const;
const TREES = {
  ...{ dimension: 0, categorical: 4, floats: 5, oneHot: 6, ctrs: 7, texts: 12, estimated: 13 },
  ...{ scale: 14, bias: 15, biases: 16, embeddings: 18, interpolation: 19 },
} as const;
const FLOAT = { hasNaN: 0, column: 2, borders: 3, name: 4, treatment: 5 } as const;
const CATEGORICAL = { index: 0, column: 1, name: 2 } as const;
const ONE_HOT = { index: 0, hashes: 1 } as const;

export function isCbm(bytes: Uint8Array): boolean {
  return bytes.length > MAGIC.length && [...MAGIC].every((c, i) => bytes[i] === c.charCodeAt(0));
}

/** Reads what `save_model` writes as .cbm, and what a pickle of a model holds. */
export function readCbm(bytes: Uint8Array, problems: Problems): SourceModel {
  const { core, trees } = open(bytes);
  refuseFeatures(core, trees, problems);
  const dimension = i32Field(trees, TREES.dimension, 0);
  checkCount("scores", dimension, problems, "the trees");
  problems.throwIfErrors();
  return {
    dimension,
    ...featuresOf(trees),
    categories: new Map(),
    scale: f64Field(trees, TREES.scale, 1),
    bias: readBias(trees, dimension, problems),
    info: readInfo(core),
    ...cbmTrees(trees, dimension, problems),
  };
}

type Features = Pick<SourceModel, "floats" | "categorical">;

/** Only the features, for what has to be known before the trees are read. */
export function cbmFeatures(bytes: Uint8Array): Features {
  return featuresOf(open(bytes).trees);
}

function open(bytes: Uint8Array): { core: FlatTable; trees: FlatTable } {
  const core = rootTable(coreOf(bytes));
  const format = textAt(core, CORE.format, "the format's name");
  if (format !== FORMAT) fail("catboost/unsupported-format", { format });
  const trees = tableField(core, CORE.trees, "the trees");
  if (!trees) fail("catboost/missing-part", { part: "the table of trees" });
  return { core, trees };
}

function featuresOf(trees: FlatTable): Features {
  return {
    floats: tablesField(trees, TREES.floats, "the float features").map(readFloat),
    categorical: readCategorical(trees),
  };
}

function coreOf(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(bytes);
  reader.take(MAGIC.length, "the first bytes");
  const short = reader.u32("the size of the model");
  const size = short === LONG_SIZE ? reader.u64("the size of the model") : short;
  return reader.take(size, "the model");
}

function refuseFeatures(core: FlatTable, trees: FlatTable, problems: Problems): void {
  const unsupported = {
    ctrs: lengthField(trees, TREES.ctrs, "the CTRs"),
    texts: lengthField(trees, TREES.texts, "the text features"),
    embeddings: lengthField(trees, TREES.embeddings, "the embedding features"),
    estimated: lengthField(trees, TREES.estimated, "the estimated features"),
  };
  refuseUnsupported(unsupported, problems, "the features");
  const parts = lengthField(core, CORE.parts, "the parts behind the trees");
  const named = Object.values(unsupported).some((count) => count > 0);
  if (parts > 0 && !named) problems.add("catboost/model-parts", { parts });
  if (i8Field(trees, TREES.interpolation, 0) !== 0) {
    problems.add("catboost/interpolated-features", {}, "the features");
  }
}

function readFloat(feature: FlatTable, index: number): FloatFeature {
  const treatment = i8Field(feature, FLOAT.treatment, 0);
  const at = `float feature ${index}`;
  const borders = numbersField(feature, FLOAT.borders, { type: "f32", what: "the borders" });
  return {
    column: i32Field(feature, FLOAT.column, -1),
    name: textAt(feature, FLOAT.name, "a feature's name"),
    at,
    borders,
    hasNaN: i8Field(feature, FLOAT.hasNaN, 0) !== 0,
    treatment: TREATMENTS[treatment] ?? failValue("the treatment of NaN", treatment, at),
  };
}

/** One-hot features first, in the order that trees number their categories in. */
function readCategorical(trees: FlatTable): readonly CategoricalFeature[] {
  const columns = new Map(
    tablesField(trees, TREES.categorical, "the categorical features").map((feature, index) => [
      i32Field(feature, CATEGORICAL.index, -1),
      {
        column: i32Field(feature, CATEGORICAL.column, -1),
        name: textAt(feature, CATEGORICAL.name, "a feature's name"),
        at: `categorical feature ${index}`,
        hashes: [],
      },
    ]),
  );
  const asked = tablesField(trees, TREES.oneHot, "the one-hot features").map((oneHot, index) => {
    const feature = i32Field(oneHot, ONE_HOT.index, -1);
    const at = `one-hot feature ${index}`;
    const found = columns.get(feature) ?? failValue("its categorical feature", feature, at);
    columns.delete(feature);
    const type = "i32";
    return { ...found, hashes: numbersField(oneHot, ONE_HOT.hashes, { type, what: "categories" }) };
  });
  return [...asked, ...columns.values()];
}

function failValue(what: string, found: number, at: string): never {
  fail("catboost/bad-value", { what, found: `${found}`, expected: "one that exists" }, { at });
}

/** One number for all scores up to release 0.24, then one each; the newer is used where it is there. */
function readBias(trees: FlatTable, dimension: number, problems: Problems): readonly number[] {
  const biases = numbersField(trees, TREES.biases, { type: "f64", what: "the bias" });
  if (biases.length === 0 && dimension === 1) return [f64Field(trees, TREES.bias, 0)];
  if (biases.length !== dimension) {
    const facts = { array: "the bias", length: biases.length, expected: dimension };
    problems.add("tree/lengths-disagree", facts, "the trees");
  }
  return Array.from(biases);
}

function readInfo(core: FlatTable): ModelInfo {
  const entries = new Map(
    tablesField(core, CORE.info, "the metadata").map((entry) => [
      textAt(entry, ENTRY.key, "a key of the metadata"),
      bytesField(entry, ENTRY.value, "a value of the metadata"),
    ]),
  );
  return (key) => {
    const value = entries.get(key);
    return value && new TextDecoder().decode(value);
  };
}

function textAt(table: FlatTable, slot: number, what: string): string {
  return new TextDecoder().decode(bytesField(table, slot, what) ?? new Uint8Array());
}
