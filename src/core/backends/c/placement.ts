import type { Emission } from "./emission.ts";

/** Macros that keep constants in flash and read them; only those that the given texts use. */
export function printPlacement(emission: Emission, texts: readonly string[]): string {
  const { engine, prefix, mappedOnly } = emission;
  if (mappedOnly) return "";
  const uses = (type: string) => texts.some((text) => text.includes(`${prefix.upper}_${type}(`));
  const reals = uses("F32");
  const words = uses("I32");
  return engine
    .render("c/placement", {
      p: prefix.lower,
      P: prefix.upper,
      u8: uses("U8"),
      u16: uses("U16"),
      u32: uses("U32") || words,
      i32: words,
      f32: reals,
    })
    .trimEnd();
}
