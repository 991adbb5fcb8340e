import { toNumbers } from "../../containers/numpy-array.ts";
import { isArray, isList, type PickleValue } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { type Member, readAveragedClasses, readAveragedValues } from "./decision-tree.ts";
import type { Read } from "./estimators.ts";
import { type Fitted, itemsOf, numberOf, numbersOf, openFitted, pathOf } from "./fitted.ts";
import { flatSteps, outermost } from "./pipeline.ts";
import { failLengths } from "./transformers.ts";
import { openTree } from "./tree.ts";

/** Members' probabilities, each over the classes that it saw, are added in order and divided. */
export function readBaggingClassifier(fitted: Fitted, problems: Problems): Read {
  const classes = itemsOf(fitted, "classes_").length;
  const members = bagged(fitted, /^(Decision|Extra)TreeClassifier$/).map(({ member, ...rest }) => {
    const seen = numbersOf(member, "classes_");
    // A member that saw as many is taken to have seen the same ones.
    return seen.length === classes ? rest : { ...rest, classes: seen };
  });
  return readAveragedClasses(fitted, members, problems);
}

export function readBaggingRegressor(fitted: Fitted, problems: Problems): Read {
  const members = bagged(fitted, /^(Decision|Extra)TreeRegressor$/);
  return readAveragedValues(fitted, members, problems);
}

/** The member trees, each on its own choice of features. */
function bagged(fitted: Fitted, trees: RegExp): readonly (Member & { readonly member: Fitted })[] {
  const estimators = itemsOf(fitted, "estimators_");
  const features = itemsOf(fitted, "estimators_features_");
  const count = numberOf(fitted, "n_estimators");
  if (estimators.length !== count)
    failLengths("estimators_", estimators, count, pathOf(fitted, "estimators_"));
  if (features.length !== count)
    failLengths("estimators_features_", features, count, pathOf(fitted, "estimators_features_"));
  return estimators.map((estimator, index) => {
    const member = ownTree(estimator, pathOf(fitted, `estimators_[${index}]`), fitted.className);
    if (!member.ours || !trees.test(member.className)) {
      failMember(fitted.className, member);
    }
    return {
      member,
      path: pathOf(member, "tree_"),
      tree: openTree(member),
      features: indices(features[index], pathOf(fitted, `estimators_features_[${index}]`)),
    };
  });
}

/** The member, or the one step of a Pipeline: that sees only its own rows, so maybe fewer classes. */
function ownTree(estimator: PickleValue, path: string, bagging: string): Fitted {
  const [first, ...more] = flatSteps(estimator, path, outermost());
  if (first && more.length === 0) return first;
  return failMember(bagging, openFitted(estimator, path));
}

function failMember(bagging: string, { className, path }: Fitted): never {
  const facts = {
    what: `${bagging} of ${className}`,
    advice: "bag decision trees, or train a random forest",
  };
  fail("sklearn/unsupported-option", facts, { at: path });
}

function indices(value: PickleValue | undefined, at: string): ArrayLike<number> {
  const numbers = isArray(value) ? toNumbers(value) : undefined;
  if (numbers) return numbers;
  if (isList(value) && value.every((item) => typeof item === "number")) return value as number[];
  const facts = {
    attribute: "estimators_features_",
    found: "something else",
    expected: "arrays of feature indices",
  };
  fail("sklearn/bad-attribute", facts, { at });
}
