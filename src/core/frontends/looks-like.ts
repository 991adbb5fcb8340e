/** What a file is that no reader takes, by its first bytes; tried in order. */
interface Look {
  readonly description: string;
  readonly offset?: number;
  readonly signature: string;
}

const LOOKS: readonly Look[] = [
  { signature: "\x89PNG", description: "a PNG image" },
  { signature: "\xff\xd8\xff", description: "a JPEG image" },
  { signature: "GIF8", description: "a GIF image" },
  { signature: "%PDF", description: "a PDF document" },
  { signature: "\x89HDF", description: "HDF5, such as a Keras .h5 model" },
  { signature: "\x93NUMPY", description: "a NumPy .npy array, not a model" },
  { signature: "PK\x03\x04", description: "a zip archive, such as a Keras or PyTorch model" },
  { signature: "TFL3", offset: 4, description: "a TensorFlow Lite model" },
  { signature: "PAR1", description: "a Parquet table" },
  { signature: "\x7fELF", description: "an ELF program" },
  { signature: "version https://git-lfs", description: "a Git LFS pointer; run git lfs pull" },
  { signature: "<!DOCTYPE", description: "a web page; download the file itself" },
  { signature: "<html", description: "a web page; download the file itself" },
  { signature: "<PMML", description: "PMML" },
  { signature: "<?xml", description: "XML, such as PMML" },
  { signature: "ccopy_reg\n", description: "a pickle of protocol 0; save it with protocol=4" },
  { signature: "ccollections\n", description: "a pickle of protocol 0; save it with protocol=4" },
  { signature: "(dp0\n", description: "a pickle of protocol 0; save it with protocol=4" },
  { signature: "}q\x00", description: "a pickle of protocol 1; save it with protocol=4" },
  { signature: "csklearn.", description: "a pickle of protocol 0; save it with protocol=4" },
];

function hasSignature(bytes: Uint8Array, { signature, offset = 0 }: Look): boolean {
  if (bytes.length < offset + signature.length) return false;
  return [...signature].every((character, i) => bytes[offset + i] === character.charCodeAt(0));
}

/** Completes "not a model file that mlc reads (...)"; `json` is its document, if it is JSON. */
export function describeContent(bytes: Uint8Array, json: unknown): string {
  const known = LOOKS.find((look) => hasSignature(bytes, look));
  if (known) return known.description;
  if (Array.isArray(json)) return "a JSON array";
  if (typeof json === "object" && json !== null) {
    const keys = Object.keys(json)
      .slice(0, 5)
      .map((key) => JSON.stringify(key.slice(0, 40)));
    return keys.length === 0 ? "an empty JSON object" : `a JSON object of ${keys.join(", ")}`;
  }
  const head = bytes.subarray(0, 512);
  if (head.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13)))
    return "text";
  const start = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return `binary data that starts with ${start.join(" ")}`;
}
