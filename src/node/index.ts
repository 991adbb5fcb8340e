/** mlc with files: all of the core, package folders, tables and the compiler of this machine. */
export * from "../core/index.ts";
export { type OpenedConfig, openConfig } from "./config.ts";
export { openTable, type RowBlock, readRows, type Table, type TableRecord } from "./csv.ts";
export { readSource } from "./files.ts";
export { findHostCompiler, type HostCompiler } from "./host-compiler.ts";
export { type LoadContext, type LoadedModel, loadModel } from "./load-model.ts";
export {
  editedFiles,
  findPackageSource,
  openPackage,
  type PackageFolder,
} from "./package-folder.ts";
export { buildForHost, type HostBuild, type HostPackage, hostPackageOf } from "./verify-host.ts";
export { type Verification, type VerifyOptions, verifyPackage } from "./verify-package.ts";
export { planWrite, refuseWrite, type WritePlan, writePackage } from "./write-package.ts";
