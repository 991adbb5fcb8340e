import { buildResources } from "../../src/tools/resources.ts";

/** Templates and targets are compiled into a module that git does not have. */
export default function setup(): void {
  buildResources();
}
