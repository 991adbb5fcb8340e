import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { FixtureFacts, Vectors } from "../support/fixtures.ts";

/** What was drawn for a model, by the option's name: the value's index in its list, and the value. */
export type Choices = Readonly<Record<string, { readonly index: number; readonly value: string }>>;

/** A trained model on disk, and the trainer's answers to rows. */
export interface Trained {
  readonly choices: Choices;
  readonly files: readonly string[];
  readonly facts: FixtureFacts &
    Readonly<Record<"reader" | "library" | "version" | "estimator", string>>;
  /** The diagnostic with which mlc is to refuse the model, if it is. */
  readonly refused: string | null;
  readonly vectors: Vectors;
}

export interface Trainer {
  /** Trains the model of a seed into `folder`; `given` instead of drawing, absent options simplest. */
  train(seed: number, folder: string, given?: Readonly<Record<string, number>>): Promise<Trained>;
  /** The trainer's answers to more rows for the model trained last; fewer where it refuses some. */
  ask(rows: readonly Float64Array[], folder: string): Promise<Vectors>;
  stop(): void;
}

const SERVER = join(import.meta.dirname, "serve.py");

/** Starts a Python that stays up and answers one request after the other. */
export function startTrainer(python: string): Trainer {
  const env = { ...process.env, OMP_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(python, [SERVER], { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const request = async (message: object) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("the trainers' process ended");
    const answer = JSON.parse(value);
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
  return {
    async train(seed, folder, given) {
      const answer = await request({ train: seed, folder, ...(given ? { given } : {}) });
      return { ...answer, vectors: vectorsOf(answer, folder) };
    },
    async ask(rows, folder) {
      const width = rows[0]?.length ?? 0;
      const flat = new Float64Array(rows.length * width);
      for (const [i, row] of rows.entries()) flat.set(row, i * width);
      writeFileSync(join(folder, "more.f64"), flat);
      return vectorsOf(await request({ ask: rows.length, folder }), folder);
    },
    stop() {
      child.stdin.end();
    },
  };
}

interface Answer {
  readonly features: number;
  /** Of answers.f64: raw*, p*, v*. */
  readonly columns: readonly string[];
  readonly prediction: readonly string[];
}

function vectorsOf({ features, columns, prediction }: Answer, folder: string): Vectors {
  const table = (file: string, width: number) => {
    const bytes = Uint8Array.from(readFileSync(join(folder, file)));
    const numbers = new Float64Array(bytes.buffer);
    return prediction.map((_, row) => numbers.subarray(row * width, (row + 1) * width));
  };
  const answers = table("answers.f64", columns.length);
  const part = (prefix: RegExp) => {
    const chosen = columns.flatMap((name, i) => (prefix.test(name) ? [i] : []));
    return answers.map((row) => Float64Array.from(chosen, (i) => row[i]!));
  };
  return {
    features: Array.from({ length: features }, (_, i) => `f${i}`),
    rows: table("rows.f64", features),
    raw: part(/^raw/),
    p: part(/^p/),
    v: part(/^v/),
    predictions: prediction,
  };
}
