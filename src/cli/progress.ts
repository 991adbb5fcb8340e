import type { Terminal } from "./terminal.ts";

/** A line that changes in place; only on a terminal, and only for work beyond a second. */
export interface Progress {
  show(text: string): void;
  /** Takes the line away. */
  end(): void;
}

const PATIENCE_MS = 1000;

export function startProgress({ stderr }: Terminal): Progress {
  const start = performance.now();
  let shown = false;
  return {
    show(text) {
      if (stderr.isTTY !== true || performance.now() - start < PATIENCE_MS) return;
      stderr.write(`\r\u001b[K${text}`);
      shown = true;
    },
    end() {
      if (shown) stderr.write("\r\u001b[K");
      shown = false;
    },
  };
}
