import * as P from "../../../support/pickle-bytes.ts";

const VERSION = { _sklearn_version: P.text("1.9.1") };

/** An instance of a class of the newest release, with its attributes. */
export function estimator(
  module: string,
  name: string,
  state: Readonly<Record<string, Uint8Array>> = {},
) {
  return P.instance(P.global(module, name), P.dict({ ...VERSION, ...state }));
}

/** A NumPy array of doubles. */
export function array(values: readonly number[]) {
  const data = new Uint8Array(Float64Array.from(values).buffer);
  const bytes = P.joined([0x43, data.length], data);
  return P.reduce(
    P.global("numpy._core.numeric", "_frombuffer"),
    bytes,
    P.dtype("f8"),
    P.tuple(P.int(values.length)),
    P.text("C"),
  );
}

export function maxAbsScaler(
  scales: readonly number[],
  more: Readonly<Record<string, Uint8Array>> = {},
) {
  const state = { scale_: array(scales), n_features_in_: P.int(scales.length), ...more };
  return estimator("sklearn.preprocessing._data", "MaxAbsScaler", state);
}
