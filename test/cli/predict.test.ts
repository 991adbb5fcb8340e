import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { mlc, temporaryFolder } from "../support/cli.ts";
import { readFixtureFile, readVectors } from "../support/fixtures.ts";

/** A fixture's model, and its rows as a table without answers. */
function workshop(fixture: string, file = "model.joblib") {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, file), readFixtureFile(fixture, file));
  const vectors = readVectors(fixture);
  const lines = [vectors.features, ...vectors.rows.map((row) => Array.from(row, String))];
  writeFileSync(join(cwd, "rows.csv"), lines.map((line) => line.join(",")).join("\n"));
  return { cwd, vectors };
}

function predictionsIn(csv: string): string[] {
  const rows: { prediction: string }[] = parse(csv, { columns: true });
  return rows.map(({ prediction }) => prediction);
}

describe("predict", () => {
  it("gives the trainer's classes for the doubles given, NaN included", async () => {
    const { cwd, vectors } = workshop("xgboost-3.4.1-binary-nan", "model.json");
    const { code, stdout } = await mlc(["predict", "model.json", "--data", "rows.csv"], { cwd });
    expect(code).toBe(0);
    expect(predictionsIn(stdout)).toEqual(vectors.predictions);
  });

  it("gives a regressor's values to the last bit, to a file that appears when whole", async () => {
    const { cwd, vectors } = workshop("sklearn-1.9.1-gbr");
    const args = ["predict", "model.joblib", "--data", "-", "--out", "out.csv"];
    const stdin = readFileSync(join(cwd, "rows.csv"));
    expect((await mlc(args, { cwd, stdin })).code).toBe(0);
    const numbers = predictionsIn(readFileSync(join(cwd, "out.csv"), "utf8")).map(Number);
    expect(numbers).toEqual(vectors.raw.map(([value]) => value));
  });

  it("takes the names of categories as well as their codes", async () => {
    const { cwd } = workshop("lightgbm-4.7.0-pandas", "model.txt");
    const header = "rms,colour,load,wide,on,rpm,grade,one";
    const row = (colour: string) => `0.5,${colour},20,0.25,1,-2,5,x`;
    const colours = ["blü", " blü", "0", "red", "2", "unknown", "", "nan"];
    writeFileSync(join(cwd, "rows.csv"), [header, ...colours.map(row)].join("\n"));
    const { code, stdout } = await mlc(["predict", "model.txt", "--data", "rows.csv"], { cwd });
    expect(code).toBe(0);
    const [blue, trimmed, zero, ...others] = predictionsIn(stdout);
    expect([trimmed, zero]).toEqual([blue, blue]);
    expect(new Set(others)).toEqual(new Set([others[0]]));
    expect(others[0]).not.toBe(blue);
  });

  it("leaves no file where a row is faulty", async () => {
    const { cwd } = workshop("sklearn-1.9.1-gbr");
    writeFileSync(join(cwd, "rows.csv"), "f0,f1,f2,f3,f4\n1,2,3,4,oops\n");
    const { code } = await mlc(
      ["predict", "model.joblib", "--data", "rows.csv", "--out", "out.csv"],
      { cwd },
    );
    expect(code).toBe(2);
    expect(readdirSync(cwd).sort()).toEqual(["model.joblib", "rows.csv"]);
  });

  it("gives the same from the device's plan as from compiled C", async () => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    const run = async (engine: string) =>
      (
        await mlc(["predict", "model.joblib", "--data", "rows.csv", "--raw", "--engine", engine], {
          cwd,
        })
      ).stdout;
    const device = await run("device");
    expect(predictionsIn(device).length).toBeGreaterThan(100);
    expect(await run("native")).toBe(device);
    expect(await run("model")).not.toBe(device);
  });

  it("binds by position without a header, and says so", async () => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    const args = ["predict", "model.joblib", "--data", "-", "--no-header"];
    const { code, stdout, stderr } = await mlc(args, {
      cwd,
      stdin: "0.0103,56,1626,100889,-1e-7\n",
    });
    expect([code, predictionsIn(stdout)]).toEqual([0, ["healthy"]]);
    expect(stderr).toContain("bind by position (--no-header)");
  });

  it("stops quietly where its reader does", async () => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    const main = join(import.meta.dirname, "../../src/cli/main.ts");
    const rows = readFileSync(join(cwd, "rows.csv"), "utf8").trimEnd().split("\n");
    const many = [rows[0], ...Array.from({ length: 300 }, () => rows.slice(1).join("\n"))].join(
      "\n",
    );
    writeFileSync(join(cwd, "rows.csv"), many);
    const command = `"$0" --import "$1" "$2" predict model.joblib --data rows.csv | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const args = ["-c", command, process.execPath, import.meta.resolve("tsx"), main];
    const { stdout, stderr } = await execa("bash", args, { cwd });
    expect(stdout.split("\n").at(-1)).toBe("0");
    expect(stderr).toBe("");
  });
});

describe("streams", () => {
  const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
  const inBash = (line: string, cwd: string) => {
    const words = [process.execPath, import.meta.resolve("tsx"), MAIN];
    const command = line.replaceAll("mlc ", `"$0" --import "$1" "$2" `);
    return execa("bash", ["-c", command, ...words], { cwd, reject: false });
  };

  it.each([
    "predict model.joblib --data rows.csv",
    "inspect model.joblib",
    "inspect model.joblib --json",
    "convert model.joblib",
    "targets",
    "--help",
  ])("that cannot be written end with 6, said plainly: %s", async (words) => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    const { exitCode, stderr } = await inBash(`mlc ${words} 1< rows.csv`, cwd);
    expect(stderr).toMatch(
      /^(columns .*\n)?error\[output\/unwritable\] standard output cannot be written: it is not open for writing\n/,
    );
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(exitCode).toBe(6);
  });

  it.each(["2>&1 >&- | true", "2< rows.csv"])(
    "that nobody reads leave the exit code as it is (%s)",
    async (redirection) => {
      const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
      const command = `mlc predict model.joblib --data gone.csv ${redirection}; echo "\${PIPESTATUS[0]}"`;
      expect((await inBash(command, cwd)).stdout).toBe("2");
    },
  );

  it("that are closed early stop an input without end", async () => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    const command = `yes "$(tail -n 1 rows.csv)" 2> no | mlc predict model.joblib --no-header --data - | head -n 1; echo "\${PIPESTATUS[1]}"`;
    const { stdout, stderr } = await inBash(command, cwd);
    expect(stdout).toMatch(/^prediction,.*\n0$/);
    expect(stderr).toMatch(/^columns of stdin bind by position .*$/);
  });

  it("that are closed early leave what verify found in the exit code", async () => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    const { stdout: right } = await mlc(["predict", "model.joblib", "--data", "rows.csv"], { cwd });
    const [header, ...rows] = right.trimEnd().split("\n");
    writeFileSync(join(cwd, "wrong.csv"), [header, ...rows.toReversed()].join("\n"));
    const command = `mlc verify model.joblib --data rows.csv --expected wrong.csv | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await inBash(command, cwd);
    expect([stdout, stderr]).toEqual(["4", ""]);
  });

  it.each([
    ["predict - --data -", "the model's -", "--data -"],
    ["verify - --data -", "the model's -", "--data -"],
    ["verify model.joblib --data - --expected -", "--data -", "--expected -"],
  ])("are read once: %s", async (line, first, second) => {
    const { code, stderr } = await mlc(line.split(" "), { cwd: temporaryFolder() });
    expect(stderr).toContain(`error[command/conflict] ${first} and ${second} exclude each other\n`);
    expect(code).toBe(2);
  });
});

