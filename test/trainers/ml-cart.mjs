/**
 * Trains and asks models of ml-cart and ml-random-forest: a line of JSON in, a line out, until the
 * input ends. Tables are files of little-endian doubles.
 *
 * {"train": class, "options", "width", "rows": path, "targets": [...]} -> the model, as toJSON gives it
 * {"ask": model, "classes", "width", "rows": path, "answers": path} -> {}; a row's p0 ... and prediction
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { DecisionTreeClassifier, DecisionTreeRegression } from "ml-cart";
import { RandomForestClassifier, RandomForestRegression } from "ml-random-forest";

const CLASSES = {
  DTClassifier: DecisionTreeClassifier,
  DTRegression: DecisionTreeRegression,
  RFClassifier: RandomForestClassifier,
  RFRegression: RandomForestRegression,
};

function table(path, width) {
  const numbers = new Float64Array(Uint8Array.from(readFileSync(path)).buffer);
  return Array.from({ length: numbers.length / width }, (_, i) => [
    ...numbers.subarray(i * width, (i + 1) * width),
  ]);
}

function train({ train: name, options, width, rows, targets }) {
  const model = new CLASSES[name](options);
  model.train(table(rows, width), targets);
  return model;
}

function ask({ ask: json, classes, width, rows, answers }) {
  const model = CLASSES[json.name].load(json);
  const given = table(rows, width);
  const predictions = model.predict(given);
  const p = { DTClassifier: fractions, RFClassifier: shares }[json.name]?.(model, given, classes);
  writeFileSync(answers, Float64Array.from(predictions.flatMap((y, i) => [...(p?.[i] ?? []), y])));
  return {};
}

/** Of the leaf; classes above its largest label have none. */
function fractions({ root }, rows, classes) {
  return rows.map((row) => {
    const leaf = root.classify(row).to1DArray();
    return Array.from({ length: classes }, (_, label) => leaf[label] ?? 0);
  });
}

/** predictProbability miscounts the first tree; the trees' own votes do not. */
function shares(model, rows, classes) {
  const share = (votes, label) => votes.filter((vote) => vote === label).length / votes.length;
  return model
    .predictionValues(rows)
    .to2DArray()
    .map((votes) => Array.from({ length: classes }, (_, label) => share(votes, label)));
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(request.train ? train(request) : ask(request)));
}
