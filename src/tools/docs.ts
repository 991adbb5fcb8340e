/** `npm run docs`: writes the pages of docs/, and the output of commands in others, from the code. */
import { writeFileSync } from "node:fs";
import { cliPage } from "./cli-page.ts";
import { CONSOLE_PAGES, runConsoles } from "./console-blocks.ts";
import { diagnosticsPage } from "./diagnostics-page.ts";
import { supportPage } from "./support-page.ts";

const ROOT = new URL("../../", import.meta.url);

writeFileSync(new URL("docs/diagnostics.md", ROOT), diagnosticsPage());
writeFileSync(new URL("docs/cli.md", ROOT), await cliPage());
writeFileSync(new URL("docs/support.md", ROOT), supportPage());
for (const name of CONSOLE_PAGES) {
  writeFileSync(new URL(name, ROOT), (await runConsoles(name)).current);
}
