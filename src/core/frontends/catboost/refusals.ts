import type { Problems } from "../../diagnostics/diagnostic.ts";

/** How many there are of what no split in the IR can ask. */
export interface Unsupported {
  readonly ctrs: number;
  readonly texts: number;
  readonly embeddings: number;
  /** Numbers computed from texts or embeddings, in files that list no such column. */
  readonly estimated: number;
}

export function refuseUnsupported(
  { ctrs, texts, embeddings, estimated }: Unsupported,
  problems: Problems,
  at: string,
): void {
  if (ctrs > 0) problems.add("catboost/ctr", { ctrs }, at);
  const refuse = (count: number, kind: string) => {
    if (count > 0) problems.add("catboost/unsupported-features", { count, kind }, at);
  };
  refuse(texts, "text");
  refuse(embeddings, "embedding");
  if (texts === 0 && embeddings === 0) refuse(estimated, "text or embedding");
}
