import type {
  BlendHead,
  Head,
  Lookup,
  Model,
  ScalarOperation,
  ScoreLimit,
  ValueLink,
} from "./model.ts";
import { printForest } from "./predictors/forest/print.ts";

/**
 * A model as text, one fact a line: stable, so that dumps before and after a pass can be compared
 * by line. Numbers are the shortest decimals that read back to the same bits.
 */
export function* printModel({ origin, inputs, steps, predictor, head }: Model): Generator<string> {
  yield `model ${origin.estimator} (${origin.library}${origin.version ? ` ${origin.version}` : ""})`;
  yield `inputs ${inputs.domain}${inputs.mayBeMissing ? ", NaN may come" : ", never NaN"}`;
  for (const [index, { name, range, categories }] of inputs.features.entries()) {
    const seen = range ? ` in training ${numberText(range[0])} to ${numberText(range[1])}` : "";
    const codes = categories ? ` categories ${JSON.stringify(categories)}` : "";
    yield `  ${index} ${JSON.stringify(name)}${seen}${codes}`;
  }
  for (const step of steps) {
    if (step.kind === "normalize") {
      const columns = step.span ? ` of ${step.span[1]} columns from ${step.span[0]}` : "";
      yield `step normalize ${step.norm} ${step.type}${columns}`;
    }
    if (step.kind === "normalize") continue;
    const { kind, columns } = step;
    yield `step ${kind}`;
    for (const [column, { from, chain }] of columns.entries()) {
      const source = from === column ? "" : ` from ${from}`;
      yield `  ${column}${source}: ${chain.map(operationText).join(", ") || "as it is"}`;
    }
  }
  yield* printForest(predictor);
  yield* printHead(head);
}

function operationText(operation: ScalarOperation): string {
  switch (operation.kind) {
    case "clip":
      return `clip ${numberText(operation.low)} to ${numberText(operation.high)} ${operation.type}`;
    case "cast":
      return `cast ${operation.type}`;
    case "impute":
      return `impute ${numberText(operation.by)}`;
    case "flush":
      return `flush ${numberText(operation.limit)}`;
    case "truncate":
      return "truncate";
    case "lookup":
      return lookupText(operation);
    default:
      return `${operation.kind} ${numberText(operation.by)} ${operation.type}`;
  }
}

/** "look up 0 below 2, x below 3, else 1, NaN 0" */
function lookupText({ edges, values, missing }: Lookup): string {
  const results = values.map((value) => (value === null ? "x" : numberText(value)));
  const pieces = edges.map((edge, i) => `${results[i]} below ${numberText(edge)}, `).join("");
  return `look up ${pieces}else ${results.at(-1)}, NaN ${missing === null ? "kept" : numberText(missing)}`;
}

function limitText({ compare, value }: ScoreLimit): string {
  return `${compare === "ge" ? ">=" : ">"} ${numberText(value)}`;
}

function linkText({ kind, scale, factor, limit }: ValueLink): string {
  if (limit) return `1 where score ${limitText(limit)}, else 0`;
  const of = scale === undefined ? "" : ` of score * ${numberText(scale)}`;
  return `${kind}${of}${factor === undefined ? "" : `, times ${numberText(factor)}`}`;
}

function* printHead(head: Head): Generator<string> {
  if (head.kind === "values") {
    yield `head values ${head.type}${head.sorted ? ", sorted" : ""}`;
    for (const [score, link] of head.links.entries()) yield `  ${score}: ${linkText(link)}`;
    return;
  }
  if (head.kind === "anomaly") {
    const { normalFrom, divisor, offset, type } = head;
    yield `head anomaly ${type}, normal from ${numberText(normalFrom)}, -(2^(-score / ${numberText(divisor)})) - ${numberText(offset)}`;
    return;
  }
  if (head.kind === "choices") {
    yield "head choices";
    for (const { firstScore, classes } of head.choices)
      yield `  scores from ${firstScore}: ${classes.map(numberText).join(" ")}`;
    return;
  }
  if (head.kind === "blend") {
    yield* printBlend(head);
    return;
  }
  const { labels, link, linkScale, linkDivisor, type, decide } = head;
  const rule =
    decide.kind === "threshold" ? `class 1 where score ${limitText(decide)}` : decide.kind;
  const scale = linkScale === undefined ? "" : ` of score * ${numberText(linkScale)}`;
  const divided = linkDivisor === undefined ? "" : ` of score / ${numberText(linkDivisor)}`;
  yield `head classes, ${link}${scale}${divided} ${type}, ${rule}`;
  for (const [index, name] of labels.names.entries()) yield `  ${index} ${JSON.stringify(name)}`;
}

function* printBlend(head: BlendHead): Generator<string> {
  const divisor = "divisor" in head ? ` over ${numberText(head.divisor)}` : "";
  yield `head blend, ${head.how} ${head.type}${divisor}`;
  for (const member of head.members) {
    const weight = member.weight === undefined ? "" : `, weight ${numberText(member.weight)}`;
    const classes = "classes" in member ? `, classes ${member.classes?.join(" ")}` : "";
    yield `  scores from ${member.firstScore}${weight}${classes}`;
    for (const line of printHead(member.head)) yield `    ${line}`;
  }
  const names = "labels" in head ? head.labels.names : [];
  for (const [index, name] of names.entries()) yield `  ${index} ${JSON.stringify(name)}`;
}

function numberText(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
