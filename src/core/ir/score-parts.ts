import { type BlendHead, type ChoicesHead, scoresOf } from "./model.ts";

/** Reports parts of a head that do not share all scores in order: the cause, and its place in the head. */
export function checkScoreParts(
  head: ChoicesHead | BlendHead,
  scores: number,
  report: (isFault: boolean, cause: string, at: string) => void,
): void {
  const { name, parts } = partsOf(head);
  let next = 0;
  parts.forEach(({ firstScore, count }, i) => {
    report(
      firstScore !== next,
      `scores from ${firstScore}, not ${next}`,
      `${name}[${i}].firstScore`,
    );
    next += count;
  });
  report(next !== scores || next === 0, `${name} take ${next} of ${scores} scores`, name);
}

function partsOf(head: ChoicesHead | BlendHead) {
  if (head.kind === "choices") {
    const parts = head.choices.map(({ firstScore, classes }) => ({
      firstScore,
      count: classes.length,
    }));
    return { name: "choices", parts };
  }
  const parts = head.members.map(({ firstScore, head: own }) => ({
    firstScore,
    count: scoresOf(own),
  }));
  return { name: "members", parts };
}
