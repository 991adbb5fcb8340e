import { readdirSync, readFileSync, statSync } from "node:fs";
import { toModelJson } from "../../../src/core/frontends/mlc-json/write.ts";
import { randomModel } from "../random-model.ts";
import { anyBytes } from "./bytes.ts";
import { packed, zipOf } from "./containers.ts";
import type { Form } from "./edit.ts";
import { jsonTree, ubjsonTree } from "./json.ts";
import { textLines } from "./lines.ts";
import { pickleOpcodes } from "./pickle.ts";
import { protobufFields } from "./protobuf.ts";

/** A front-end and a container that it reads, with sound files and ways to damage them. */
export interface Reader {
  readonly name: string;
  /** Bytes of sound files, by what names them in messages. */
  files(): readonly (readonly [name: string, bytes: Uint8Array])[];
  readonly forms: readonly Form[];
}

const FIXTURES = new URL("../../fixtures/", import.meta.url);

/** Small files hold every construct and are read fast. */
const LARGEST = 12_000;

/** Model files of fixtures whose name starts with one of the libraries, that are called so. */
function fixtureFiles(libraries: RegExp, files: RegExp): Reader["files"] {
  return () => {
    const folders = readdirSync(FIXTURES).filter((name) => libraries.test(name));
    const places = folders.flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, FIXTURES))
        .filter((file) => files.test(file) && file !== "fixture.json")
        .map((file) => `${folder}/${file}`),
    );
    return places
      .filter((place) => statSync(new URL(place, FIXTURES)).size <= LARGEST)
      .map((place) => [place, new Uint8Array(readFileSync(new URL(place, FIXTURES)))] as const);
  };
}

const PACKED = /(zlib|gzip|bz2|xz|lzma|lz4)[^/]*\.joblib$/;
const PLAIN = /^(?!.*(zlib|gzip|bz2|xz|lzma|lz4)).*\.(joblib|pkl)$/;
const PICKLE = [anyBytes, pickleOpcodes, pickleOpcodes];
const JSON_FILE = [anyBytes, jsonTree, jsonTree];

export const READERS: readonly Reader[] = [
  { name: "sklearn pickle", files: fixtureFiles(/^sklearn-/, PLAIN), forms: PICKLE },
  {
    name: "sklearn compressed joblib",
    files: fixtureFiles(/^(sklearn|voting)-/, PACKED),
    forms: [anyBytes, packed(anyBytes), packed(pickleOpcodes), packed(pickleOpcodes)],
  },
  {
    name: "sklearn skops",
    files: fixtureFiles(/^sklearn-/, /\.skops$/),
    forms: [anyBytes, zipOf({ ".json": jsonTree }), zipOf({})],
  },
  { name: "xgboost json", files: fixtureFiles(/^xgboost-/, /\.json$/), forms: JSON_FILE },
  {
    name: "xgboost ubjson",
    files: fixtureFiles(/^xgboost-/, /\.ubj$/),
    forms: [anyBytes, ubjsonTree, ubjsonTree],
  },
  { name: "xgboost pickle", files: fixtureFiles(/^xgboost-/, PLAIN), forms: PICKLE },
  {
    name: "lightgbm text",
    files: fixtureFiles(/^lightgbm-/, /\.txt$/),
    forms: [anyBytes, textLines, textLines],
  },
  { name: "lightgbm dump", files: fixtureFiles(/^lightgbm-/, /\.json$/), forms: JSON_FILE },
  {
    name: "lightgbm pickle",
    files: fixtureFiles(/^lightgbm-/, /\.(joblib|pkl)$/),
    forms: [...PICKLE, packed(anyBytes), packed(pickleOpcodes)],
  },
  { name: "catboost cbm", files: fixtureFiles(/^catboost-/, /\.cbm$/), forms: [anyBytes] },
  { name: "catboost json", files: fixtureFiles(/^catboost-/, /\.json$/), forms: JSON_FILE },
  {
    name: "catboost pickle",
    files: fixtureFiles(/^catboost-/, /\.(joblib|pkl)$/),
    forms: [anyBytes, packed(anyBytes), packed(pickleOpcodes)],
  },
  { name: "ml-cart", files: fixtureFiles(/^ml-/, /\.json$/), forms: JSON_FILE },
  {
    name: "onnx",
    files: fixtureFiles(/^onnx-/, /\.onnx$/),
    forms: [anyBytes, protobufFields, protobufFields],
  },
  { name: "mlc-json", files: ownModels, forms: JSON_FILE },
];

/** Models of every shape, as mlc writes them. */
function ownModels(): ReturnType<Reader["files"]> {
  return Array.from({ length: 24 }, (_, seed) => {
    const text = toModelJson(randomModel(seed));
    return [`random model ${seed}`, new TextEncoder().encode(text)];
  });
}
