/**
 * `npm run toolchains`: installs what the tests need besides Node: compilers of this machine and of
 * each target from Debian's packages, and some of PyPI into environments of their own. `--dry-run` only
 * says what it would do. Without apt-get it says what to install by hand.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { $, argv, which } from "zx";
import { PYTHON_TOOLS, TOOLS, type Tool } from "./tool-list.ts";

$.verbose = true;
const dryRun = argv["dry-run"] === true;
const tools: readonly Tool[] = Object.values(TOOLS);
const packages = [
  ...new Set([...tools.flatMap((tool) => tool.packages), ...PYTHON_TOOLS.packages]),
];

for (const { command, why } of tools) console.log(`${command.padEnd(24)} ${why}`);

if (await has("apt-get")) await installPackages();
else {
  console.log(`\nno apt-get here; install these by hand (names as in Debian 12):`);
  console.log(packages.join(" "));
}
for (const program of PYTHON_TOOLS.programs) await installFromPyPi(program);

async function installPackages(): Promise<void> {
  const missing = await missingPackages();
  if (missing.length === 0) return console.log("\nall Debian packages are installed");
  const root = process.getuid?.() === 0;
  if (!root && !(await has("sudo"))) {
    console.error(`\nneither root nor sudo; as root, run`);
    console.error(`apt-get install --no-install-recommends ${missing.join(" ")}`);
    process.exit(1);
  }
  console.log(`\ninstalling ${missing.join(" ")}`);
  if (dryRun) return;
  const sudo = root ? [] : ["sudo"];
  await $`${sudo} apt-get update`;
  await $`${sudo} apt-get install --yes --no-install-recommends ${missing}`;
}

/** Recommended packages would bring C++ libraries of over 2 GB, which no test needs. */
async function missingPackages(): Promise<readonly string[]> {
  const field = (name: string) => `$\{${name}}`;
  const format = `${field("Package")} ${field("db:Status-Status")}\\n`;
  const { stdout } = await $({
    quiet: true,
    nothrow: true,
  })`dpkg-query --show --showformat=${format} ${packages}`;
  const installed = new Set(
    stdout
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

async function installFromPyPi(program: (typeof PYTHON_TOOLS.programs)[number]): Promise<void> {
  const { command, environment, requirement } = program;
  if (existsSync(join(environment, "bin", command))) {
    return console.log(`${command} is installed in ${environment}`);
  }
  console.log(`\ninstalling ${requirement} from PyPI into ${environment}`);
  if (dryRun) return;
  await $`python3 -m venv ${environment}`;
  await $`${environment}/bin/python -m pip install --quiet --disable-pip-version-check ${requirement}`;
}

async function has(command: string): Promise<boolean> {
  return (await which(command, { nothrow: true })) !== null;
}
