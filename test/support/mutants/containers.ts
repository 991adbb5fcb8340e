import { unzipSync, zipSync, zlibSync } from "fflate";
import { decompress } from "../../../src/core/containers/compression.ts";
import { anyBytes } from "./bytes.ts";
import { at, type Form } from "./edit.ts";

/** A file of an archive is changed as `forms` say, by the end of its name; the archive is sound. */
export function zipOf(forms: Readonly<Record<string, Form>>): Form {
  return (bytes) => {
    const files = unzipSync(bytes);
    const names = Object.keys(files);
    const mutate = Object.fromEntries(
      names.map((name) => {
        const form = Object.entries(forms).find(([end]) => name.endsWith(end))?.[1] ?? anyBytes;
        return [name, form(files[name]!)];
      }),
    );
    return (edits) => {
      const name = at(names, edits[0]!.other);
      return zipSync({ ...files, [name]: mutate[name]!(edits) }, { level: 0 });
    };
  };
}

/** What a compressed file holds is changed and packed again. */
export function packed(form: Form): Form {
  return (bytes) => {
    const mutate = form(decompress(bytes, 2 ** 24));
    return (edits) => zlibSync(mutate(edits), { level: 1 });
  };
}
