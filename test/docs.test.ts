import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cliPage } from "../src/tools/cli-page.ts";
import { CONSOLE_PAGES, runConsoles } from "../src/tools/console-blocks.ts";
import { diagnosticsPage } from "../src/tools/diagnostics-page.ts";
import { supportPage } from "../src/tools/support-page.ts";
import { describeWith } from "./support/tools.ts";

const pageOf = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

/** The compiler's release is the machine's. */
const anyCompiler = (text: string) => text.replace(/(gcc|clang) \d+/g, "a compiler");

describe("pages that follow from the code are current (npm run docs writes them)", () => {
  it("docs/diagnostics.md", () => expect(pageOf("docs/diagnostics.md")).toBe(diagnosticsPage()));

  it("docs/support.md", () => expect(pageOf("docs/support.md")).toBe(supportPage()));

  it("docs/cli.md", async () => expect(pageOf("docs/cli.md")).toBe(await cliPage()));
});

describeWith(["gcc"], "pages show what their commands print (npm run docs writes it)", () => {
  it.each(CONSOLE_PAGES)("%s", async (name) => {
    const { page, current } = await runConsoles(name);
    expect(page).toContain("```console\n$ npx mlc ");
    expect(anyCompiler(page)).toBe(anyCompiler(current));
  });
});
