import type { ChoicesHead } from "../../../ir/model.ts";
import { countsUp } from "../../../plan/heads/choices.ts";
import { toFloatLiteral } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { printTable } from "../table.ts";
import { functionNames } from "./index.ts";

/** The label of each output: its place among the labels of all, or itself where these count up from 0. */
export function printChoices(
  emission: Emission,
  head: ChoicesHead,
  sums: SumPrinter,
): readonly string[] {
  const { engine } = emission;
  const names = functionNames(emission, sums);
  const isGreater = sums.isGreater("sum[k]", "sum[best]");
  const { choices } = head;
  const labels = countsUp(head)
    ? undefined
    : printTable(emission, {
        name: "label",
        type: "f32",
        groups: choices.map(({ classes }, output) => ({
          comment: `of output ${output}`,
          elements: classes.map(toFloatLiteral),
        })),
      });
  const lines = choices.map(({ firstScore, classes }, output) => {
    const place = `${names.p}_largest(&sum[${firstScore}], ${classes.length})`;
    const offset = firstScore === 0 ? "" : `${firstScore} + `;
    const label = labels ? `${labels.at}${offset}${place}${labels.end}` : `(float)${place}`;
    return `outputs[${output}] = ${label};`;
  });
  return [
    ...(labels ? [labels.text] : []),
    engine.render("c/outputs/largest", { ...names, isGreater }),
    engine.render("c/outputs/predict-choices", { ...names, lines }),
  ];
}
