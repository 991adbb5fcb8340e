import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { tool } from "./tools.ts";

/** Functions that can reach themselves, by the compiler's own call graph; none of a good package. */
export async function recursions(source: string): Promise<string[]> {
  const object = join(dirname(source), "calls.o");
  await execa(tool("arm-none-eabi-gcc"), [
    ...["-mthumb", "-mcpu=cortex-m4", "-ffreestanding", "-O0", "-fcallgraph-info"],
    ...["-c", source, "-o", object],
  ]);
  const graph = readFileSync(object.replace(/o$/, "ci"), "utf8");
  const edges = [...graph.matchAll(/edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"/g)].map(
    ([, from, to]) => [bare(from!), bare(to!)] as const,
  );
  const names = [...new Set(edges.map(([from]) => from))];
  return names.filter((name) => reaches(name)).map((name) => `recursion: ${name}`);

  function reaches(start: string): boolean {
    const seen = new Set<string>();
    const open = [start];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const [, to] of edges.filter(([from]) => from === name)) {
        if (to === start) return true;
        if (!seen.has(to)) open.push(to);
        seen.add(to);
      }
    }
    return false;
  }
}

/** A static function's name has its file before it. */
const bare = (name: string) => name.replace(/^.*:/, "");

/**
 * Assembly that is handed an address but says nothing of the memory behind it: a compiler may then
 * drop the caller's stores to that memory. Each by its first line.
 */
export function carelessAssembly(text: string): string[] {
  const statements = text.match(/\b(?:__)?asm(?:__)?\b[^;]*?\([\s\S]*?\)\s*;/g) ?? [];
  return statements
    .filter((statement) => !/"memory"|"[=+]?m"/.test(statement))
    .map((statement) => `assembly without its memory: ${statement.split("\n")[0]!.trim()}`);
}
