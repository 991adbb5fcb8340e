import Handlebars from "handlebars/runtime.js";
import { invariant } from "../diagnostics/invariant.ts";
import type { Resources } from "../resources.ts";

/** What templates see: text, flags, lists and nested views. Numbers are text already. */
export interface View {
  readonly [key: string]: ViewValue;
}
export type ViewValue = string | boolean | View | readonly ViewValue[];

export interface Engine {
  render(template: string, view: View): string;
}

/**
 * Renders precompiled templates. Handlebars lets an absent value pass in silence, even in strict
 * mode; so a view throws on any key it has not got.
 */
export function createEngine(resources: Pick<Resources, "templates">): Engine {
  const handlebars = Handlebars.create();
  const compiled = new Map<string, (view: unknown) => string>();
  for (const [name, specification] of Object.entries(resources.templates)) {
    const template = handlebars.template(specification);
    compiled.set(name, template);
    handlebars.registerPartial(name, template);
  }
  return {
    render(name, view) {
      const template = compiled.get(name);
      invariant(template !== undefined, `there is no template ${name}`);
      return template(guard(view, name));
    },
  };
}

function guard(value: ViewValue, path: string): ViewValue {
  if (typeof value !== "object") return value;
  return new Proxy(value as View, {
    get(target, key) {
      if (typeof key === "symbol" || key === "length" || key === "constructor")
        return Reflect.get(target, key);
      const found = target[key];
      invariant(found !== undefined && found !== null, `${path} has no ${key}`);
      return guard(found, `${path}.${key}`);
    },
  });
}
