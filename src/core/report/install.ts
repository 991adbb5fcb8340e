import { labelled } from "./screen.ts";

const APT = "apt-get install --no-install-recommends ";

/** What installs all that boards lack: Debian's packages in one line, anything else in its own. */
export function installLines(boards: readonly { readonly install?: string }[]): readonly string[] {
  const wanted = new Set(boards.flatMap(({ install }) => install ?? []));
  const packages = new Set<string>();
  const others: string[] = [];
  for (const line of wanted) {
    if (!line.startsWith(APT)) others.push(line);
    else for (const name of line.slice(APT.length).split(" ")) packages.add(name);
  }
  const apt = packages.size === 0 ? [] : [APT + [...packages].join(" ")];
  return [...apt, ...others].map((line) => labelled("install", line));
}
