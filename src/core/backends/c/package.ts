import type { CompileOptions } from "../../options.ts";
import type { Engine, View } from "../../render/engine.ts";
import type { Framework } from "../../targets/target.ts";
import { toCommentText } from "../../text/c-text.ts";
import { toIdentifier } from "../../text/names.ts";
import { toFloatLiteral } from "../../text/numbers.ts";
import { INPUT_C_TYPE } from "./emission.ts";
import type { EmitContext, EmittedC } from "./emit.ts";
import { apiOf } from "./outputs.ts";

/** A file of the package; `path` is relative, with forward slashes. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Renders a framework's files around the emitted C. Templates named "@..." are the C itself. */
export function renderPackage(
  context: EmitContext,
  c: EmittedC,
  options: CompileOptions,
  { engine, framework }: { readonly engine: Engine; readonly framework: Framework },
): readonly GeneratedFile[] {
  const view = packageView(context, options);
  const headerOnly = options.style === "header";
  const emitted: Readonly<Record<string, string>> = {
    "@header": headerOnly ? c.single : c.header,
    "@source": c.source,
    "@self-test": c.selfTest,
  };
  return framework.files
    .filter((file) => file.when === undefined || view[file.when] === true)
    .filter((file) => !(headerOnly && (file.role === "source" || file.role === "self-test")))
    .map((file) => ({
      path: file.path.replaceAll("{name}", context.emission.prefix.lower),
      text: emitted[file.template] ?? ending(engine.render(file.template, view)),
    }));
}

function ending(text: string): string {
  return `${text.trimEnd()}\n`;
}

/** The facts that manifests, build files, examples and READMEs share. All text, ready to print. */
function packageView(context: EmitContext, options: CompileOptions): View {
  const { emission, facts } = context;
  const { plan, prefix, source } = emission;
  const api = apiOf(plan);
  const { author, maintainer, url, license } = options.package;
  const row = context.golden[0];
  const labels = plan.head.kind === "classes" ? plan.head.labels.names : [];
  return {
    p: prefix.lower,
    P: prefix.upper,
    /** Folder and library name: hyphens read better than underscores there. */
    libraryName: prefix.lower,
    camelName: prefix.lower
      .split("_")
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(""),
    version: context.version,
    sentence: facts.sentence,
    sentenceCapital: facts.sentence.charAt(0).toUpperCase() + facts.sentence.slice(1),
    model: facts.model,
    promise: facts.promise,
    planText: facts.plan,
    cost: facts.cost,
    missing: facts.missing,
    scaler: facts.scaler,
    hasScaler: facts.scaler !== "",
    command: context.command.join(" "),
    classifier: api.classes,
    probability: api.probability,
    decision: api.decision,
    inputType: INPUT_C_TYPE[plan.inputType],
    mappedOnly: emission.mappedOnly,
    headerOnly: options.style === "header",
    floatInput: plan.inputType === "f32",
    features: source.inputs.features.map((feature, i) => ({
      name: toCommentText(feature.name),
      index: String(i),
      value:
        plan.inputType === "f32"
          ? toFloatLiteral(row?.features[i] ?? 0)
          : String(row?.features[i] ?? 0),
      range: context.splitRanges[i]?.join(" to ") ?? "not used",
      last: i === source.inputs.features.length - 1,
    })),
    nFeatures: String(plan.features),
    nClasses: String(labels.length),
    labels: labels.map((label, i) => ({ label: toCommentText(label), index: String(i) })),
    /** What the first golden row gives, as text. */
    expected:
      row === undefined
        ? ""
        : api.classes
          ? toCommentText(labels[row.expected] ?? "")
          : String(row.expected),
    goldenCount: String(context.golden.length),
    author: author ?? "the model's owner",
    maintainer: maintainer ?? author ?? "the model's owner",
    hasAuthor: author !== undefined,
    url: url ?? "https://example.invalid/",
    hasUrl: url !== undefined,
    license: license ?? "",
    hasLicense: license !== undefined,
    kconfigName: toIdentifier(prefix.lower, "model").toUpperCase(),
  };
}
