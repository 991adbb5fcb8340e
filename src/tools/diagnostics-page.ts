import { readFileSync } from "node:fs";
import { catalog } from "../core/diagnostics/catalog.ts";
import type { CatalogEntry } from "../core/diagnostics/diagnostic.ts";

const CATALOG = new URL("../core/diagnostics/catalog/", import.meta.url);

/** Areas whose codes stand in another area's file. */
const FILE_OF: Readonly<Record<string, string>> = {
  file: "files",
  output: "files",
  package: "files",
  targets: "options",
  report: "board",
  scaler: "sklearn",
};

type Entry = readonly [code: string, CatalogEntry<object>];

const areaOf = (code: string) => code.slice(0, code.indexOf("/"));

/** docs/diagnostics.md, from the catalogue itself: texts with their facts left open. */
export function diagnosticsPage(): string {
  const entries = Object.entries(catalog).sort(([a], [b]) => (a < b ? -1 : 1)) as Entry[];
  const areas = [...new Set(entries.map(([code]) => areaOf(code)))];
  const sections = areas.map((area) =>
    areaSection(
      area,
      entries.filter(([code]) => areaOf(code) === area),
    ),
  );
  return `${HEAD}\n${sections.join("\n")}`;
}

const HEAD = `# Diagnostics

Every message of mlc has a code, such as \`error[tree/cycle]\`. This page lists them all; it is
written by \`npm run docs\` from [the catalogue](../src/core/diagnostics/catalog.ts). Words in ‹›
stand for what mlc found. Each message also names the file and the place in it: a JSON path, a text
line, a byte offset, or a tree and its node. The exit codes are explained in [cli.md](cli.md).
`;

function areaSection(area: string, entries: readonly Entry[]): string {
  const parts = entries.map(entrySection);
  return [`## ${area}`, about(area), ...parts].join("\n\n").concat("\n");
}

/** What the catalogue's file says of itself. */
function about(area: string): string {
  const text = readFileSync(new URL(`${FILE_OF[area] ?? area}.ts`, CATALOG), "utf8");
  const comment = /^\/\*\* (.*?) ?\*\/\nexport const/ms.exec(text)?.[1];
  if (comment === undefined) throw new Error(`the catalogue of ${area} does not say what it holds`);
  return comment.replace(/\n \* ?/g, " ").trim();
}

function entrySection([code, { severity, exit, message, hint }]: Entry): string {
  const facts = openFacts();
  const outcome = severity === "error" ? `error, exit ${exit}` : severity;
  const lines = [`### ${code}`, `*${outcome}*: ${toText(message(facts))}`];
  if (hint) lines.push(`Fix: ${toText(hint(facts))}`);
  return lines.join("\n\n");
}

function toText(text: unknown): string {
  return String(text)
    .replace(/\s+/g, " ")
    .replace(/[<>*|]/g, "\\$&");
}

/** Facts of any shape: whatever a text asks for becomes the name of the fact. */
function openFacts(): object {
  return new Proxy({}, { get: (_, name) => openFact(`‹${toWords(String(name))}›`) });
}

/** A fact as text, number or list; a list has entries, so that "did you mean" shows. */
function openFact(text: string): object {
  const toFact = () => openFact(text);
  const asText = () => text;
  const known: Readonly<Record<PropertyKey, unknown>> = {
    [Symbol.toPrimitive]: asText,
    toString: asText,
    toJSON: asText,
    join: asText,
    toLocaleString: asText,
    toPrecision: asText,
    length: 2,
    map: toFact,
    slice: toFact,
  };
  return new Proxy(known, {
    get(target, key) {
      if (key in target) return target[key];
      throw new Error(`${text} is used by .${String(key)}, which the page cannot show`);
    },
  });
}

function toWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