describe("a file for the output", () => {
  const args = (out: string) => ["predict", "model.joblib", "--data", "rows.csv", "--out", out];

  it("is written through a link to it", async () => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    writeFileSync(join(cwd, "real.csv"), "old");
    symlinkSync("real.csv", join(cwd, "link.csv"));
    expect((await mlc(args("link.csv"), { cwd })).code).toBe(0);
    expect(lstatSync(join(cwd, "link.csv")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, "real.csv"), "utf8")).toMatch(/^prediction,/);
  });

  it("is not put in the place of a pipe or device", async () => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    const pipe = join(cwd, "pipe");
    await execa("bash", ["-c", `mkfifo "$0"`, pipe]);
    const reader = execa("timeout", ["20", "cat", pipe], { reject: false });
    expect((await mlc(args("pipe"), { cwd })).code).toBe(0);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect((await reader).stdout).toMatch(/^prediction,/);
  });
});

describe("a table", () => {
  it.each([
    [
      "with a quote inside a cell",
      'a,b\n1,2\n3,4"5\n',
      "line 3: not valid CSV: Invalid Opening Quote",
    ],
    ["with a quote left open", 'a,b\n1,"2\n', "not valid CSV: Quote Not Closed"],
    ["without line ends", "1".repeat(5e6), "line 1: not valid CSV: Max Record Size"],
  ])("%s is no table", async (_, stdin, message) => {
    const { cwd } = workshop("sklearn-1.9.1-gbr");
    const args = ["predict", "model.joblib", "--data", "-", "--ignore-extra"];
    const { code, stderr } = await mlc(args, { cwd, stdin });
    expect(stderr).toContain("error[data/csv-syntax] stdin, line ");
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it("binds names with blanks around them, to the blank", async () => {
    const { cwd, vectors } = workshop("sklearn-1.9.1-std-named-gbc");
    const { stdout: text } = await mlc(["convert", "model.joblib"], { cwd });
    const model = JSON.parse(text);
    const names = ["a", " a", " ", "a ", "b"];
    model.inputs.features = names.map((name) => ({ name }));
    writeFileSync(join(cwd, "blank.json"), JSON.stringify(model));
    const rows = readFileSync(join(cwd, "rows.csv"), "utf8").split("\n").slice(1);
    const stdin = [names.with(4, " b").join(","), ...rows].join("\n");
    const { stderr, stdout } = await mlc(["predict", "blank.json", "--data", "-"], { cwd, stdin });
    expect(stderr).toBe("");
    expect(predictionsIn(stdout)).toEqual(vectors.predictions);
  });

  it.each([
    ["a semicolon", "a;b;c\n1;2;3\n", []],
    ["a tab", "a\tb\tc\n1\t2\t3\n", []],
    ["a semicolon", "1,5;2;3;4;5\n", ["--no-header"]],
  ])("with another separator is told so, once: %s", async (separator, stdin, options) => {
    const { cwd } = workshop("sklearn-1.9.1-std-named-gbc");
    const args = ["predict", "model.joblib", "--data", "-", ...options];
    const { code, stderr } = await mlc(args, { cwd, stdin });
    expect(code).toBe(2);
    expect(stderr).toContain(
      `error[data/separator] stdin: fields are separated by ${separator}, not a comma\n`,
    );
    expect(stderr.match(/error\[/g)).toHaveLength(1);
  });
});

describe("convert", () => {
  it("writes a file that predicts what the trainer's does", async () => {
    const { cwd, vectors } = workshop("sklearn-1.9.1-std-named-gbc");
    expect((await mlc(["convert", "model.joblib", "--out", "model.json"], { cwd })).code).toBe(0);
    const { stdout } = await mlc(["predict", "model.json", "--data", "rows.csv"], { cwd });
    expect(predictionsIn(stdout)).toEqual(vectors.predictions);
    const { stdout: printed } = await mlc(["convert", "model.json"], { cwd });
    expect(printed).toBe(readFileSync(join(cwd, "model.json"), "utf8"));
  });
});

describe("completion", () => {
  it("completes commands, options and choices in bash", async () => {
    const { stdout: script } = await mlc(["completion", "bash"], { cwd: "/" });
    const complete = async (...words: string[]) => {
      const setting = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}`;
      const { stdout } = await execa("bash", [
        "-c",
        `${script}\n${setting}; _mlc; echo "\${COMPREPLY[@]}"`,
      ]);
      return stdout.split(" ");
    };
    expect(await complete("mlc", "comp")).toEqual(["compile", "completion"]);
    expect(await complete("mlc", "verify", "--exp")).toEqual(["--expected"]);
    expect(await complete("mlc", "compile", "--optimize", "s")).toEqual(["size", "speed"]);
    expect(await complete("mlc", "predict", "--engine", "n")).toEqual(["native"]);
  });

  it.each(["zsh", "fish"])("knows every command in %s", async (shell) => {
    const { code, stdout } = await mlc(["completion", shell], { cwd: "/" });
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toContain(name);
  });
});
