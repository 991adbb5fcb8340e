"""Random scikit-learn models: an estimator, its options, what stands before it, the file it is in."""
import pickle
import zipfile

import joblib
import numpy as np
import sklearn
from catboost import CatBoostClassifier, CatBoostError, CatBoostRegressor
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (AdaBoostClassifier, AdaBoostRegressor, BaggingClassifier, BaggingRegressor, ExtraTreesClassifier,
                              ExtraTreesRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
                              HistGradientBoostingClassifier, HistGradientBoostingRegressor, IsolationForest, RandomForestClassifier,
                              RandomForestRegressor, VotingClassifier, VotingRegressor)
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor
from xgboost import XGBClassifier, XGBRegressor

from case import Case, View
from data import classes, labels, numbers, signal, with_categories, with_gaps
from libraries.transformers import random_steps
from sklearn_outputs import predictions
from trees import MemberTree, trees_of, unwrapped

# Of thousands of rows some are farther than those of a fixture: the numerator and each part of the sum hold an error of the exponential.
SOFTMAX_OF_MANY = {"ulps": 4}
# Sigmoids, too: of half a million rows three differed.
EXPIT = {"columns": "p", "ulps": 1, "least": 1, "reason": "SciPy's expit takes the C library's exp, which is within 1 ulp, and class 0 is one minus class 1"}


def limits(c):
    return dict(max_depth=c.pick("depth", [2, 1, 3, 5, None]), min_samples_leaf=c.pick("leaf", [5, 1, 20]), random_state=0)


def forest(c):
    return dict(n_estimators=c.pick("trees", [2, 1, 5, 10]), max_features=c.pick("max_features", [1.0, 0.5]), **limits(c))


def boosting(c):
    return dict(n_estimators=c.pick("trees", [2, 1, 5, 12]), learning_rate=c.pick("rate", [0.1, 1.0, 0.37]),
                subsample=c.pick("subsample", [1.0, 0.6]), **limits(c))


def hist(c):
    return dict(max_iter=c.pick("trees", [2, 1, 5, 12]), learning_rate=c.pick("rate", [0.1, 1.0, 0.37]), random_state=0,
                max_leaf_nodes=c.pick("leaves", [4, 7, 31]), max_bins=c.pick("bins", [32, 255]), min_samples_leaf=c.pick("leaf", [5, 20]))


def gradient(c):
    return dict(n_estimators=c.pick("trees", [2, 1, 5]), max_depth=2, learning_rate=c.pick("rate", [0.1, 1.0, 0.37]), n_jobs=1, random_state=0)


def bag(c):
    return dict(n_estimators=c.pick("members", [2, 1, 5]), max_features=c.pick("bag features", [1.0, 0.6]),
                max_samples=c.pick("bag samples", [1.0, 0.5]), random_state=0)


def small(c):
    return dict(max_depth=c.pick("depth", [1, 2, 3]), random_state=0)


def prior(c, kind):
    standard = [None, "zero"]
    dummy = [DummyClassifier(strategy="prior"), DummyClassifier(strategy="most_frequent")] if kind == "classes" else [DummyRegressor()]
    return c.pick("init", standard + dummy)


def member(c, kind, name="member"):
    """One of an ensemble's; the first are cheap."""
    classifier = kind == "classes"
    return c.pick(name, [
        (DecisionTreeClassifier if classifier else DecisionTreeRegressor)(**small(c)),
        (ExtraTreeClassifier if classifier else ExtraTreeRegressor)(**small(c)),
        (RandomForestClassifier if classifier else RandomForestRegressor)(3, **small(c)),
        (GradientBoostingClassifier if classifier else GradientBoostingRegressor)(n_estimators=3, max_depth=2, random_state=0),
        (HistGradientBoostingClassifier if classifier else HistGradientBoostingRegressor)(max_iter=3, max_leaf_nodes=5, random_state=0),
        (LGBMClassifier if classifier else LGBMRegressor)(n_estimators=3, num_leaves=4, verbose=-1, n_jobs=1, random_state=0),
        (CatBoostClassifier if classifier else CatBoostRegressor)(iterations=3, depth=2, verbose=False, thread_count=1,
                                                                   allow_writing_files=False, random_seed=0),
        make_pipeline(StandardScaler(), (DecisionTreeClassifier if classifier else DecisionTreeRegressor)(**small(c))),
        (XGBClassifier if classifier else XGBRegressor)(**gradient(c)),
    ])


def vote(c):
    voting = c.pick("voting", ["soft", "hard"])
    members = voted(c, "classes")
    if voting == "hard":
        # CatBoost's classes come as a column, which scikit-learn cannot count.
        members = [(name, "drop" if isinstance(one, CatBoostClassifier) else one) for name, one in members]
    if all(one == "drop" for _, one in members):
        members[0] = ("a", DecisionTreeClassifier(**small(c)))
    return VotingClassifier(members, voting=voting, weights=c.pick("weights", WEIGHTS))


