import { expect, it } from "vitest";
import { linkProbabilities } from "../../../src/core/ir/head.ts";

it.each(["f32", "f64"] as const)("a softmax of %s divides its scores first", (type) => {
  const head = {
    kind: "classes",
    labels: { type: "integer", names: ["0", "1", "2"] },
    link: "softmax",
    type,
    decide: { kind: "argmax" },
  } as const;
  const divided = linkProbabilities({ ...head, linkDivisor: 3 }, [3, -6, 0]);
  expect(divided).toEqual(linkProbabilities(head, [1, -2, 0]));
  expect(divided).not.toEqual(linkProbabilities(head, [3, -6, 0]));
});
