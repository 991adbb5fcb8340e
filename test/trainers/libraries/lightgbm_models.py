"""Random LightGBM models: objective, boosting, missing values, categories, linear leaves, the file they are in."""
import json
import pickle

import joblib
import lightgbm as lgb
import numpy as np

from case import Case, View
from data import classes, labels, numbers, signal, with_categories, with_gaps

ZERO = float(np.float32(1e-35))

# Objective -> what it learns.
OBJECTIVES = {
    "binary": "two", "multiclass": "classes", "regression": "values", "multiclassova": "classes", "poisson": "counts",
    "cross_entropy": "shares", "quantile": "values", "gamma": "positive", "tweedie": "positive", "cross_entropy_lambda": "shares",
    "huber": "values", "lambdarank": "ranks", "regression_l1": "values", "fair": "values", "mape": "positive", "rank_xendcg": "ranks",
}
LINKED = {"poisson", "gamma", "tweedie", "cross_entropy", "cross_entropy_lambda"}
FILES = {"classes": ["model.txt", "dump.json", "model.joblib", "model.pkl", "booster.pkl"], "values": ["model.txt", "dump.json", "booster.pkl"]}
EXP = {"columns": "p", "ulps": 2, "reason": "exp of the C library, which is within 1 ulp; mlc's is correctly rounded"}
EXP_VALUE = EXP | {"columns": "v"}


def generate(choices, objective):
    task = OBJECTIVES[objective]
    kind = "classes" if objective in ("binary", "multiclass") else "values"
    file = choices.pick("file", FILES[kind])
    X, known = numbers(choices), {}
    if choices.flag("categories?"):
        X, known = with_categories(choices, X)
    X = with_gaps(choices, X)
    y = target(choices, X, task, file)
    parameters = {"objective": objective, "verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 3,
                  **options(choices, objective, known, y)}
    rounds = choices.pick("rounds", [2, 1, 4, 10])
    if file in ("model.joblib", "model.pkl"):
        model = lgb.LGBMClassifier(n_estimators=rounds, **parameters)
        model.fit(X, y, categorical_feature=list(known))
        return case_of(choices, model, model.booster_, X, known, objective, file)
    data = lgb.Dataset(X, y, categorical_feature=list(known), free_raw_data=False,
                       feature_name=[f"sensor_{i}=é" for i in range(X.shape[1])] if choices.flag("named") else "auto")
    if task == "ranks":
        data.set_group([len(X) // 10] * 10)
    booster = lgb.train(parameters, data, rounds)
    return case_of(choices, booster, booster, X, known, objective, file)


NAME = "LightGBM"
MODELS = {objective: (lambda choices, objective=objective: generate(choices, objective)) for objective in OBJECTIVES}


def options(choices, objective, known, y):
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
    if objective in ("multiclass", "multiclassova"):
        made["num_class"] = len(np.unique(y))
    if objective in ("binary", "multiclassova"):
        made["sigmoid"] = choices.pick("sigmoid", [1.0, 2.0, 0.7])
    if objective == "regression":
        made["reg_sqrt"] = choices.flag("square root")
    if objective in ("regression", "binary", "quantile", "huber") and boosting != "rf" and missing != "zero" and not known \
            and choices.flag("linear"):
        made["linear_tree"] = True
    if known:
        made["max_cat_to_onehot"] = choices.pick("one hot below", [4, 1, 100])
    return made


def target(choices, X, task, file):
    if task in ("two", "classes"):
        if file in ("model.joblib", "model.pkl"):
            return classes(choices, X, labels(choices, (2,) if task == "two" else (3, 5)))
        return classes(choices, X, range(2 if task == "two" else choices.pick("classes", [3, 2, 5])))
    y = signal(choices, X)
    if task == "counts":
        return np.floor(np.abs(y) * 2)
    if task == "positive":
        return np.abs(y) + 0.1
    if task == "shares":
        return 1 / (1 + np.exp(-y))
    if task == "ranks":
        return np.digitize(y, [-0.5, 0.5])
    return y * choices.pick("unit", [1.0, 1e3, 1e-4])


def case_of(choices, model, booster, X, known, objective, file):
    # What mlc reads is what was saved: a Booster in memory may know more digits.
    saved = lgb.Booster(model_str=booster.model_to_string(), params={"verbose": -1, "num_threads": 1})
    averaged = "\naverage_output\n" in booster.model_to_string()

    def ask(rows):
        raw = saved.predict(rows, raw_score=True, num_threads=1)
        value = saved.predict(rows, num_threads=1)
        raw = (raw / saved.current_iteration() if averaged else raw).reshape(len(rows), -1)
        columns = {f"raw{k}": raw[:, k] for k in range(raw.shape[1])}
        return columns | outputs(objective, raw, value, getattr(model, "classes_", None))

    exceptions = [EXP] if objective in ("binary", "multiclass", "multiclassova") else [EXP_VALUE] if objective in LINKED else []
    return Case(library="LightGBM", version=lgb.__version__, reader="lightgbm", estimator=objective, X=X,
                files={file: lambda path: save(model, booster, path)}, ask=ask, refusal=(ValueError, lgb.basic.LightGBMError),
                views=[View(flushed, splits_of(booster.dump_model()))], categories=known, exceptions=exceptions)


def flushed(rows):
    return np.where(np.abs(rows) <= ZERO, 0.0, rows)


def save(model, booster, path):
    if path.endswith(".txt"):
        booster.save_model(path)
    elif path.endswith(".json"):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(booster.dump_model(), file)
    elif path.endswith(".joblib"):
        joblib.dump(model, path)
    else:
        with open(path, "wb") as file:
            pickle.dump(model, file, 4)


def outputs(objective, raw, value, names):
    if objective in ("binary", "multiclass", "multiclassova"):
        p = value if value.ndim == 2 else np.column_stack([1 - value, value])
        won = p.argmax(axis=1)
        return {f"p{k}": p[:, k] for k in range(p.shape[1])} | {"prediction": won if names is None else names[won]}
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