def several_labels(c):
    """Boostings tell 0 from 1; trees and forests tell any classes apart."""
    return c.pick("several", [
        *(MultiOutputClassifier(one) for one in [
            GradientBoostingClassifier(**boosting(c)), HistGradientBoostingClassifier(**hist(c)), XGBClassifier(**gradient(c)),
            LGBMClassifier(n_estimators=3, num_leaves=4, verbose=-1, n_jobs=1), RandomForestClassifier(3, **small(c))]),
        DecisionTreeClassifier(**limits(c)), RandomForestClassifier(**forest(c)), ExtraTreesClassifier(**forest(c))])


def voted(c, kind):
    return [("a", member(c, kind, "first")), ("b", member(c, kind, "second")), ("none", "drop"), ("c", member(c, kind, "third"))]


WEIGHTS = [None, [2, 1, 1, 0.7]]

# Name -> (what it learns, how it is made, marks). Marks: nan, trains on NaN; outputs, takes several
# targets too; several, nothing else; two, of two classes; positive, targets above 0; codes, takes columns of categories.
MODELS_OF = {
    "tree classifier": ("classes", lambda c: c.pick("kind", [DecisionTreeClassifier, ExtraTreeClassifier])(**limits(c)), {"nan", "weights"}),
    "forest classifier": ("classes", lambda c: c.pick("kind", [RandomForestClassifier, ExtraTreesClassifier])(**forest(c)), {"nan", "weights"}),
    "boosting classifier": ("classes", lambda c: GradientBoostingClassifier(init=prior(c, "classes"), **boosting(c)), set()),
    "histogram classifier": ("classes", lambda c: HistGradientBoostingClassifier(**hist(c)), {"nan", "codes"}),
    "tree regressor": ("values", lambda c: c.pick("kind", [DecisionTreeRegressor, ExtraTreeRegressor])(**limits(c)), {"nan", "outputs"}),
    "forest regressor": ("values", lambda c: c.pick("kind", [RandomForestRegressor, ExtraTreesRegressor])(**forest(c)), {"nan", "outputs"}),
    "boosting regressor": ("values", lambda c: GradientBoostingRegressor(
        loss=c.pick("loss", ["squared_error", "absolute_error", "huber", "quantile"]), init=prior(c, "values"), **boosting(c)), set()),
    "histogram regressor": ("values", lambda c: HistGradientBoostingRegressor(
        loss=c.pick("loss", ["squared_error", "absolute_error", "poisson", "gamma"]), **hist(c)), {"nan", "codes", "positive"}),
    "isolation forest": ("outliers", lambda c: IsolationForest(
        n_estimators=c.pick("trees", [2, 5, 12]), max_samples=c.pick("samples", [32, 1.0, 2]), max_features=c.pick("max_features", [1.0, 0.5]),
        contamination=c.pick("contamination", ["auto", 0.1]), random_state=0), {"nan"}),
    "AdaBoost classifier": ("classes", lambda c: AdaBoostClassifier(
        DecisionTreeClassifier(**small(c)), n_estimators=c.pick("members", [2, 5, 11]), random_state=0), set()),
    "AdaBoost regressor": ("values", lambda c: AdaBoostRegressor(
        DecisionTreeRegressor(**small(c)), n_estimators=c.pick("members", [2, 5, 11]), random_state=0), set()),
    "bagging classifier": ("classes", lambda c: BaggingClassifier(member(c, "classes"), **bag(c)), set()),
    "bagging regressor": ("values", lambda c: BaggingRegressor(member(c, "values"), **bag(c)), set()),
    "exponential boosting": ("classes", lambda c: GradientBoostingClassifier(loss="exponential", init=prior(c, "classes"), **boosting(c)), {"two"}),
    "vote": ("classes", vote, set()),
    "voting regressor": ("values", lambda c: VotingRegressor(voted(c, "values"), weights=c.pick("weights", WEIGHTS)), set()),
    "multi-output boosting": ("values", lambda c: MultiOutputRegressor(c.pick("member", [GradientBoostingRegressor(**boosting(c)),
        HistGradientBoostingRegressor(**hist(c)), RandomForestRegressor(3, **small(c)), XGBRegressor(**gradient(c))])), {"several"}),
    "several labels": ("labels", several_labels, set()),
}
NAME = "scikit-learn"
MODELS = {name: (lambda choices, spec=spec: generate(choices, *spec)) for name, spec in MODELS_OF.items()}

WRITERS = {
    "model.joblib": lambda model, path: joblib.dump(model, path),
    "zlib.joblib": lambda model, path: joblib.dump(model, path, compress=("zlib", 3)),
    "lzma.joblib": lambda model, path: joblib.dump(model, path, compress=("lzma", 3)),
    "p2.pkl": lambda model, path: pickled(model, path, 2),
    "p5.pkl": lambda model, path: pickled(model, path, 5),
    "model.skops": lambda model, path: skops_file(model, path),
}


def pickled(model, path, protocol):
    with open(path, "wb") as file:
        pickle.dump(model, file, protocol)


