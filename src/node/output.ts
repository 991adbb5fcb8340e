import { once } from "node:events";
import { createWriteStream, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { fail } from "../core/diagnostics/diagnostic.ts";
import { explain, systemCode } from "./files.ts";

/** Where text goes, block by block. */
export interface TextOutput {
  /** Resolves when more may come. */
  write(text: string): Promise<void>;
  /** All is written and in place. */
  finish(): Promise<void>;
  /** Leaves nothing behind; does nothing after `finish`. Synchronous. */
  abandon(): void;
}

/** A stream that somebody else opened; writing throws the stream's own error where it had one. */
export function streamOutput(stream: Writable): TextOutput {
  let broken: Error | undefined;
  stream.once("error", (error) => {
    broken = error;
  });
  return {
    async write(text) {
      if (broken) throw broken;
      if (!stream.write(text)) await once(stream, "drain");
    },
    async finish() {},
    abandon() {},
  };
}

/**
 * A file that appears under its name when it is whole, where a link leads if it is one; pipes and
 * devices are written as they are. @throws DiagnosticError
 */
export async function fileOutput(path: string): Promise<TextOutput> {
  const there = statSync(path, { throwIfNoEntry: false });
  const direct = there !== undefined && !there.isFile() && !there.isDirectory();
  const place = there === undefined ? path : realpathSync(path);
  const beside = direct ? path : `${place}.mlc-${process.pid}`;
  const stream = createWriteStream(beside);
  let done = direct;
  const abandon = () => {
    if (!done) rmSync(beside, { force: true });
    done = true;
  };
  const guarded = async (action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      abandon();
      const code = systemCode(error);
      if (code === undefined) throw error;
      fail("output/unwritable", { path, because: explain(code) });
    }
  };
  await guarded(() => once(stream, "open"));
  return {
    write: (text) =>
      guarded(async () => {
        if (!stream.write(text)) await once(stream, "drain");
      }),
    finish: () =>
      guarded(async () => {
        stream.end();
        await finished(stream);
        if (!direct) renameSync(beside, place);
        done = true;
      }),
    abandon,
  };
}
