import { fail } from "../../diagnostics/diagnostic.ts";
import type { AttributeProto, NodeProto } from "./schema.ts";
import { readTensor, type Tensor } from "./tensor.ts";

/** One operator of the graph. */
export interface OnnxNode {
  /** "Scaler", or "com.microsoft.Gelu" where the domain is neither of ONNX's own. */
  readonly operator: string;
  /** Names the node in messages. */
  readonly at: string;
  /** Release of the operator set that it is of. */
  readonly opset: number;
  /** Names of values; "" is an input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeProto>;
}

const OWN_DOMAINS = ["", "ai.onnx", "ai.onnx.ml"];

/** `opsets`: the release of each domain's operators that the model imports. */
export function toNode(
  proto: NodeProto,
  index: number,
  opsets: ReadonlyMap<string, number>,
): OnnxNode {
  const { domain = "", op_type: type = "", name = "" } = proto;
  return {
    operator: OWN_DOMAINS.includes(domain) ? type : `${domain}.${type}`,
    at: name === "" ? `node ${index}, ${type}` : `node "${name}"`,
    opset: opsets.get(domain === "ai.onnx" ? "" : domain) ?? 1,
    inputs: proto.input ?? [],
    outputs: proto.output ?? [],
    attributes: new Map((proto.attribute ?? []).map((a) => [a.name ?? "", a])),
  };
}

/** Empty where the attribute is absent. */
export function intsOf(node: OnnxNode, name: string): readonly number[] {
  return node.attributes.get(name)?.ints ?? [];
}

/** Empty where the attribute is absent. */
export function floatsOf(node: OnnxNode, name: string): readonly number[] {
  return node.attributes.get(name)?.floats ?? [];
}

/** Empty where the attribute is absent. */
export function stringsOf(node: OnnxNode, name: string): readonly string[] {
  return node.attributes.get(name)?.strings ?? [];
}

export function intOf(node: OnnxNode, name: string, fallback: number): number {
  return node.attributes.get(name)?.i ?? fallback;
}

export function floatOf(node: OnnxNode, name: string, fallback: number): number {
  return node.attributes.get(name)?.f ?? fallback;
}

export function textOf(node: OnnxNode, name: string, fallback: string): string {
  return node.attributes.get(name)?.s ?? fallback;
}

export function tensorOf(node: OnnxNode, name: string): Tensor | undefined {
  const proto = node.attributes.get(name)?.t;
  return proto && readTensor(proto, `${node.at}, ${name}`);
}

/** Ends the reading: the node's attribute or input is not as the operator asks. */
export function badNode(node: OnnxNode, what: string): never {
  fail("onnx/bad-node", { what }, { at: node.at });
}
