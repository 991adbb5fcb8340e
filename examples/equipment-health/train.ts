/**
 * The task of train.py without Python: standardises data.csv, trains ml-cart's decision tree and
 * writes model.json (the model with its scaler and names), and expected-ml-cart.csv (what the tree
 * answers for readings.csv). `tsx train.ts [folder to write to]`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DecisionTreeClassifier } from "ml-cart";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const TARGET = process.argv[2] ?? HERE;
const CLASSES = ["healthy", "worn", "faulty"];
const HELD_OUT = 300;

function readCsv(file: string): { names: string[]; rows: string[][] } {
  const lines = readFileSync(join(HERE, file), "utf8").trimEnd().split("\n");
  const [names = [], ...rows] = lines.map((line) => line.split(","));
  return { names, rows };
}

/** The leaf's class fractions; classes after the leaf's last have none. */
function fractions(tree: DecisionTreeClassifier, row: number[]): number[] {
  const leaf = tree.root.classify(row) as { to1DArray(): number[] };
  const known = leaf.to1DArray();
  return CLASSES.map((_, label) => known[label] ?? 0);
}

const data = readCsv("data.csv");
const features = data.names.slice(0, -1);
const X = data.rows.map((cells) => cells.slice(0, -1).map(Number));
const y = data.rows.map((cells) => CLASSES.indexOf(cells.at(-1)!));
const X_train = X.slice(0, -HELD_OUT);

const columns = features.map((_, i) => X_train.map((row) => row[i]!));
const mean = columns.map((column) => column.reduce((sum, x) => sum + x, 0) / column.length);
const scale = columns.map((column, i) => {
  const squares = column.reduce((sum, x) => sum + (x - mean[i]!) ** 2, 0);
  return Math.sqrt(squares / column.length);
});
const standardise = (row: number[]) => row.map((x, i) => (x - mean[i]!) / scale[i]!);

const tree = new DecisionTreeClassifier({ maxDepth: 7, minNumSamples: 8 });
tree.train(X_train.map(standardise), y.slice(0, -HELD_OUT));

const model = {
  model: tree,
  scaler: { kind: "standard", mean, scale },
  features,
  classes: CLASSES,
};
writeFileSync(join(TARGET, "model.json"), `${JSON.stringify(model)}\n`);

const predicted = tree.predict(X.slice(-HELD_OUT).map(standardise));
const right = predicted.filter((label, i) => label === y.at(i - HELD_OUT)).length;
console.log(`accuracy on ${HELD_OUT} rows held out: ${(right / HELD_OUT).toFixed(3)}`);

const readings = readCsv("readings.csv").rows.map((cells) => standardise(cells.map(Number)));
const labels = tree.predict(readings).map((label) => CLASSES[label]);
const expected = [
  ["prediction", ...CLASSES.map((label) => `probability_${label}`)],
  ...readings.map((row, i) => [labels[i], ...fractions(tree, row)]),
];
writeFileSync(
  join(TARGET, "expected-ml-cart.csv"),
  `${expected.map((line) => line.join(",")).join("\n")}\n`,
);
