import { predictionHeader, predictionLines } from "../core/data/prediction-columns.ts";
import { fail } from "../core/diagnostics/diagnostic.ts";
import { readRows } from "../node/csv.ts";
import { interruptible } from "../node/interrupt.ts";
import type { Invocation } from "./command.ts";
import { loadInvocation } from "./compiled.ts";
import { openRows, refuseStdinTwice } from "./data-input.ts";
import { openOutput } from "./data-output.ts";
import { type EngineId, PREDICTORS } from "./predictors.ts";
import { startProgress } from "./progress.ts";
import { createStopwatch } from "./stopwatch.ts";
import { say, type Terminal } from "./terminal.ts";

/** Predicts a table row by row; memory does not grow with it. */
export async function runPredict(terminal: Terminal, invocation: Invocation): Promise<undefined> {
  const { options } = invocation;
  refuseStdinTwice(invocation);
  const loaded = await loadInvocation(terminal, invocation);
  const { model } = loaded;
  const { table, binding } = await openRows(terminal, model, {
    data: options.data as string,
    header: options.header !== false,
    ignore: () => options.ignoreExtra === true,
  });
  const raw = options.raw === true;
  // The C of an anomaly detector gives its decision value, not the path lengths before it.
  if (raw && options.engine === "native" && model.head.kind === "anomaly")
    fail("command/conflict", { first: "--engine native", second: "an anomaly detector's --raw" });
  // Averages are one sum on the device.
  if (raw && options.engine !== "model" && model.head.kind === "blend")
    fail("command/conflict", { first: `--engine ${options.engine}`, second: "--raw of a blend" });
  const predictor = await PREDICTORS[options.engine as EngineId](loaded);
  const output = await openOutput(terminal, options.out as string);
  const progress = startProgress(terminal);
  const watch = createStopwatch(["parse", "predict", "write"]);
  const work = async () => {
    // Waits for the first rows: a fault in them leaves nothing behind.
    let header = predictionHeader(model, { raw });
    let rows = 0;
    watch.to("parse");
    for await (const { values, count } of readRows(table, binding)) {
      watch.to("predict");
      const predictions = await predictor.run(values, count);
      watch.to("write");
      await output.write(header + predictionLines(model, predictions, count, { raw }));
      header = "";
      rows += count;
      progress.show(`${rows} rows`);
      watch.to("parse");
    }
    watch.to("write");
    await output.write(header);
    await output.finish();
    watch.stop();
    progress.end();
    if (options.timing) say(terminal, `${rows} rows: ${watch.text()}`);
  };
  try {
    await interruptible(work, output.abandon);
  } finally {
    progress.end();
    output.abandon();
    await predictor.dispose?.();
  }
  return undefined;
}
