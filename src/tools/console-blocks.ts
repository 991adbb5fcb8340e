import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** Pages with console blocks. */
export const CONSOLE_PAGES = [
  "README.md",
  "docs/targets.md",
  "examples/equipment-health/README.md",
];

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MLC = `"${process.execPath}" --import "${import.meta.resolve("tsx")}" "${join(ROOT, "src/cli/main.ts")}"`;

/** A fenced block of lines that start with "$ npx mlc", each followed by what it prints. */
const BLOCK = /^```console\n(.*?)^```$/gms;

/**
 * A page (a path below the root) as it is, and with what the commands of its console blocks print
 * now. They run one after the other in the page's folder of a copy of the examples, so that they may
 * write there.
 */
export async function runConsoles(name: string): Promise<{ page: string; current: string }> {
  const page = readFileSync(join(ROOT, name), "utf8");
  const copy = mkdtempSync(join(tmpdir(), "mlc-page-"));
  try {
    cpSync(join(ROOT, "examples"), join(copy, "examples"), { recursive: true });
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    let current = "";
    let end = 0;
    for (const match of page.matchAll(BLOCK)) {
      const output = await rerun(match[1]!, dirname(join(copy, name)));
      current += `${page.slice(end, match.index)}\`\`\`console\n${output}\`\`\``;
      end = match.index + match[0].length;
    }
    return { page, current: current + page.slice(end) };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

async function rerun(block: string, cwd: string): Promise<string> {
  let text = "";
  for (const line of block.split("\n").filter((each) => each.startsWith("$ "))) {
    const command = line.slice(2).replace(/^npx mlc /, `${MLC} `);
    const { all } = await execa("bash", ["-c", command], { cwd, all: true });
    text += `${line}\n${all}\n`;
  }
  return text;
}
