import { PassThrough, Readable } from "node:stream";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startProgress } from "../../src/cli/progress.ts";
import { reportFailure, type Terminal } from "../../src/cli/terminal.ts";
import { DiagnosticError, diagnostic } from "../../src/core/diagnostics/diagnostic.ts";

function terminal(isTTY: boolean) {
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const stdout = new PassThrough();
  const whole: Terminal = { stdin: Readable.from([]), stdout, stderr, env: {}, cwd: "/" };
  return { whole, said: () => String(stderr.read() ?? "") };
}

describe("a failure", () => {
  it("of ours ends with 1, says that it is a bug and shows the stack", () => {
    const { whole, said } = terminal(false);
    expect(reportFailure(whole, new Error("mlc bug: two roots"))).toBe(1);
    const text = said();
    expect(text).toContain("this is a bug in mlc");
    expect(text).toMatch(/mlc bug: two roots\n {4}at /);
  });

  it("of the user's ends with its own code, without a stack", () => {
    const { whole, said } = terminal(false);
    const error = new DiagnosticError([diagnostic("input/empty", {}, { file: "a.joblib" })]);
    expect(reportFailure(whole, error)).toBe(3);
    expect(said()).toBe(
      "error[input/empty] a.joblib: the file is empty\nfix: save the model again; the earlier save was probably interrupted\n",
    );
  });
});

describe("progress", () => {
  it("is silent in the first second, and always where there is no terminal", () => {
    for (const isTTY of [true, false]) {
      const { whole, said } = terminal(isTTY);
      const progress = startProgress(whole);
      progress.show("10 rows");
      progress.end();
      expect(said()).toBe("");
    }
  });

  it("shows on a terminal what is still going on after a second, then takes it away", () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { whole, said } = terminal(true);
    const progress = startProgress(whole);
    progress.show("running on uno");
    vi.advanceTimersByTime(1000);
    expect(said()).toBe("\r\u001b[Krunning on uno");
    progress.show("running on pico");
    progress.end();
    expect(said()).toBe("\r\u001b[Krunning on pico\r\u001b[K");
  });
});
