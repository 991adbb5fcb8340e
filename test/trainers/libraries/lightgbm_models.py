"""Random LightGBM models: objective, boosting, missing values, categories, linear leaves, wrappers, the file they are in."""
import json
import pickle

import joblib
import lightgbm as lgb
import numpy as np
from sklearn.pipeline import make_pipeline

from case import Case, View
from data import classes, framed, labels, numbers, target, with_categories, with_gaps
from libraries.transformers import random_steps

ZERO = float(np.float32(1e-35))

# Objective -> what it learns.
OBJECTIVES = {
    "binary": "two", "multiclass": "classes", "multiclassova": "classes", "regression": "values", "huber": "values", "fair": "values",
    "quantile": "values", "regression_l1": "values", "mape": "positive", "poisson": "counts", "gamma": "positive", "tweedie": "positive",
    "cross_entropy": "shares", "cross_entropy_lambda": "shares", "lambdarank": "ranks", "rank_xendcg": "ranks",
}
KINDS = [["binary"], ["multiclass"], ["multiclassova"], ["regression"], ["huber", "fair", "quantile", "regression_l1", "mape"],
         ["poisson", "gamma", "tweedie"], ["cross_entropy", "cross_entropy_lambda"], ["lambdarank", "rank_xendcg"]]
LINKED = {"poisson", "gamma", "tweedie", "cross_entropy", "cross_entropy_lambda"}
CLASSES = {"binary", "multiclass", "multiclassova"}
FILES = ["model.txt", "dump.json", "booster.pkl", "booster.joblib"]
EXP = {"columns": "p", "ulps": 2, "reason": "exp of the C library, which is within 1 ulp; mlc's is correctly rounded"}
EXP_VALUE = EXP | {"columns": "v"}
TIE = {"columns": "prediction", "ulps": 0, "reason": "of classes with the same probability LightGBM takes the first, mlc that of the larger score"}
QUIET = {"verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True}


def generate(choices, objectives):
    objective = choices.pick("objective", objectives)
    X, known = numbers(choices), {}
    if choices.flag("categories?"):
        X, known = with_categories(choices, X)
    X = with_gaps(choices, X)
    y = target(choices, X, OBJECTIVES[objective])
    as_frame = bool(known) and choices.flag("pandas")
    listed = {"categorical_feature": "auto" if as_frame else list(known)}
    if not as_frame and choices.flag("named"):
        listed["feature_name"] = [f"sensor_{i}=é" for i in range(X.shape[1])]
    data = lgb.Dataset(framed(X, known) if as_frame else X, y, free_raw_data=False, **listed)
    if OBJECTIVES[objective] == "ranks":
        data.set_group([len(X) // 10] * 10)
    parameters = {"objective": objective, "seed": 3, **QUIET, **options(choices, objective, known, y)}
    booster = lgb.train(parameters, data, choices.pick("rounds", [2, 1, 4, 10]))
    file = choices.pick("file", FILES)
    return case_of(booster, X, known, objective, {file: lambda path: save(booster, path)}, lambda rows: framed(rows, known) if as_frame else rows)


def generate_wrapper(choices):
    """LGBMClassifier or LGBMRegressor, alone or behind transformers."""
    regress = choices.pick("class", ["LGBMClassifier", "LGBMRegressor"]) == "LGBMRegressor"
    X, known = numbers(choices), {}
    as_frame = choices.flag("pandas")
    if as_frame:
        X, known = with_categories(choices, X)
    X = with_gaps(choices, X)
    y = target(choices, X, "values") if regress else classes(choices, X, labels(choices))
    kind, objective = (lgb.LGBMRegressor, "regression") if regress else (lgb.LGBMClassifier, "binary" if len(np.unique(y)) == 2 else "multiclass")
    own = kind(n_estimators=choices.pick("rounds", [2, 1, 4, 10]), random_state=3, **QUIET, **options(choices, objective, known, y, True))
    steps = [] if as_frame else random_steps(choices, X, {}, True)
    model = (make_pipeline(*steps, own) if steps else own).fit(framed(X, known) if as_frame else X, y)
    before = make_pipeline(*steps).transform if steps else (lambda rows: framed(rows, known) if as_frame else rows)
    file = choices.pick("file", ["model.joblib", "model.pkl"])
    return case_of(own.booster_, X, known, objective, {file: lambda path: save(model, path)}, before,
                   names=None if regress else own.classes_)


NAME = "LightGBM"
MODELS = {" or ".join(kind): (lambda choices, kind=kind: generate(choices, kind)) for kind in KINDS} | {
    "wrappers": generate_wrapper}


def options(choices, objective, known, y, wrapped=False):
    made = {"num_leaves": choices.pick("leaves", [4, 2, 8, 31]), "learning_rate": choices.pick("rate", [0.3, 1.0, 0.05]),
            "min_data_in_leaf": choices.pick("leaf", [8, 1, 1000]), "min_data_per_group": 5, "cat_smooth": 1.0}
    boosting = choices.pick("boosting", ["gbdt", "gbdt", "dart", "goss", "rf"])
    if boosting != "gbdt":
        made["boosting"] = boosting
    if boosting == "rf":
        made |= {"bagging_freq": 1, "bagging_fraction": 0.7}
    missing = choices.pick("missing", ["as it is", "as it is", "zero", "none"])
    if missing == "zero":
        made["zero_as_missing"] = True
    if missing == "none":
        made["use_missing"] = False
    if not wrapped and objective in ("multiclass", "multiclassova"):
        made["num_class"] = len(np.unique(y))
    if objective in ("binary", "multiclassova"):
        made["sigmoid"] = choices.pick("sigmoid", [1.0, 2.0, 0.7])
    if objective == "regression":
        made["reg_sqrt"] = choices.flag("square root")
    if objective in ("regression", "binary", "quantile", "huber") and not wrapped and boosting != "rf" and missing != "zero" \
            and not known and choices.flag("linear"):
        made["linear_tree"] = True
    if known:
        made["max_cat_to_onehot"] = choices.pick("one hot below", [4, 1, 100])
    return made


def case_of(booster, X, known, objective, files, before, names=None):
    # What mlc reads is what was saved: a Booster in memory may know more digits.
    text = booster.model_to_string()
    saved = lgb.Booster(model_str=text, params={"verbose": -1, "num_threads": 1})
    averaged = "\naverage_output\n" in text

    def ask(rows):
        seen = before(rows)
        raw = saved.predict(seen, raw_score=True, num_threads=1)
        value = saved.predict(seen, num_threads=1)
        raw = (raw / saved.current_iteration() if averaged else raw).reshape(len(rows), -1)
        return numbered("raw", raw) | outputs(objective, raw, value, names)

    def seen(rows):
        given = np.asarray(before(rows), np.float64)
        return np.where(np.abs(given) <= ZERO, 0.0, given)

    exceptions = [EXP, TIE] if objective in CLASSES else [EXP_VALUE] if objective in LINKED else []
    return Case(library="LightGBM", version=lgb.__version__, reader="lightgbm", estimator=objective, X=X, files=files, ask=ask,
                refusal=(ValueError, lgb.basic.LightGBMError), views=[View(seen, splits_of(booster.dump_model()))], categories=known,
                exceptions=exceptions)


def numbered(name, table):
    return {f"{name}{k}": table[:, k] for k in range(table.shape[1])}


def save(model, path):
    if path.endswith(".txt"):
        model.save_model(path)
    elif path.endswith(".json"):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(model.dump_model(), file)
    elif path.endswith(".joblib"):
        joblib.dump(model, path)
    else:
        with open(path, "wb") as file:
            pickle.dump(model, file, 4)


def outputs(objective, raw, value, names):
    if objective in CLASSES:
        p = value if value.ndim == 2 else np.column_stack([1 - value, value])
        won = p.argmax(axis=1)
        return numbered("p", p) | {"prediction": won if names is None else names[won]}
    same = np.array_equal(value, raw[:, 0], equal_nan=True)
    return ({} if same else {"v0": value}) | {"prediction": value}


def splits_of(dump):
    found, pending = [], [tree["tree_structure"] for tree in dump["tree_info"]]
    while pending:
        node = pending.pop()
        if "split_feature" in node:
            if node["decision_type"] == "<=" and abs(node["threshold"]) < 1e300:
                found.append((node["split_feature"], node["threshold"]))
            pending += [node["left_child"], node["right_child"]]
    return found
