import { describe, isDict, isObject, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { nearest } from "../../text/nearest.ts";
import type { ReadOptions } from "../frontend.ts";
import { type Held, heldIn, isEstimator } from "./held.ts";

/** What is read of a file. */
export interface Selected {
  readonly value: PickleValue;
  /** Where it stands; "" where the file is it. */
  readonly path: string;
  readonly notes: readonly string[];
}

/** How diagnostics speak of it. */
type Role = "model" | "scaler";

const OPTION: Readonly<Record<Role, string>> = { model: "--select", scaler: "--scaler-select" };

/** The estimator that a file is, or holds alone, or that was chosen among several. */
export function select(file: PickleValue, role: Role, { select: path }: Asked): Selected {
  const itself = isObject(file) && isEstimator(file);
  if (itself && path !== undefined) fail("input/one-model", { what: "the file is one estimator" });
  if (itself) return { value: file, path: "", notes: [] };
  const held = heldIn(file);
  if (path !== undefined) return chosen(held, path, OPTION[role]);
  // An estimator of an unknown class is refused by name.
  if (held.length === 0 && isObject(file)) return { value: file, path: "", notes: [] };
  if (held.length === 0) failEmpty(file);
  const fitting = role === "scaler" ? held.filter(({ transforms }) => transforms) : held;
  if (fitting.length === 0) fail("scaler/no-scaler", { found: listed(held).join(", ") });
  const [only, another] = fitting;
  if (!only || another || only.within) failSeveral(held, role);
  return {
    value: only.value,
    path: only.path,
    notes:
      role === "scaler"
        ? []
        : [`The file holds it as ${only.path}, and nothing else that predicts.`],
  };
}

type Asked = Pick<ReadOptions, "select">;

function chosen(held: readonly Held[], path: string, option: string): Selected {
  const found = held.find((each) => each.path === path);
  if (found) return { value: found.value, path, notes: [] };
  const near = nearest(
    path,
    held.map((each) => each.path),
  );
  fail("input/nothing-selected", { option, path, near, held: listed(held) });
}

function failSeveral(held: readonly Held[], role: Role): never {
  const scalers = held.filter(({ transforms }) => transforms);
  const models = held.filter(({ transforms }) => !transforms);
  const wanted = role === "scaler" ? scalers[0] : models[0];
  const [scaler] = scalers;
  const beside = role === "model" && models.length > 0 && scaler ? scaler.path : undefined;
  const facts = { held: listed(held), option: OPTION[role], example: (wanted ?? held[0]!).path };
  fail("input/several-models", { ...facts, ...(beside === undefined ? {} : { beside }) });
}

const MAX_LISTED = 20;

function listed(held: readonly Held[]): readonly string[] {
  const shown = held.slice(0, MAX_LISTED).map(({ path, className }) => `${path} (${className})`);
  const more = held.length - shown.length;
  return more > 0 ? [...shown, `${more} more`] : shown;
}

/** What torch.save wrote first before it wrote zip archives. */
const PYTORCH_MAGIC = 0x1950a86a20f9469cfc6cn;

function failEmpty(file: PickleValue): never {
  if (file === PYTORCH_MAGIC) fail("sklearn/not-an-estimator", { what: "a PyTorch checkpoint" });
  if (!isDict(file)) fail("sklearn/not-an-estimator", { what: describe(file) });
  const keys = [...file.keys()]
    .slice(0, 5)
    .map((key) => (typeof key === "string" ? `"${key}"` : "..."));
  fail("sklearn/not-an-estimator", { what: `a dict of ${keys.join(", ")}` });
}
