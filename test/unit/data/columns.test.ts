import { describe, expect, it } from "vitest";
import { bindColumns, type Header } from "../../../src/core/data/columns.ts";
import { Problems } from "../../../src/core/diagnostics/diagnostic.ts";

/** The columns bound, by position or name, and the codes of what is wrong. */
function bind(
  names: readonly string[],
  header: Header,
  options: { named?: boolean; ignore?: boolean } = {},
) {
  const problems = new Problems();
  const inputs = { features: names.map((name) => ({ name })), named: options.named !== false };
  const ignore = () => options.ignore === true;
  const { columns, byPosition } = bindColumns(inputs, header, { ignore, problems });
  return {
    columns,
    byPosition,
    codes: problems.all.map(({ code }) => code),
    problems: problems.all,
  };
}

describe("columns of a model with names", () => {
  it("bind exactly, in any order", () => {
    expect(bind(["a", "b"], ["b", "a"])).toMatchObject({
      columns: [1, 0],
      byPosition: false,
      codes: [],
    });
  });

  it("bind without case and punctuation where one fits", () => {
    expect(bind(["vibration_rms", "Temp °C"], ["temp °c", "Vibration RMS"])).toMatchObject({
      columns: [1, 0],
      codes: [],
    });
  });

  it("do not bind loosely where two would fit, on either side", () => {
    expect(bind(["a_b"], ["a b", "A-B"]).codes).toEqual([
      "data/ambiguous-column",
      "data/extra-column",
    ]);
    expect(bind(["a_b", "a-b"], ["ab"]).codes).toContain("data/ambiguous-column");
  });

  it("prefer the exact name to a loose one", () => {
    expect(bind(["a_b"], ["a b", "a_b"], { ignore: true })).toMatchObject({
      columns: [1],
      codes: [],
    });
  });

  it("are missed with the nearest name that is over", () => {
    const { problems } = bind(["rpm", "temperature"], ["rpm", "temprature"]);
    expect(problems.map(({ code, hint }) => [code, hint])).toEqual([
      ["data/missing-column", 'is it "temprature"? Rename the column'],
      ["data/extra-column", "rename or remove them, or pass --ignore-extra"],
    ]);
  });

  it("may be over only if asked", () => {
    expect(bind(["a"], ["a", "b"]).codes).toEqual(["data/extra-column"]);
    expect(bind(["a"], ["b", "a"], { ignore: true })).toMatchObject({ columns: [1], codes: [] });
  });

  it("keep blanks that the model's names have, and lose others", () => {
    expect(bind([" a", "a", " "], ["a", " ", " a"])).toMatchObject({
      columns: [2, 0, 1],
      codes: [],
    });
    expect(bind(["a", "b"], [" a ", "b\t"])).toMatchObject({ columns: [0, 1], codes: [] });
  });

  it("of signs alone are not all one name", () => {
    expect(bind(["+", "-"], ["-", "+"])).toMatchObject({ columns: [1, 0], codes: [] });
    const { problems } = bind(["+"], ["*"]);
    expect(problems.map(({ code }) => code)).toEqual(["data/missing-column", "data/extra-column"]);
  });

  it("must not come twice", () => {
    expect(bind(["a"], ["a", "a"]).codes).toEqual(["data/duplicate-column"]);
  });
});

describe("columns by position", () => {
  it("are those of a model without names, and of a table without", () => {
    expect(bind(["f0", "f1"], ["x", "y"], { named: false })).toMatchObject({
      columns: [0, 1],
      byPosition: true,
      codes: [],
    });
    expect(bind(["a", "b"], { width: 2 })).toMatchObject({
      columns: [0, 1],
      byPosition: true,
      codes: [],
    });
  });

  it("give way to made-up names that the table has", () => {
    expect(bind(["f0", "f1"], ["f1", "f0"], { named: false })).toMatchObject({
      columns: [1, 0],
      byPosition: false,
    });
  });

  it("must be as many as features; more only if asked", () => {
    expect(bind(["a", "b"], { width: 1 }, { ignore: true }).codes).toEqual(["data/column-count"]);
    expect(bind(["a", "b"], { width: 3 }).codes).toEqual(["data/column-count"]);
    expect(bind(["a", "b"], { width: 3 }, { ignore: true })).toMatchObject({
      columns: [0, 1],
      codes: [],
    });
  });
});
