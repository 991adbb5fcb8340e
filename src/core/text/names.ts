/**
 * Identifiers made from names that people gave: features, classes, models. C and C++ keywords,
 * macros of Arduino and the vendors, collisions and other scripts are dealt with here alone.
 */

const RESERVED = new Set(
  (
    "auto break case char const continue default do double else enum extern float for goto if inline int long " +
    "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while " +
    "alignas alignof and asm bool catch class compl concept const_cast constexpr decltype delete dynamic_cast " +
    "explicit export false friend mutable namespace new noexcept not nullptr operator or private protected public " +
    "reinterpret_cast requires static_assert static_cast template this thread_local throw true try typeid typename " +
    "using virtual wchar_t xor main setup loop abs min max round sq bit lowByte highByte word byte boolean " +
    "radians degrees constrain random map interrupts noInterrupts printf malloc free"
  ).split(" "),
);

/** A package's header beside these would be included in their place. */
const HEADERS = new Set(
  (
    "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg " +
    "stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype " +
    "endian features memory strings unistd arduino"
  ).split(" "),
);

/** Also in another case: not every file system tells String.h from string.h. */
function isReserved(text: string): boolean {
  return RESERVED.has(text) || HEADERS.has(text.toLowerCase());
}

/** Lower-case C identifier of at most 40 characters: "Équipment health 2" -> "equipment_health_2". */
export function toIdentifier(text: string, fallback: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/^[-\u2212](?=[0-9.])/, "minus ")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40)
    .replace(/_+$/, "");
  if (plain === "") return fallback;
  if (isReserved(plain)) return `${plain}_model`;
  return /^[0-9]/.test(plain) ? `m${plain}` : plain;
}

/** Whether a user's own `--name` can prefix C symbols as it is. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(text) && !isReserved(text);
}

/** Upper-case suffixes for enumerators, distinct within the list. */
export function toEnumerators(names: readonly string[], fallback: string): readonly string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const word = toIdentifier(name, `${fallback}_${index}`)
      .toUpperCase()
      .replace(/^M(?=[0-9])/, "")
      .replace(/_MODEL$/, (suffix) => (name.toUpperCase().endsWith(suffix) ? suffix : ""));
    let unique = word;
    for (let n = 2; taken.has(unique); n++) unique = `${word}_${n}`;
    taken.add(unique);
    return unique;
  });
}
