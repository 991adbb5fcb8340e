import { VERSION_PATTERN } from "../text/version.ts";
import { PACKAGE_KEYS } from "./config.ts";
import { defaultOf, SETTINGS, type Setting } from "./table.ts";

const PACKAGE_HELP: Readonly<Record<string, string>> = {
  author: "who made the model",
  maintainer: "who answers for the package",
  url: "home page of the package",
  license: "SPDX identifier of the package's licence",
};

/** The JSON Schema of mlc.config.json: docs/schema/config.schema.json. */
export function configSchema(): object {
  const settings = Object.fromEntries(
    SETTINGS.map((setting) => [setting.key, valueSchema(setting)]),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "config.schema.json",
    title: "mlc.config.json",
    description: "Models that `mlc compile` builds when it is given none. Flags override the file.",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      package: {
        description: "Facts for the manifests of all packages.",
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(
          PACKAGE_KEYS.map((key) => [key, { description: PACKAGE_HELP[key], ...TEXT }]),
        ),
      },
      models: {
        description: "One package an entry; its key names the package.",
        type: "object",
        propertyNames: { pattern: "^[A-Za-z][A-Za-z0-9_]{0,62}$" },
        additionalProperties: {
          type: "object",
          required: ["model", "target"],
          additionalProperties: false,
          properties: {
            model: { description: "the model's file, relative to this one", ...TEXT },
            out: {
              description: "package folder, relative to this file; ./<name> if left out",
              ...TEXT,
            },
            ...settings,
            pinned: {
              description: "Written by mlc tune; what stands beside it wins.",
              type: "object",
              additionalProperties: false,
              properties: settings,
            },
          },
        },
      },
    },
  };
}

const TEXT = { type: "string", minLength: 1 };

function valueSchema(setting: Setting): object {
  const standard = defaultOf(setting.key);
  return {
    description: setting.help,
    ...kindSchema(setting),
    ...(standard === undefined || setting.kind === "bytes" ? {} : { default: standard }),
  };
}

function kindSchema({ kind, choices }: Setting): object {
  switch (kind) {
    case "text":
      return TEXT;
    case "choice":
      return { enum: choices };
    case "number":
      return { type: "number", exclusiveMinimum: 0 };
    case "count":
      return {
        anyOf: [
          { enum: choices },
          { type: "integer", minimum: 1, maximum: 999_999_999 },
          { type: "string", pattern: "^[1-9][0-9]{0,8}$" },
        ],
      };
    case "bytes":
      return {
        anyOf: [
          { type: "integer", minimum: 1 },
          { type: "string", pattern: "^[0-9]+(\\.[0-9]+)? ?[kKmMgG]?[iI]?[bB]?$" },
        ],
      };
    case "version":
      return { type: "string", pattern: VERSION_PATTERN };
    case "names":
      return { type: "array", minItems: 1, uniqueItems: true, items: TEXT };
  }
}
