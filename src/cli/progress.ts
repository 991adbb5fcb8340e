import { interruptible } from "../node/interrupt.ts";
import type { Terminal } from "./terminal.ts";

/** A line that changes in place; only on a terminal, and only for work beyond a second. */
export interface Progress {
  show(text: string): void;
  /** Takes the line away. */
  end(): void;
}

const PATIENCE_MS = 1000;

export function startProgress({ stderr }: Terminal): Progress {
  if (stderr.isTTY !== true) return { show() {}, end() {} };
  const start = performance.now();
  let shown = false;
  let latest = "";
  const draw = () => {
    if (latest === "") return;
    stderr.write(`\r\u001b[K${latest}`);
    shown = true;
  };
  // Text that comes early is shown late, if the work still goes on then.
  const timer = setTimeout(draw, PATIENCE_MS).unref();
  return {
    show(text) {
      latest = text;
      if (performance.now() - start >= PATIENCE_MS) draw();
    },
    end() {
      clearTimeout(timer);
      if (shown) stderr.write("\r\u001b[K");
      shown = false;
    },
  };
}

/** Work that can be interrupted and shows how far it is. */
export async function withProgress<T>(
  terminal: Terminal,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = startProgress(terminal);
  try {
    return await interruptible(
      () => work(progress),
      () => progress.end(),
    );
  } finally {
    progress.end();
  }
}
