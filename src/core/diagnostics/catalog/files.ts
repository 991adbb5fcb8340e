/** Files and folders that cannot be read or written, and packages that changed under mlc. */
export const files = {
  "file/not-found": {
    severity: "error",
    exit: 2,
    message: (facts: { path: string }) => `there is no file ${facts.path}`,
    hint: (facts: { near: readonly string[] }) =>
      facts.near.length > 0
        ? `did you mean ${facts.near.join(", ")}?`
        : "check the path and the folder you are in",
  },
  "file/unreadable": {
    severity: "error",
    exit: 6,
    message: (facts: { path: string; because: string }) =>
      `${facts.path} cannot be read: ${facts.because}`,
    hint: () => "check the file's permissions",
  },
  "file/is-folder": {
    severity: "error",
    exit: 2,
    message: (facts: { path: string }) => `${facts.path} is a folder`,
    hint: () => "give a file",
  },
  "file/folder": {
    severity: "error",
    exit: 2,
    message: (facts: { path: string }) => `${facts.path} is a folder without a manifest of mlc`,
    hint: () => "give a model file, or a package folder with its <name>.mlc.json",
  },
  "output/unwritable": {
    severity: "error",
    exit: 6,
    message: (facts: { path: string; because: string }) =>
      `${facts.path} cannot be written: ${facts.because}`,
    hint: () => "choose another place with --out, or make this one writable",
  },
  "output/edited": {
    severity: "error",
    exit: 6,
    message: (facts: { folder: string; files: readonly string[] }) =>
      `${facts.folder} holds ${facts.files.length === 1 ? "a file" : "files"} that mlc did not write so: ${facts.files.join(", ")}`,
    hint: () => "move your changes elsewhere or choose another --out; --force overwrites them",
  },
  "output/link": {
    severity: "error",
    exit: 6,
    message: (facts: { folder: string; files: readonly string[] }) =>
      `${facts.folder} holds ${facts.files.length === 1 ? "a symbolic link" : "symbolic links"} where mlc writes: ${facts.files.join(", ")}`,
    hint: () =>
      "put the files and folders themselves there; --force replaces the links and leaves what they lead to",
  },
  "output/stale": {
    severity: "error",
    exit: 4,
    message: (facts: { folder: string; files: readonly string[] }) =>
      `${facts.folder} is not what the model and options give now: ${facts.files.join(", ")}`,
    hint: () => "run the same command without --check and commit the result",
  },
  "package/no-manifest": {
    severity: "error",
    exit: 2,
    message: (facts: { because: string }) => `not a manifest of mlc: ${facts.because}`,
    hint: () => "give the model file itself, or compile it again",
  },
  "package/several-manifests": {
    severity: "error",
    exit: 2,
    message: (facts: { folder: string; files: readonly string[] }) =>
      `${facts.folder} holds several packages: ${facts.files.join(", ")}`,
    hint: () => "give the manifest of the one you mean",
  },
  "package/no-source": {
    severity: "error",
    exit: 2,
    message: (facts: { name: string; sha256: string; looked: readonly string[] }) =>
      `${facts.name} (sha256 ${facts.sha256.slice(0, 12)}...), which the package was made from, is not in ${facts.looked.join(", ")}`,
    hint: (facts: { name: string }) => `put ${facts.name} beside the package folder`,
  },
  "package/from-stdin": {
    severity: "error",
    exit: 2,
    message: (facts: { sha256: string }) =>
      `the package was made from standard input (sha256 ${facts.sha256.slice(0, 12)}...): it knows no file of its model`,
    hint: () => "compile the model from a file, or as before with mlc compile - < <file>",
  },
  "package/changed-source": {
    severity: "error",
    exit: 4,
    message: (facts: { name: string }) =>
      `${facts.name} is not the file that the package was made from: its sha256 differs`,
    hint: () => "compile the package again, or bring the earlier file back",
  },
  "package/missing-file": {
    severity: "error",
    exit: 4,
    message: (facts: { path: string }) => `the package has lost ${facts.path}`,
    hint: () => "compile it again",
  },
  "package/edited": {
    severity: "warning",
    exit: 4,
    message: (facts: { files: readonly string[] }) =>
      `changed since mlc wrote the package: ${facts.files.join(", ")}`,
  },
} as const;
