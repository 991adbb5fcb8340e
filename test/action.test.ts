import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { mlc, temporaryFolder } from "./support/cli.ts";
import { readFixtureFile } from "./support/fixtures.ts";
import { describeWith, tool } from "./support/tools.ts";

const ROOT = resolve(import.meta.dirname, "..");
const FILE = "model.joblib";

/** A repository with a committed package, and `mlc` on the path as the action installs it. */
async function repository() {
  const cwd = temporaryFolder();
  const bin = join(cwd, "bin");
  mkdirSync(bin);
  const main = join(ROOT, "src/cli/main.ts");
  const shim = `#!/bin/sh\nexec "${process.execPath}" --import "${join(ROOT, "node_modules/tsx/dist/loader.mjs")}" "${main}" "$@"\n`;
  writeFileSync(join(bin, "mlc"), shim, { mode: 0o755 });
  writeFileSync(join(cwd, "model.joblib"), readFixtureFile("sklearn-1.9.1-std-named-gbc", FILE));
  const compile = ["compile", "model.joblib", "--name", "gearbox", "--target", "generic"];
  expect((await mlc([...compile, "--no-verify"], { cwd })).code).toBe(0);
  const git = (...words: string[]) =>
    execa("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd });
  await git("init", "--quiet");
  await git("add", "model.joblib", "gearbox");
  await git("commit", "--quiet", "-m", "first");
  const { stdout: head } = await git("rev-parse", "HEAD");
  await git("remote", "add", "origin", cwd);
  const run = (script: string, env: Record<string, string>) =>
    execa("bash", [join(ROOT, "action", script)], {
      cwd,
      reject: false,
      env: { PATH: `${bin}:${process.env.PATH}`, PACKAGES: "gearbox\n", RUNNER_TEMP: bin, ...env },
    });
  return { cwd, bin, head, git, run };
}

describeWith(["gcc", "avr-gcc"], "the action for pull requests", () => {
  it("passes a package that is its model's, and refuses an edited one", async () => {
    const { cwd, run } = await repository();
    const good = await run("verify.sh", { BOARDS: "uno" });
    expect(good.stdout).toMatch(/uno .* 0 mismatches/);
    expect(good.exitCode).toBe(0);
    const source = join(cwd, "gearbox/gearbox.c");
    writeFileSync(source, `${readFileSync(source, "utf8")}\n`);
    expect((await run("verify.sh", { BOARDS: "" })).exitCode).toBe(4);
  });

  it("tells sizes over a limit, and then fails", async () => {
    const { cwd, bin, run } = await repository();
    const limited = ["compile", "gearbox", "--max-flash", "1k", "--force", "--no-verify"];
    expect((await mlc(limited, { cwd })).code).toBe(0);
    const { exitCode, stdout } = await run("size.sh", { BOARDS: "uno\nnano", BASE: "" });
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/\| uno \|.*\| nano \|/s);
    expect(readFileSync(join(bin, "mlc-size.md"), "utf8").trimEnd()).toBe(stdout.trimEnd());
  });

  it("says what a change costs", async () => {
    const { cwd, bin, head, git, run } = await repository();
    const smaller = ["compile", "gearbox", "--outputs", "class", "--no-verify"];
    expect((await mlc(smaller, { cwd })).code).toBe(0);
    await git("commit", "--quiet", "-am", "second");
    const { exitCode, stderr } = await run("size.sh", { BOARDS: "uno", BASE: head });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(readFileSync(join(bin, "mlc-size.md"), "utf8")).toMatch(/\| uno \| .*-[\d,]+/);
  });
});

describe("the comment on a pull request", () => {
  /** Runs the script against a GitHub that has these comments, or none to show. */
  async function comment(comments: readonly { id: number; body: string }[] | undefined) {
    const bin = temporaryFolder();
    const asked = join(bin, "asked");
    const gh = `#!${process.execPath}
const [, , , how, , , filter] = process.argv;
const comments = ${JSON.stringify(comments) ?? "undefined"};
if (how !== "--paginate") require("fs").appendFileSync(${JSON.stringify(asked)}, process.argv.slice(2).join(" "));
else if (comments === undefined) process.exit(1);
else {
  const known = comments.find(({ body }) => filter.includes(body.split("\\n")[0]));
  if (known) console.log(known.id);
}
`;
    writeFileSync(join(bin, "gh"), gh, { mode: 0o755 });
    writeFileSync(join(bin, "mlc-size.md"), "### gearbox: size\n");
    const { exitCode, stdout } = await execa("bash", [join(ROOT, "action/comment.sh")], {
      env: {
        PATH: `${bin}:${process.env.PATH}`,
        RUNNER_TEMP: bin,
        GITHUB_REPOSITORY: "o/r",
        PULL_REQUEST: "7",
      },
    });
    const body = readFileSync(join(bin, "mlc-comment.md"), "utf8");
    const requests = existsSync(asked) ? readFileSync(asked, "utf8") : "";
    return { exitCode, stdout, body, requests: requests.replaceAll(bin, "bin") };
  }

  it("is made once, and known by its first line", async () => {
    const { exitCode, body, requests } = await comment([{ id: 1, body: "looks good" }]);
    expect(exitCode).toBe(0);
    expect(body).toBe("<!-- mlc-size -->\n### gearbox: size\n");
    expect(requests).toBe(
      "api --method POST repos/o/r/issues/7/comments --field body=@bin/mlc-comment.md --silent",
    );
  });

  it("is then brought up to date, whoever commented since", async () => {
    const earlier = { id: 12, body: "<!-- mlc-size -->\nolder" };
    const { requests } = await comment([earlier, { id: 13, body: "thanks" }]);
    expect(requests).toMatch(/^api --method PATCH repos\/o\/r\/issues\/comments\/12 --field/);
  });

  it("is left out with a warning where the token may not", async () => {
    const { exitCode, stdout, requests } = await comment(undefined);
    expect({ exitCode, requests }).toEqual({ exitCode: 0, requests: "" });
    expect(stdout).toMatch(/^::warning::/);
  });
});

describeWith(["shellcheck"], "the action's scripts", () => {
  it("have nothing that shellcheck would change", async () => {
    const scripts = readdirSync(join(ROOT, "action")).map((file) => join(ROOT, "action", file));
    const { stdout } = await execa(tool("shellcheck"), scripts, { reject: false });
    expect(stdout).toBe("");
  });
});

it("the workflow of the example runs others' actions by their hashes", () => {
  const text = readFileSync(join(ROOT, "examples/model-check.yml"), "utf8");
  const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action = ""]) => action);
  const others = used.filter((action) => !action.startsWith("mlc-compiler/"));
  expect(others).toHaveLength(2);
  for (const action of others) expect(action).toMatch(/@[0-9a-f]{40}$/);
});
