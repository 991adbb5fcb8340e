import { gzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { codesOf, diagnosticsOf } from "../../support/diagnostics.ts";
import { readFixtureFile } from "../../support/fixtures.ts";

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const zipped = (...names: readonly string[]) =>
  zipSync(Object.fromEntries(names.map((name) => [name, latin1("x")])));
const refusal = (bytes: Uint8Array) => diagnosticsOf(() => readModel({ name: "model", bytes }));

describe("what no reader takes is refused by what it is, with a way out", () => {
  it.each([
    // [first bytes, what it is, what to do]
    ["\x89HDF\r\n\x1a\n", "a Keras .h5 model", "networks"],
    ["\x1c\0\0\0TFL3", "TensorFlow Lite", "networks"],
    ["GGUF\x03\0\0\0", "GGUF", "networks"],
    ['\x40\0\0\0\0\0\0\0{"a":{"dtype":"F64"', "safetensors", "networks"],
    ["\x08\x01\x12\x90\x01\n\x80\x01\x12\x05serve", "SavedModel", "networks"],
    ["\x04\0\0\0\x08\0\0\0\x01\0\0\0\x02\x02\x02\0", "treelite", 'save_model("model.json")'],
    ["X\n\0\0\0\x03", "an R object", "xgb.save("],
    ["\xac\xed\0\x05sr\0", "Java", "saveModel("],
    ["\x1c\xed\x08H2O", "H2O", "XGBoost"],
    ["ccopy_reg\n_reconstructor\n", "protocol 0", "joblib.dump("],
    ["}q\0(X\x01\0\0\0a", "protocol 1", "joblib.dump("],
    ["version https://git-lfs.github.com/spec/v1\n", "Git LFS", "git lfs pull"],
    ["<!DOCTYPE html>\n", "a web page", "download"],
    ['<?xml version="1.0"?>\n<!-- made -->\n<PMML version="4.4">', "(PMML)", "the trainer itself"],
    ["digraph Tree {\nnode [shape=box] ;", "Graphviz", "the trainer itself"],
    [",Tree,Node,ID,Feature\n0,0,0,0-0,f0\n", "a table of a booster's trees", "the trainer itself"],
    ["/* made by m2cgen */\n#include <string.h>\nvoid score(", "source code", "the trainer itself"],
    ["# made\nimport numpy as np\n", "source code", "the trainer itself"],
    ['{"format":"layers-model","modelTopology":{}}', "TensorFlow.js", "networks"],
    ['{"class":"org.apache.spark.ml","sparkVersion":"3.5.0"}', "Spark", "saveModel("],
    ['{"threshold_type": "float32", "num_feature": 3}', "treelite", 'save_model("model.json")'],
    ['{"cells":[],"nbformat":4}', "a notebook", "joblib.dump("],
  ])("%j", (start, what, advice) => {
    const [found, ...more] = refusal(latin1(start.padEnd(300, "\0")).subarray(0, start.length));
    expect(found).toMatchObject({ code: "input/unknown-format" });
    expect(found?.message).toContain(what);
    expect(found?.hint).toContain(advice);
    expect(more).toEqual([]);
  });

  it.each([
    [["metadata.json", "config.json", "model.weights.h5"], "Keras", "networks"],
    [["net/data.pkl", "net/version"], "PyTorch", "networks"],
    [["model.ini", "domains/d000.txt"], "H2O MOJO", "XGBoost"],
    [["Manifest.json", "Data/com.apple.CoreML/model.mlmodel"], "Core ML", "model.json"],
    [["m/metadata/part-00000"], "Spark", "saveModel("],
    [["forest.pmml"], "PMML", "the trainer itself"],
    [["MLmodel", "model.pkl"], "MLflow", "unpack it"],
    [["a.npy"], ".npz", "give a scikit-learn"],
    [["model.json"], "a zip archive", "unpack it"],
  ])("a zip archive of %j", (names, what, advice) => {
    const [found] = refusal(zipped(...names));
    expect(found).toMatchObject({ code: "input/unknown-format" });
    expect(found?.message).toContain(what);
    expect(found?.hint).toContain(advice);
  });

  it("compressed files by what is inside", () => {
    const [fromR] = refusal(gzipSync(latin1("RDX3\nX\n\0\0\0\x03")));
    expect(fromR?.message).toContain("compressed, with an R object");
    expect(fromR?.hint).toContain("xgb.save(");
    const [text] = refusal(gzipSync(latin1('{"learner": {}}')));
    expect(text?.hint).toBe("give it decompressed");
  });

  it("an archive that is cut", () => {
    expect(codesOf(() => readModel({ name: "cut", bytes: latin1("PK\x03\x04\x14\0") }))).toEqual([
      "input/truncated",
    ]);
  });

  it.each([
    ["catboost-1.2.10-refused", "export.mlmodel", "Core ML"],
    ["catboost-1.2.10-refused", "export.pmml", "(PMML)"],
    ["catboost-1.2.10-refused", "export.cpp", "source code"],
    ["catboost-1.2.10-refused", "export.py.txt", "source code"],
    ["voting-1.9.1-refused", "checkpoint.tl", "a treelite checkpoint"],
    ["voting-1.9.1-refused", "treelite.json", "a dump of treelite"],
  ])("%s/%s", (folder, file, what) => {
    expect(refusal(readFixtureFile(folder, file))[0]?.message).toContain(what);
  });

  it("a PyTorch checkpoint of old, which is a pickle", () => {
    const magic = "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.";
    expect(refusal(latin1(magic))[0]?.message).toContain("a PyTorch checkpoint");
  });

  it.each(["dill._dill", "cloudpickle.cloudpickle"])("code of one's own, kept by %s", (module) => {
    const [found] = refusal(latin1(`\x80\x02c${module}\n_create_type\n(tR.`));
    expect(found).toMatchObject({ code: "pickle/calls-something" });
    expect(found?.hint).toContain("joblib.dump(");
  });
});
