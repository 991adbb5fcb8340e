import type { FloatType } from "../../ir/number-type.ts";
import { nextUp32, nextUp64 } from "../../math.ts";
import type { Mode } from "./ensemble.ts";
import { badNode, type OnnxNode, tensorOf } from "./node.ts";

/** The next number of a type. */
function nextUp(type: FloatType, x: number): number {
  return type === "f32" ? nextUp32(x) : nextUp64(x);
}

/** Edges of the union of intervals [from, to), where some may touch or overlap. */
function unionEdges(spans: readonly (readonly [from: number, to: number])[]): number[] {
  const edges: number[] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = edges.at(-1);
    const touches = last !== undefined && from <= last;
    if (touches) edges.pop();
    // -0 and 0 are one number.
    else edges.push(from + 0);
    // Nothing lies above infinity: that interval stays open.
    if (from < Number.POSITIVE_INFINITY) edges.push(touches ? Math.max(last, to) : to);
  }
  return edges;
}

/** The numbers equal to one of `values`, none of them NaN. */
export function equalEdges(type: FloatType, values: readonly number[]): number[] {
  return unionEdges(values.map((v) => [v, nextUp(type, v + 0)]));
}

/** onnxruntime compares sets of at most so many members, all from 0 to so much, as they are. */
const SMALL_SET = 30;

/** From here on every binary32 number is whole. */
const WHOLE_F32 = 2 ** 24;

/**
 * The sets of BRANCH_MEMBER nodes: each takes the numbers of `membership_values` up to the next
 * NaN. As of onnxruntime 1.31: a small set compares numbers as they are, a larger one cuts them to
 * whole numbers of 32 bits first.
 */
export function memberEdges(
  node: OnnxNode,
  modes: readonly Mode[],
  type: FloatType,
): ReadonlyMap<number, readonly number[]> {
  const sets = new Map<number, readonly number[]>();
  const tensor = tensorOf(node, "membership_values");
  const values = tensor?.values ?? [];
  if (tensor && values.length > 0 && tensor.type !== type) {
    badNode(node, `membership_values holds ${tensor.type} where ${type} is due`);
  }
  let next = 0;
  modes.forEach((mode, index) => {
    if (mode !== "BRANCH_MEMBER") return;
    const members: number[] = [];
    for (; next < values.length && !Number.isNaN(values[next]); next++) members.push(values[next]!);
    next++;
    if (members.length === 0) badNode(node, `the set of node ${index} is empty`);
    const small = members.length <= SMALL_SET && members.every((v) => v >= 0 && v <= SMALL_SET);
    sets.set(index, small ? equalEdges(type, members) : cutEdges(node, type, members));
  });
  return sets;
}

/** The numbers that are one of `members` once their fraction is cut off. */
function cutEdges(node: OnnxNode, type: FloatType, members: readonly number[]): number[] {
  const odd = members.find((v) => !Number.isInteger(v) || Math.abs(v) >= 2 ** 31);
  if (odd !== undefined) badNode(node, `a large set has ${odd}, no whole number of 32 bits`);
  return unionEdges(
    members.map((v) => {
      if (type === "f32" && Math.abs(v) >= WHOLE_F32) return [v, nextUp(type, v)];
      return [v > 0 ? v : nextUp(type, v - 1), v < 0 ? nextUp(type, v) : v + 1];
    }),
  );
}
