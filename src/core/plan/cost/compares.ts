import type { ClassHead, ScoreLimit } from "../../ir/model.ts";
import { apiOf } from "../api.ts";
import { isPower } from "../heads/link-factor.ts";
import { isExponential } from "../heads/probabilities.ts";
import type { CostInput } from "./input.ts";
import type { LibraryCalls } from "./library-terms.ts";

type Compares = Pick<LibraryCalls, "above" | "below">;

/** How outputs compare reals: a library has a function for each direction. */
export function comparesOf(input: Pick<CostInput, "head" | "outputs">): Compares {
  const { head } = input;
  switch (head.kind) {
    case "values": {
      const limits = head.links.flatMap(({ limit }) => limit ?? []);
      const sorts = head.sorted === true && head.links.length > 1;
      return anyOf([
        ...limits.map(limitCompares),
        { above: sorts, below: head.links.some(isPower) },
      ]);
    }
    case "classes":
      return anyOf([
        decisionCompares(head),
        ...(apiOf(input).probability ? [probabilityCompares(head)] : []),
      ]);
    case "average":
      return { above: head.labels !== undefined, below: head.links.some(isPower) };
    case "choices":
      return { above: true };
    case "anomaly":
      return { below: true };
    case "blend": {
      const heads = head.members.map((member) => member.head);
      return anyOf(heads.map(head.how === "soft" ? probabilityCompares : decisionCompares));
    }
  }
}

function decisionCompares({ decide }: ClassHead): Compares {
  if (decide.kind === "threshold") return limitCompares(decide);
  return { above: decide.kind === "argmax" };
}

function probabilityCompares(head: ClassHead): Compares {
  return isExponential(head)
    ? { above: head.link === "softmax", below: head.link !== "softmax" }
    : {};
}

/** Compilers turn a comparison around where the constant stands first. */
function limitCompares({ compare }: ScoreLimit): Compares {
  return compare === "ge" ? { below: true } : { above: true };
}

function anyOf(all: readonly Compares[]): Compares {
  return { above: all.some(({ above }) => above), below: all.some(({ below }) => below) };
}
