/** mlc without files: reads models, compiles them and predicts, in Node and in a page alike. */
export type { GeneratedFile } from "./backends/c/package.ts";
export { type CompileResult, compile, type Trace } from "./compile.ts";
export {
  type Diagnostic,
  DiagnosticError,
  type ExitCode,
  type Severity,
} from "./diagnostics/diagnostic.ts";
export { formatDiagnostic } from "./diagnostics/format.ts";
export type { ReadOptions, Scaler, SourceFile } from "./frontends/frontend.ts";
export { attachScaler, readModel, readScaler } from "./frontends/index.ts";
export { toModelJson } from "./frontends/mlc-json/write.ts";
export { type Evaluation, evaluate, toDomain } from "./ir/evaluate.ts";
export {
  type BatchEvaluator,
  type BatchResult,
  createBatchEvaluator,
} from "./ir/evaluate-batch.ts";
export type { Model } from "./ir/model.ts";
export { printModel } from "./ir/print.ts";
export { type CompileOptions, DEFAULT_OPTIONS, type PackageFacts } from "./options.ts";
export type { Candidate } from "./plan/choose.ts";
export { type DeviceResult, evaluatePlan } from "./plan/evaluate.ts";
export type { Plan } from "./plan/plan.ts";
export { resources } from "./resources.generated.ts";
export type { Resources } from "./resources.ts";
