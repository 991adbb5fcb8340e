import type { Pass } from "./pass.ts";

/** Refuses what no plan can express yet, by name, before anything is rewritten. */
export const reportUnsupported: Pass = {
  name: "report-unsupported",
  kind: "check",
  run(model, { problems }) {
    if (model.head.kind === "values" && model.predictor.scores > 1) {
      problems.add("plan/several-outputs", { outputs: model.predictor.scores });
    }
    return model;
  },
};
