import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain } from "../../ir/model.ts";
import { type Categories, categoriesOf, groupsOf, tellApart } from "./categories.ts";
import { type Fitted, flagOf, itemsOf, pathOf, textOf } from "./fitted.ts";
import { type Flow, type FlowColumn, outputType } from "./flow.ts";
import { lookupAt, oneIf } from "./lookups.ts";
import type { Transforming } from "./transformers.ts";

/**
 * OneHotEncoder: a column of 0 and 1 for each category, or group of infrequent ones, but the one that
 * `drop` names. A number that is none of them gives zeros, or belongs to the infrequent ones.
 */
export function readOneHotEncoder(fitted: Fitted, on: Transforming): Flow {
  const groups = groupsOf(fitted);
  const drops = dropsOf(fitted, on.columns.length);
  const strict = textOf(fitted, "handle_unknown") === "error";
  const columns = on.columns.flatMap((column, index): readonly FlowColumn[] => {
    const categories = categoriesOf(fitted, on, index);
    const all = categories.keys.length + (categories.missing ? 1 : 0);
    const coding = codingOf(fitted, categories, groups(index, all));
    if (coding.missing !== coding.unknown && !strict) tellApart(on, index);
    const kept = hot(coding, drops[index]);
    on.spend(kept.length * (column.chain.length + 1), fitted.path);
    return kept.map((chain) => ({ from: column.from, chain: [...column.chain, ...chain] }));
  });
  if (strict) {
    on.note(
      'OneHotEncoder raises an error for categories that training did not have; mlc gives them zeros, as with handle_unknown="ignore"',
    );
  }
  return { columns, type: outputType(fitted, "f64"), sparse: isSparse(fitted) };
}

/** In 1.2 and 1.3 the older name of the option counts where it is set. */
function isSparse(fitted: Fitted): boolean {
  const old = fitted.attributes.get("sparse");
  return typeof old === "boolean" ? old : flagOf(fitted, "sparse_output");
}

/** Which code, that is, which column before one is dropped, each number belongs to. */
interface Coding {
  /** Keys of each code. */
  readonly keys: readonly (readonly number[])[];
  /** The code of every other number; undefined: none. */
  readonly unknown: number | undefined;
  readonly missing: number | undefined;
}

function codingOf(
  fitted: Fitted,
  { keys, missing, filled }: Categories,
  groups: readonly number[] | undefined,
): Coding {
  const codeOf = (position: number) => groups?.[position] ?? position;
  const all = keys.length + (missing ? 1 : 0);
  const codes = groups ? groups.reduce((most, code) => Math.max(most, code), 0) + 1 : all;
  const byCode: number[][] = Array.from({ length: codes }, () => []);
  for (const [position, key] of keys.entries()) byCode[codeOf(position)]!.push(key);
  // The group of infrequent categories comes last.
  const handled = textOf(fitted, "handle_unknown") ?? "";
  const unknown = groups && /^(infrequent_if_exist|warn)$/.test(handled) ? codes - 1 : undefined;
  const forMissing = missing ? codeOf(keys.length) : unknown;
  const forFilled = filled?.code === undefined ? unknown : codeOf(filled.code);
  return { keys: byCode, unknown, missing: filled ? forFilled : forMissing };
}

/** A chain for each column that is kept. */
function hot({ keys, unknown, missing }: Coding, dropped: number | undefined): readonly Chain[] {
  return keys.flatMap((own, code) => {
    if (code === dropped) return [];
    const isUnknown = code === unknown;
    // Where unknown numbers count as this code too, the others' keys are the exceptions.
    const apart = isUnknown ? keys.filter((_, other) => other !== code).flat() : own;
    const value = oneIf(!isUnknown);
    return [
      lookupAt({
        keys: apart.map((key) => [key, value]),
        otherwise: oneIf(isUnknown),
        missing: oneIf(code === missing),
      }),
    ];
  });
}

/** `_drop_idx_after_grouping`: for each column the code that is dropped, or none. */
function dropsOf(fitted: Fitted, width: number): readonly (number | undefined)[] {
  const attribute = "_drop_idx_after_grouping";
  if ((fitted.attributes.get(attribute) ?? null) === null) return [];
  const items = itemsOf(fitted, attribute);
  const good = items.every(
    (item) => item === null || (typeof item === "number" && Number.isInteger(item)),
  );
  if (good && items.length === width)
    return items.map((item) => (item === null ? undefined : Number(item)));
  const facts = { attribute, found: "something else", expected: `${width} codes` };
  fail("sklearn/bad-attribute", facts, { at: pathOf(fitted, attribute) });
}
