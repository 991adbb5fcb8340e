import { isLinked, type ValueHead } from "../ir/model.ts";
import { type Combine, oneAccumulator } from "../ir/predictors/forest/forest.ts";
import { isF32 } from "../math.ts";

/** What no plan can express of a regression's links. */
export function* unsupportedValues(head: ValueHead, combine: Combine): Generator<string> {
  const { links } = head;
  const [first] = links;
  if (links.some(({ kind, scale = 1 }) => kind !== "identity" && scale <= 0))
    yield "a link whose scale is not positive";
  if (links.some(({ factor = 1 }) => !isF32(factor))) yield "a power times a double";
  if (links.some(({ kind, scale }) => kind === "signed-square" && scale !== undefined))
    yield "a square of scaled scores";
  const alike = links.every(
    ({ kind, scale = 1, factor, limit }) =>
      kind === first!.kind &&
      scale === (first!.scale ?? 1) &&
      factor === first!.factor &&
      limit === first!.limit,
  );
  if (head.sorted && links.length > 1 && !alike) yield "sorted outputs with different links";
  if (combine.kind !== "sum" && links.some(isLinked)) yield "a link behind a median";
  const exact = links.some(
    ({ kind, scale }) => kind === "signed-square" || (kind === "identity" && scale),
  );
  if (combine.kind === "sum" && exact && oneAccumulator(combine) !== head.type)
    yield "a square or scale in another type than its sums";
  if (head.type === "f32" && links.some(({ scale = 1 }) => !isF32(scale)))
    yield "a float32 scale that is no float32";
}
