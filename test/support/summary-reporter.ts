import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";

/**
 * Closes a run with one plain line, "120 passed, 0 failed, 2 skipped". A file that cannot be loaded,
 * a hook that throws and an error outside of any test count as failed, each as one.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state]++;
      const groups = [module, ...module.children.allSuites()];
      counts.failed += groups.filter((group) => group.errors().length > 0).length;
    }
    const { passed, failed, skipped, pending } = counts;
    const cut = reason === "interrupted" ? `, interrupted with ${pending} to go` : "";
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped${cut}\n`);
  }
}
