import { publicFunctions } from "../../core/backends/c/functions.ts";
import type { Resources } from "../../core/resources.ts";
import type { HostPackage } from "../verify-host.ts";
import { boundStack } from "./bound-stack.ts";
import {
  type BoardBuild,
  type BoardImage,
  compileShared,
  linkForBoard,
  type SharedObjects,
} from "./cross-build.ts";
import type { Elf } from "./elf.ts";
import { type Attribution, attribute } from "./link-map.ts";
import type { StackBound } from "./stack/follow.ts";

/** Bytes that an image with the functions has more than one without. */
export interface LinkedSize extends Attribution {
  /** All that is in flash; what the parts leave over aligns them. */
  readonly flash: number;
  readonly ram: number;
}

export interface FunctionSize {
  readonly name: string;
  readonly flash: number;
  readonly ram: number;
  readonly stack: StackBound;
}

export interface MeasuredSize extends LinkedSize {
  /** Each function as if it were the only one that is called. */
  readonly functions: readonly FunctionSize[];
}

/** The functions of a package's header, without its self-test. */
export function measuredFunctions({ name, plan, framework }: HostPackage) {
  const mappedOnly = framework.constants.every((placement) => placement === "mapped");
  const prefix = { lower: name, upper: name.toUpperCase() };
  return publicFunctions({ plan, prefix, mappedOnly }).filter(
    (each) => each.name !== `${name}_self_test`,
  );
}

/** Links the package for a board with all its functions, with each, and with none. */
export async function measureSize(
  pack: HostPackage,
  resources: Resources,
  build: BoardBuild,
): Promise<MeasuredSize> {
  const names = measuredFunctions(pack).map(({ name }) => name);
  const shared = await compileShared(resources, { ...build, pack, port: false });
  try {
    const none = await linkWith([]);
    const all = await linkWith(names, names);
    const functions: FunctionSize[] = [];
    for (const [i, name] of names.entries()) {
      const { flash, ram } = difference(await linkWith([name]), none);
      functions.push({ name, flash, ram, stack: all.bounds[i]! });
    }
    return { ...difference(all, none), functions };
  } finally {
    shared.dispose();
  }

  async function linkWith(functions: readonly string[], bounded: readonly string[] = []) {
    const image = await linkFunctions(pack, resources, { ...build, shared, functions });
    try {
      const bounds = await boundStack(image, build, bounded);
      return { ...sizeOf(image.elf), ...attribute(image.map), bounds };
    } finally {
      image.folder.dispose();
    }
  }
}

/** Bytes of flash that the whole package takes. */
export async function measureFlash(
  pack: HostPackage,
  resources: Resources,
  build: BoardBuild,
): Promise<number> {
  const names = measuredFunctions(pack).map(({ name }) => name);
  const shared = await compileShared(resources, { ...build, pack, port: false });
  const flashWith = async (functions: readonly string[]) => {
    const image = await linkFunctions(pack, resources, { ...build, shared, functions });
    image.folder.dispose();
    return sizeOf(image.elf).flash;
  };
  try {
    return (await flashWith(names)) - (await flashWith([]));
  } finally {
    shared.dispose();
  }
}

/** An image that holds some of the package's functions, and whatever they call. */
function linkFunctions(
  pack: HostPackage,
  resources: Resources,
  {
    functions,
    ...build
  }: BoardBuild & { readonly shared: SharedObjects; readonly functions: readonly string[] },
): Promise<BoardImage> {
  const program = { template: "emulators/size", view: { functions }, port: false };
  return linkForBoard(pack, resources, { ...build, program, roomy: true });
}

/** The harness's own table of functions, which is not the package's. */
const KEPT = ".kept";

/** What an image takes of a board. Values of variables at the start are in flash, and copied to RAM. */
export function sizeOf({ sections }: Pick<Elf, "sections">): { flash: number; ram: number } {
  const taken = sections.filter(({ name, loaded }) => loaded && name !== KEPT);
  const sum = (of: typeof taken) => of.reduce((bytes, { size }) => bytes + size, 0);
  return {
    flash: sum(taken.filter(({ stored }) => stored)),
    ram: sum(taken.filter(({ written }) => written)),
  };
}

function difference(a: LinkedSize, b: LinkedSize): LinkedSize {
  return {
    flash: a.flash - b.flash,
    ram: a.ram - b.ram,
    code: a.code - b.code,
    constants: a.constants - b.constants,
    helpers: a.helpers - b.helpers,
  };
}
