import { expect, it } from "vitest";
import { FRONT_ENDS } from "../../src/core/frontends/detect.ts";
import { readModel } from "../../src/core/frontends/index.ts";
import { toModelJson } from "../../src/core/frontends/mlc-json/write.ts";
import type { CompileOptions } from "../../src/core/options.ts";
import { answersOn, EMULATION_TOOLS, FIRST_BOARDS } from "../support/emulated-boards.ts";
import { readFacts, readFixtureFile, readOptionsOf, readVectors } from "../support/fixtures.ts";
import { answersOnHost } from "../support/host-answers.ts";
import { compileModel } from "../support/packages.ts";
import { product } from "../support/pairwise.ts";
import { describeWith } from "../support/tools.ts";
import { trainerRows, wrongForTrainer } from "../support/trainer-answers.ts";

/** A file of every format, from every library, by the front-end that reads it. */
const FILES: Readonly<Record<string, readonly `${string}/${string}`[]>> = {
  sklearn: [
    ...(["sklearn-1.9.1-std-gbc/model.joblib", "sklearn-1.9.1-containers/p5.pkl"] as const),
    ...(["sklearn-1.9.1-skops/deflated.skops", "voting-1.9.1-skops-catboost/model.skops"] as const),
    ...(["lightgbm-4.7.0-kept/booster.pkl", "lightgbm-4.7.0-classifier/model.joblib"] as const),
    ...([
      "xgboost-3.4.1-classifier-labels/model.pkl",
      "catboost-1.2.10-multi/model.joblib",
    ] as const),
    ...(["voting-1.9.1-other-pickles/model.dill", "sklearn-1.9.1-iforest/zlib.joblib"] as const),
    ...(["voting-1.9.1-soft/zlib.joblib", "voting-1.9.1-hard/zlib.joblib"] as const),
    ...(["voting-1.9.1-catboost-soft/zlib.joblib", "voting-1.9.1-values/zlib.joblib"] as const),
    ...(["voting-1.9.1-catboost-soft-three/zlib.joblib"] as const),
    ...(["voting-1.9.1-catboost-hard/zlib.joblib"] as const),
  ],
  xgboost: ["xgboost-3.4.1-multi/model.json", "xgboost-3.4.1-classifier-stop/model.ubj"],
  lightgbm: ["lightgbm-4.7.0-multiclass/model.txt", "lightgbm-4.7.0-binary/dump.json"],
  catboost: ["catboost-1.2.10-multi/model.cbm", "catboost-1.2.10-binary/model.json"],
  onnx: [
    ...(["onnx-1.23.2-skl-forest/model.onnx", "onnx-1.23.2-lgb-binary/model.onnx"] as const),
    "onnx-1.23.2-xgb-three/model.onnx",
  ],
  "ml-cart": ["ml-cart-classifier/model.json", "ml-random-forest-classifier/model.json"],
  "mlc-json": ["sklearn-1.9.1-std-gbc/converted"],
};

function readFile(path: string) {
  const [fixture, file] = path.split("/") as [string, string];
  const options = readOptionsOf(readFacts(fixture));
  if (file !== "converted")
    return readModel({ name: file, bytes: readFixtureFile(fixture, file) }, options);
  const text = toModelJson(readFile(`${fixture}/model.joblib`));
  return readModel({ name: "model.mlc.json", bytes: new TextEncoder().encode(text) });
}

const CASES = product({ file: Object.values(FILES).flat(), sums: ["auto", "exact"] });

it("a file of every front-end is here", () => {
  expect(Object.keys(FILES).sort()).toEqual(FRONT_ENDS.map(({ id }) => id).sort());
});

describeWith([...EMULATION_TOOLS, "gcc"], "compiled C answers as the trainer", () => {
  it.each(CASES)("$file, $sums sums", async ({ file, sums }) => {
    const options = { target: "generic", name: "m", sums } as CompileOptions;
    const result = compileModel(readFile(file!), options);
    const asked = trainerRows(result, readVectors(file!.split("/")[0]!));
    expect(asked.length).toBeGreaterThan(20);
    const rows = asked.map(({ row }) => row);
    const wrong: string[] = [];
    for (const id of ["host", ...FIRST_BOARDS]) {
      const answers = await (id === "host"
        ? answersOnHost(result, rows)
        : answersOn(id, result, rows));
      expect(answers.length, id).toBe(rows.length);
      const found = answers.map((answer, i) => wrongForTrainer(result, asked[i]!, answer));
      wrong.push(...found.filter((what) => what !== undefined).map((what) => `${id}: ${what}`));
    }
    expect(wrong).toEqual([]);
  });
});
