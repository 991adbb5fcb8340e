import { readJoblib } from "./joblib.ts";
import type { PickleValue } from "./pickle-values.ts";
import { looksLikeSkops, readSkops } from "./skops.ts";

/** The object that a pickle, joblib or skops file holds, as data; all of them give the same values; see `readJoblib` for `refuse`. */
export function readObjectFile(
  bytes: Uint8Array,
  maxInflated: number,
  refuse: (inflated: Uint8Array) => never,
): PickleValue {
  return looksLikeSkops(bytes)
    ? readSkops(bytes, maxInflated)
    : readJoblib(bytes, maxInflated, refuse);
}
