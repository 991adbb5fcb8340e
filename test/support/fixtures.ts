import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import type { ReadOptions } from "../../src/core/frontends/frontend.ts";

const ROOT = new URL("../fixtures/", import.meta.url);

/** A column, or group of columns, where the trainer's arithmetic is not fixed to the last bit. */
export interface Exception {
  /**
   * Prefix of the columns' names (`v` counts for a value's prediction too), or the facts' `base`.
   * `prediction`: of classes whose p are the same, either.
   */
  readonly columns: "raw" | "p" | "v" | "base" | "prediction";
  /** Allowed distance in units in the last place of the expected value. */
  readonly ulps: number;
  /** Units are of this number where the expected one is smaller: sums that cancel. */
  readonly least?: number;
  /** The type that those units are of; absent: f64. */
  readonly type?: "f32" | "f64";
  readonly reason: string;
}

/** Facts of `fixture.json`. */
export interface FixtureFacts {
  /** "later" where no front-end reads it yet. */
  readonly reader?: string;
  /** Model files with the same contents; absent: the one called model. */
  readonly files?: readonly string[];
  /** Transformers that were saved apart, through which the rows go first. */
  readonly scaler?: string;
  readonly referenceDtype?: "f32" | "f64";
  /** Which boosting iterations the trainer was asked to predict with; absent: what it does unasked. */
  readonly iterations?: "all" | "best" | number;
  /** The trainer's own words for the model. */
  readonly model?: string;
  /** Whether training saw missing values, where the facts have it. */
  readonly missing?: boolean;
  /** The trainer's scores before the first tree. Rows are then compared from these. */
  readonly base?: readonly number[];
  readonly exceptions: readonly Exception[];
}

/** What the trainer's library answered for each row. */
export interface Vectors {
  readonly features: readonly string[];
  readonly rows: readonly Float64Array[];
  readonly raw: readonly Float64Array[];
  /** Empty rows where the file has no p columns: then raw scores are the probabilities. */
  readonly p: readonly Float64Array[];
  /** Outputs of a regression or anomaly detector; empty rows where the file has no v columns. */
  readonly v: readonly Float64Array[];
  readonly predictions: readonly string[];
}

/** Names of all fixture folders. */
export function fixtureNames(): readonly string[] {
  return readdirSync(ROOT).filter((name) => existsSync(new URL(`${name}/fixture.json`, ROOT)));
}

export function readFixtureFile(name: string, file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}/${file}`, ROOT)));
}

/** The model files of a fixture. */
export function modelFiles(name: string, facts: FixtureFacts): readonly string[] {
  return (
    facts.files ?? readdirSync(new URL(name, ROOT)).filter((file) => file.startsWith("model."))
  );
}

/** How a fixture's files are to be read. */
export function readOptionsOf({ referenceDtype, iterations }: FixtureFacts): Partial<ReadOptions> {
  return {
    referenceDtype: referenceDtype ?? "f64",
    ...(iterations === undefined ? {} : { iterations }),
  };
}

export function readFacts(name: string): FixtureFacts {
  return JSON.parse(new TextDecoder().decode(readFixtureFile(name, "fixture.json")));
}

export function readVectors(name: string): Vectors {
  const text = gunzipSync(readFixtureFile(name, "vectors.csv.gz"));
  const [header = [], ...lines]: string[][] = parse(text);
  const at = (test: RegExp) => header.flatMap((column, i) => (test.test(column) ? [i] : []));
  const prediction = header.indexOf("prediction");
  const raw = at(/^raw\d+$/);
  const p = at(/^p\d+$/);
  const v = at(/^v\d+$/);
  const width = Math.min(...raw, ...p, ...v, prediction);
  const numbers = (columns: readonly number[]) =>
    lines.map((line) => Float64Array.from(columns, (column) => toNumber(line[column]!)));
  return {
    features: header.slice(0, width),
    rows: numbers(header.slice(0, width).map((_, i) => i)),
    raw: numbers(raw),
    p: numbers(p),
    v: numbers(v),
    predictions: lines.map((line) => line[prediction]!),
  };
}

const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

export function toNumber(text: string): number {
  const value = WORDS[text] ?? Number(text);
  if (Number.isNaN(value) && text !== "nan") throw new Error(`not a number: ${text}`);
  return value;
}
