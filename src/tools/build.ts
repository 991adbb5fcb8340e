/** `npm run build`: templates and targets into one module, then src/{core,node,cli} into dist. */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { configSchema } from "../core/settings/config-schema.ts";
import { buildResources } from "./resources.ts";

const ROOT = join(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");

buildResources();
writeFileSync(
  join(ROOT, "docs/schema/config.schema.json"),
  `${JSON.stringify(configSchema(), null, 2)}\n`,
);
rmSync(DIST, { recursive: true, force: true });
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: ROOT, stdio: "inherit" });
chmodSync(join(DIST, "cli/main.js"), 0o755);
