import type { Model } from "../ir/model.ts";
import { verifyModel } from "../ir/verify.ts";
import { assumeFinite } from "./assume-finite.ts";
import { foldConstantSplits } from "./fold-constant-splits.ts";
import { foldSteps } from "./fold-steps.ts";
import { mergeEqualChildren } from "./merge-equal-children.ts";
import type { Pass, PassContext } from "./pass.ts";
import { reportUnsupported } from "./report-unsupported.ts";

/** The lowering, in order. */
export const PASSES: readonly Pass[] = [
  // First, so that a refusal names the model as the trainer wrote it.
  reportUnsupported,
  // From here on thresholds are of the device's input type, compared with `<=`, and no step is left.
  foldSteps,
  // Before the simplifications: without NaN more splits are constant and more subtrees equal.
  assumeFinite,
  // Folding thresholds makes splits coincide; cutting them off can leave siblings equal.
  foldConstantSplits,
  mergeEqualChildren,
];

/** Runs the passes, verifying the model after each; `trace` sees what each one gives. */
export function lower(
  source: Model,
  context: PassContext,
  trace: (pass: Pass, model: Model, changed: boolean) => void = () => {},
): Model {
  let model = source;
  for (const pass of PASSES) {
    const next = pass.run(model, context);
    if (next !== model) verifyModel(next);
    trace(pass, next, next !== model);
    context.problems.throwIfErrors();
    model = next;
  }
  return model;
}

/** Only what changes the domain: every split of the model is still there, on the device's inputs. */
export function lowerDomain(source: Model, context: PassContext): Model {
  return PASSES.filter((pass) => pass.kind === "lower").reduce(
    (model, pass) => pass.run(model, context),
    source,
  );
}
