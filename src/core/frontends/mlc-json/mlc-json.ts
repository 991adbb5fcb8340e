import { numberAt, pathOf, rootObject } from "../../containers/json-view.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { predictorWidth } from "../../ir/steps.ts";
import type { FrontEnd } from "../frontend.ts";
import { readForest } from "./forest.ts";
import { FORMAT, FORMAT_VERSION } from "./format.ts";
import { checkHead, readHead } from "./head.ts";
import { readInputs, readOrigin } from "./inputs.ts";
import { readSteps } from "./steps.ts";

/** mlc's own model JSON: all of the IR in one readable file, as `toModelJson` writes it. */
export const mlcJson: FrontEnd = {
  id: "mlc-json",
  title: "mlc's own model JSON",
  recognises({ json }) {
    if (typeof json !== "object" || json === null || !Object.hasOwn(json, "format")) return false;
    return (json as { format: unknown }).format === FORMAT;
  },
  readModel(candidate, _options, problems) {
    const document = rootObject(candidate.json, candidate.file.name);
    const version = numberAt(document, "version");
    if (version !== FORMAT_VERSION) {
      const place = { file: document.file, at: pathOf(document, "version") };
      fail("mlc-json/version", { version: String(version) }, place);
    }
    const origin = readOrigin(document, candidate);
    const inputs = readInputs(document, problems);
    problems.throwIfErrors();
    const width = inputs.features.length;
    const steps = readSteps(document, width, problems);
    problems.throwIfErrors();
    const predictor = readForest(document, predictorWidth({ inputs, steps }), problems);
    const head = readHead(document, predictor.scores, problems);
    checkHead(head, predictor, problems);
    problems.throwIfErrors();
    return { origin, inputs, steps, predictor, head };
  },
};
