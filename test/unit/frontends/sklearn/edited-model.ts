import { readJoblib } from "../../../../src/core/containers/joblib.ts";
import type { NumpyArray } from "../../../../src/core/containers/numpy-array.ts";
import {
  isArray,
  isDict,
  isList,
  isObject,
  type PickleValue,
} from "../../../../src/core/containers/pickle-values.ts";
import type { ReadOptions } from "../../../../src/core/frontends/frontend.ts";
import { readModel } from "../../../../src/core/frontends/index.ts";
import { failInflated } from "../../../../src/core/frontends/looks-like.ts";
import type { Model } from "../../../../src/core/ir/model.ts";
import { verifyModel } from "../../../../src/core/ir/verify.ts";
import { modelFiles, readFacts, readFixtureFile } from "../../../support/fixtures.ts";

/** The first model file of a fixture. */
export function fixtureBytes(name: string): Uint8Array {
  return readFixtureFile(name, modelFiles(name, readFacts(name))[0]!);
}

export function read(bytes: Uint8Array, options: Partial<ReadOptions> = {}): Model {
  return verifyModel(readModel({ name: "model.joblib", bytes }, options));
}

/** A value inside a pickle, by the keys and indices on the way: "steps.1.1.estimators_.0.tree_". */
function at(value: PickleValue, path: string): PickleValue {
  return path.split(".").filter(Boolean).reduce(step, value);
}

function step(value: PickleValue, key: string): PickleValue {
  const holder = isObject(value) ? value.state : value;
  const found = isDict(holder)
    ? holder.get(key)
    : isArray(holder)
      ? (holder.data as PickleValue[])[Number(key)]
      : isList(holder)
        ? holder[Number(key)]
        : undefined;
  if (found === undefined) throw new Error(`no ${key} in the fixture`);
  return found;
}

/**
 * A fixture's file with bytes of one of its arrays changed: arrays read from an uncompressed file
 * are views of the file's own bytes.
 */
export function withArray(
  name: string,
  path: string,
  edit: (view: DataView, array: NumpyArray) => void,
): Uint8Array {
  const bytes = fixtureBytes(name);
  const array = at(readJoblib(bytes, 2 ** 24, failInflated), path);
  if (!isArray(array) || !(array.data instanceof Uint8Array))
    throw new Error(`${path} is no array`);
  if (array.data.buffer !== bytes.buffer) throw new Error(`${path} is not in the file`);
  edit(new DataView(bytes.buffer, array.data.byteOffset, array.data.byteLength), array);
  return bytes;
}

/** A node's field in a tree of one release's layout (from 1.3: 64 bytes a node). */
export function withNode(
  name: string,
  path: string,
  node: number,
  edit: Readonly<Partial<Record<NodeField, number>>>,
) {
  return withArray(name, `${path}.nodes`, (view) => {
    for (const [field, value] of Object.entries(edit)) {
      const offset = node * 64 + NODE_FIELDS[field as NodeField];
      if (field === "threshold") view.setFloat64(offset, value, true);
      else view.setBigInt64(offset, BigInt(value), true);
    }
  });
}

const NODE_FIELDS = { left: 0, right: 8, feature: 16, threshold: 24 } as const;
type NodeField = keyof typeof NODE_FIELDS;

/** A fixture's file with a text in it replaced by another of the same length. */
export function withText(name: string, from: string, to: string): Uint8Array {
  if (from.length !== to.length) throw new Error("lengths differ");
  const bytes = fixtureBytes(name);
  const places = placesOf(bytes, new TextEncoder().encode(from));
  if (places.length === 0) throw new Error(`no ${from} in the fixture`);
  for (const place of places) bytes.set(new TextEncoder().encode(to), place);
  return bytes;
}

function placesOf(bytes: Uint8Array, text: Uint8Array): number[] {
  const places: number[] = [];
  for (let i = bytes.indexOf(text[0]!); i >= 0; i = bytes.indexOf(text[0]!, i + 1)) {
    if (text.every((byte, j) => bytes[i + j] === byte)) places.push(i);
  }
  return places;
}
