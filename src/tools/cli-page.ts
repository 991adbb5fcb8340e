import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { COMMANDS } from "../cli/commands.ts";

const MAIN = fileURLToPath(new URL("../cli/main.ts", import.meta.url));

/** docs/cli.md: what every command answers to --help, as wide as where there is no terminal. */
export async function cliPage(): Promise<string> {
  const helps = await Promise.all(COMMANDS.map(({ name }) => helpOf([name])));
  const shown = new Map<string, string>();
  const sections = COMMANDS.map(
    ({ name }, i) => `## mlc ${name}\n\n${newParts(name, helps[i]!, shown)}`,
  );
  return [HEAD, fenced(await helpOf([])), ...sections, TAIL].join("\n");
}

async function helpOf(words: readonly string[]): Promise<string> {
  const options = { node: true, nodeOptions: ["--import", "tsx"] };
  return (await execa(MAIN, [...words, "--help"], options)).stdout;
}

/** A command's help; groups of options that an earlier command shows are only named. */
function newParts(name: string, help: string, shown: Map<string, string>): string {
  const kept: string[] = [];
  const again: string[] = [];
  for (const part of help.split("\n\n")) {
    const heading = /^([A-Z].*):\n/.exec(part)?.[1];
    const isGroup = heading !== undefined && heading !== "Arguments" && heading !== "Options";
    const first = isGroup ? shown.get(part) : undefined;
    if (first === undefined) kept.push(part);
    else again.push(`*${heading}* (as \`mlc ${first}\`)`);
    shown.set(part, first ?? name);
  }
  const rest = again.length > 0 ? `\nFurther options: ${again.join(", ")}.\n` : "";
  return `${fenced(kept.join("\n\n"))}${rest}`;
}

function fenced(text: string): string {
  return `\`\`\`text\n${text.trim()}\n\`\`\`\n`;
}

const HEAD = `# Command line

This page is written by \`npm run docs\` from the commands' own help. Outside this repository,
\`npx mlc-compiler\` stands for \`mlc\`.

Data goes to standard output, everything for people to standard error; \`-\` as a file is standard
input or output. A \`<model>\` is a model file, a package folder that mlc wrote, or its manifest: a
package knows its source and options, and \`verify\` then takes the files on disk. Colours are for
terminals, and NO_COLOR turns them off. What \`--json\` prints says its format and version;
[schema](schema) describes what verify, size and bench print, and a package's mlc-report.json.
`;

const TAIL = `## Exit codes

| Code | Meaning |
|---|---|
| 0 | all went well |
| 1 | a bug in mlc |
| 2 | usage: an unknown option, board or feature, a bad config file, bad data |
| 3 | the model is not supported or not well-formed |
| 4 | a mismatch, or output that is stale |
| 5 | over budget; nothing was written unless \`--force\` was given |
| 6 | this machine: a compiler missing or failing, a folder that cannot be written, edited files |
| 129 | the terminal was closed (SIGHUP) |
| 130 | interrupted |

A reader that has seen enough (\`mlc verify … | head -1\`) changes none of these.

## Config file

\`mlc compile\` without a model builds every entry of \`mlc.config.json\` in the working folder. Keys
are the flags in camelCase; flags override them. \`package\` fills the manifests of packages.

\`\`\`json
{
  "package": { "author": "Ada Example", "license": "MIT" },
  "models": {
    "pump": { "model": "model.joblib", "target": "esp-idf", "board": "esp32-c3", "out": "components/pump" }
  }
}
\`\`\`
`;
