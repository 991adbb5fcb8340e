import { fail, Problems } from "../core/diagnostics/diagnostic.ts";
import type { Model } from "../core/ir/model.ts";
import { printModel } from "../core/ir/print.ts";
import { foldSteps } from "../core/passes/fold-steps.ts";
import { planTable, pricedPlans } from "../core/report/plan-table.ts";
import { modelLine } from "../core/report/screen.ts";
import { summarise, summaryLines } from "../core/report/summary.ts";
import { treePicture } from "../core/report/tree-picture.ts";
import type { LoadedModel } from "../node/load-model.ts";
import type { Invocation } from "./command.ts";
import { compileLoaded, loadInvocation } from "./compiled.ts";
import { countOption } from "./options.ts";
import { printJson, type Terminal } from "./terminal.ts";

const JSON_VERSION = 1;

/** Shows what a model file holds, in one of four views; exactly one at a time. */
export async function runInspect(terminal: Terminal, invocation: Invocation): Promise<undefined> {
  const { options } = invocation;
  refuseSeveral(["plan", "dump", "tree"].filter((view) => options[view] !== undefined));
  const loaded = await loadInvocation(terminal, invocation);
  const print = (lines: Iterable<string>) => {
    for (const line of lines) terminal.stdout.write(`${line}\n`);
  };
  if (options.plan) inspectPlan(terminal, loaded, options.json === true, print);
  else if (options.dump) print(printModel(loaded.model));
  else if (options.tree !== undefined) {
    const tree = treeNumber(loaded.model, options.tree);
    const depth = countOption("--depth", options.depth, 1);
    print(treePicture(foldedModel(loaded), tree, depth));
  } else {
    const summary = summarise(loaded.model, foldedModel(loaded));
    const name = loaded.settings.name ?? loaded.model.origin.name ?? "model";
    if (options.json) {
      printJson(terminal, { format: "mlc-inspect", version: JSON_VERSION, ...summary });
    } else print(summaryLines(name, summary));
  }
  return undefined;
}

function refuseSeveral(views: readonly string[]): void {
  const [first, second] = views;
  if (second === undefined) return;
  fail("command/conflict", { first: `--${first}`, second: `--${second}` });
}

function inspectPlan(
  terminal: Terminal,
  loaded: LoadedModel,
  json: boolean,
  print: (lines: Iterable<string>) => void,
): void {
  const result = compileLoaded(loaded);
  if (json) {
    const { name, target } = result;
    const board = target.board.id;
    const plans = pricedPlans(result);
    printJson(terminal, { format: "mlc-plans", version: JSON_VERSION, name, board, plans });
    return;
  }
  print([modelLine(result), "", ...planTable(result)]);
}

function treeNumber({ predictor }: Model, text: unknown): number {
  const tree = countOption("--tree", text, 0);
  if (tree < predictor.roots.length) return tree;
  const expected = `a number from 0 to ${predictor.roots.length - 1}`;
  return fail("command/bad-number", { option: "--tree", value: String(text), expected });
}

/** The model with thresholds in the units of its rows, otherwise as the trainer has it. */
function foldedModel({ model, settings }: LoadedModel): Model {
  const inputType = settings.inputType ?? "f32";
  return foldSteps.run(model, { inputType, missing: "exact", problems: new Problems() });
}
