/**
 * Globals that a pickle may REDUCE, that is, describe as the result of a call. They are kept as
 * data. Any other is the sign of a pickle made to run something, and is refused.
 */

/** Packages whose objects models are made of. */
const PACKAGES = new Set([
  ...[
    "numpy",
    "scipy",
    "sklearn",
    "joblib",
    "pandas",
    "xgboost",
    "lightgbm",
    "catboost",
    "imblearn",
  ],
  // Cython's loss classes, written under this module by scikit-learn 1.5 to 1.8.
  "_loss",
  ...["collections", "datetime", "decimal", "fractions", "uuid", "pathlib"],
]);

/** Within them: classes, and the functions that rebuild an object from its parts. */
const REBUILDS =
  /^_*[A-Z]|^(newObj|defaultdict|deque|datetime|date|timedelta)$|ctor$|reconstruct|unpickle|^_?new_/;

const BUILTINS = [
  ...["object", "bytes", "bytearray", "str", "unicode", "int", "long", "float", "complex", "bool"],
  ...["list", "tuple", "dict", "set", "frozenset", "slice", "range", "xrange"],
];

const NAMES = new Set([
  ...["_codecs.encode", "functools.partial"],
  ...["copyreg._reconstructor", "copy_reg._reconstructor", "copyreg.__newobj__"],
  ...BUILTINS.flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]),
]);

/** May a pickle describe a call of this global (module and name, with dots)? */
export function mayBeCalled(name: string): boolean {
  if (NAMES.has(name)) return true;
  const inPackage = PACKAGES.has(name.slice(0, Math.max(0, name.indexOf("."))));
  return inPackage && REBUILDS.test(name.slice(name.lastIndexOf(".") + 1));
}
