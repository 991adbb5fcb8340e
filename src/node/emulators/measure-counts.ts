import type { Resources } from "../../core/resources.ts";
import type { EmulatorSpec } from "../../core/targets/target.ts";
import type { HostPackage } from "../verify-host.ts";
import { type BoardBuild, buildForBoard } from "./cross-build.ts";
import { runImage } from "./run-on-board.ts";

/**
 * What each row's `predict` takes, in the emulator's unit; or why the run did not end well.
 * @throws DiagnosticError (exit 6) where a compiler or emulator is missing
 */
export async function measureCounts(
  pack: HostPackage,
  resources: Resources,
  build: BoardBuild & {
    readonly emulator: EmulatorSpec;
    readonly rows: readonly Float64Array[];
  },
): Promise<readonly number[] | { readonly failure: string }> {
  const image = await buildForBoard(pack, resources, { ...build, counted: true });
  try {
    const { counts = [], failure } = await runImage(pack, image, build);
    if (failure !== undefined) return { failure };
    const seen = counts.length;
    return seen === build.rows.length ? counts : { failure: `${seen} calls were seen` };
  } finally {
    image.folder.dispose();
  }
}