def skops_file(model, path):
    import skops.io
    skops.io.dump(model, path, compression=zipfile.ZIP_DEFLATED)


def generate(choices, task, build, marks):
    estimator = build(choices)
    X = numbers(choices)
    known = {}
    if choices.flag("codes"):
        X, known = with_categories(choices, X)
    X = with_gaps(choices, X)
    y = several_classes(choices, X, estimator) if task == "labels" else target(choices, X, task, marks)
    as_codes = "codes" in marks and known and choices.flag("as categories")
    if as_codes:
        estimator.set_params(categorical_features=list(known), max_bins=255)
        steps = []
    else:
        steps = random_steps(choices, X, known, "nan" in marks)
    model = make_pipeline(*steps, estimator) if steps else estimator
    if task != "outliers" and choices.pick("search", [False, False, False, True]):
        model = GridSearchCV(model, {}, cv=2)
    given = weights(choices, marks, steps, model, len(X))
    try:
        model.fit(X, y, **given)
    except CatBoostError:
        # A member of CatBoost's does not train on constants, which transformers may give it.
        steps, model = [], estimator
        model.fit(X, y, **given)
    width = choices.pick("input", [np.float64, np.float64, np.float32])
    file = choices.pick("file", list(WRITERS))
    case = case_of(model, X, known if steps or as_codes else {}, width, {file: lambda path: WRITERS[file](model, path)})
    case.closed = "known only" in choices.made.get("encoder", {"value": ""})["value"]
    return case


def several_classes(choices, X, estimator):
    boosted = isinstance(estimator, MultiOutputClassifier) and not isinstance(estimator.estimator, RandomForestClassifier)
    columns = []
    for i in range(choices.pick("outputs", [2, 3])):
        values = signal(choices, X, f"label {i}")
        shares, names = ([0.5], [0, 1]) if boosted else choices.pick(f"classes {i}", [([0.5], [0, 1]), ([0.3, 0.6], [0, 1, 2]), ([0.2, 0.7], [-3, 1, 7])])
        columns.append(np.asarray(names)[np.searchsorted(np.quantile(values, shares), values)])
    return np.column_stack(columns)


def target(choices, X, task, marks):
    if task == "outliers":
        return None
    if task == "classes":
        return classes(choices, X, labels(choices, (2,) if "two" in marks else (2, 3, 5, 9)))
    outputs = choices.pick("outputs", [1, 2, 3] if "outputs" in marks else [2, 3] if "several" in marks else [1])
    y = np.column_stack([signal(choices, X, f"signal {i}") for i in range(outputs)])
    y = np.abs(y) + 0.01 if "positive" in marks else y * choices.pick("unit", [1.0, 1e3, 1e-4])
    return y if outputs > 1 else y[:, 0]


def weights(choices, marks, steps, model, count):
    if "weights" not in marks or steps or hasattr(model, "cv") or not choices.flag("weights"):
        return {}
    return {"sample_weight": choices.generator("weights").uniform(0.1, 3, count)}


def case_of(model, X, known, width, files):
    *before, estimator = unwrapped(model)

    def scale(rows):
        return make_pipeline(*before).transform(rows) if before else rows

    def ask(rows):
        given = rows.astype(width)
        return predictions(model, estimator, scale(given), given)[0]

    facts = {"model": " ".join(repr(model).split()), "referenceDtype": "f32" if width == np.float32 else "f64"}
    if hasattr(estimator, "_raw_predict_init"):
        facts["base"] = estimator._raw_predict_init(np.zeros((1, estimator.n_features_in_)))[0].tolist()
    trained = X.astype(width)
    _, exceptions = predictions(model, estimator, scale(trained), trained)
    exceptions = [one | SOFTMAX_OF_MANY if one["columns"] == "p" else one for one in exceptions]
    if isinstance(estimator, (GradientBoostingClassifier, HistGradientBoostingClassifier)) and len(estimator.classes_) == 2:
        exceptions = [*exceptions, EXPIT]
    return Case(library="scikit-learn", version=sklearn.__version__, reader="sklearn", estimator=type(estimator).__name__, X=X, files=files,
                ask=ask, views=views_of(estimator, scale, width), categories=known, facts=facts, exceptions=exceptions)


def views_of(estimator, scale, width):
    """The trees' splits, on the columns that each sees; of members with transformers of their own, some trees'."""
    trees = trees_of(estimator)
    alike = [tree for tree in trees if not isinstance(tree, MemberTree)]
    groups = [alike] * bool(alike) + [[tree] for tree in trees if isinstance(tree, MemberTree)][:6]
    return [View(lambda rows, tree=group[0]: tree.seen(scale(rows.astype(width))).astype(np.float64),
                 [split for tree in group for split in splits_of(tree)]) for group in groups]


def splits_of(tree):
    return [(int(tree.feature[node]), float(tree.threshold[node])) for node in range(tree.node_count) if tree.children_left[node] >= 0]
