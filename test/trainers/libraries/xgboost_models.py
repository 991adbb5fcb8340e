"""Random XGBoost models: objective, booster, categories, targets, the file they are in."""
import json
import pickle

import joblib
import numpy as np
import xgboost as xgb

from case import Case, View
from data import classes, labels, numbers, signal, with_categories, with_gaps

# Objective -> what it learns.
OBJECTIVES = {
    "binary:logistic": "two", "multi:softprob": "classes", "reg:squarederror": "values", "count:poisson": "counts",
    "reg:gamma": "positive", "reg:tweedie": "positive", "binary:hinge": "two", "binary:logitraw": "two", "rank:ndcg": "ranks",
    "reg:quantileerror": "quantiles", "survival:aft": "spans", "multi:softmax": "classes", "reg:absoluteerror": "values",
    "reg:pseudohubererror": "values", "reg:squaredlogerror": "positive", "reg:logistic": "shares", "rank:pairwise": "ranks",
    "survival:cox": "positive",
}
FILES = ["model.json", "model.ubj", "booster.pkl", "booster.joblib"]
EXPF = {"columns": "p", "ulps": 2, "type": "f32", "reason": "the C library's expf is not correctly rounded"}
EXPF_VALUE = {"columns": "v", "ulps": 2, "type": "f32", "reason": "the C library's expf is not correctly rounded"}
LOGF_BASE = {"columns": "base", "ulps": 1, "type": "f32", "reason": "the C library's logf is not correctly rounded"}


def generate(choices, objective):
    task = OBJECTIVES[objective]
    X, known = numbers(choices), {}
    if choices.flag("categories?"):
        X, known = with_categories(choices, X)
    X = with_gaps(choices, X)
    y = target(choices, X, task)
    data = xgb.DMatrix(X, feature_types=["c" if column in known else "float" for column in range(X.shape[1])], nthread=1,
                       enable_categorical=True, **({"feature_names": [f"Sensor {i}, °C" for i in range(X.shape[1])]}
                                                   if choices.flag("named") else {}))
    if task == "spans":
        data.set_float_info("label_lower_bound", y)
        data.set_float_info("label_upper_bound", y * 1.5)
    else:
        data.set_label(y)
    if task == "ranks":
        data.set_group([len(X) // 10] * 10)
    parameters = {"objective": objective, "seed": 1, "nthread": 1, **options(choices, task, known, y)}
    booster = xgb.train(parameters, data, choices.pick("rounds", [2, 1, 4, 10]))
    return case_of(choices, booster, X, known, objective)


NAME = "XGBoost"
MODELS = {objective: (lambda choices, objective=objective: generate(choices, objective)) for objective in OBJECTIVES}


def options(choices, task, known, y):
    made = {"max_depth": choices.pick("depth", [2, 1, 3, 6]), "eta": choices.pick("rate", [0.3, 1.0, 0.05]),
            "min_child_weight": choices.pick("child weight", [1, 0])}
    if choices.pick("booster", ["gbtree", "gbtree", "dart"]) == "dart":
        made |= {"booster": "dart", "rate_drop": 0.4, "one_drop": 1, "normalize_type": choices.pick("normalize", ["tree", "forest"])}
    if choices.pick("parallel", [1, 1, 3]) > 1:
        made |= {"num_parallel_tree": 3, "subsample": 0.7, "colsample_bynode": 0.7}
    base = choices.pick("base_score", [None, None, 0.3, 0.999])
    if base is not None:
        made["base_score"] = base
    if known:
        made["max_cat_to_onehot"] = choices.pick("one hot below", [4, 1, 100])
    if task == "classes":
        made["num_class"] = int(y.max()) + 1
    if made.get("booster") != "dart" and task == "values" and y.ndim > 1 and choices.flag("vector leaves"):
        made["multi_strategy"] = "multi_output_tree"
    if task == "quantiles":
        made["quantile_alpha"] = choices.pick("quantiles", [[0.5], [0.1, 0.5, 0.9]])
    if task == "spans":
        made["aft_loss_distribution"] = choices.pick("distribution", ["normal", "logistic", "extreme"])
    return made


def target(choices, X, task):
    if task in ("two", "classes"):
        return classes(choices, X, range(choices.pick("classes", [2] if task == "two" else [3, 2, 5, 9]))).astype(float)
    y = signal(choices, X)
    if task == "counts":
        return np.floor(np.abs(y) * 2)
    if task == "positive":
        return np.abs(y) + 0.1
    if task == "spans":
        return np.abs(y) + 1
    if task == "shares":
        return 1 / (1 + np.exp(-y))
    if task == "ranks":
        return np.digitize(y, [-0.5, 0.5]).astype(float)
    return y * choices.pick("unit", [1.0, 1e3, 1e-4])


def case_of(choices, booster, X, known, objective):
    file = choices.pick("file", FILES)
    document = json.loads(booster.save_raw("json"))

    def ask(rows):
        margin, value = (predict(booster, rows, known, margin) for margin in (True, False))
        raw = margin.reshape(len(rows), -1)
        return {f"raw{k}": raw[:, k] for k in range(raw.shape[1])} | outputs(objective, raw, value)

    exceptions = {"binary:logistic": [EXPF], "multi:softprob": [EXPF], "count:poisson": [EXPF_VALUE], "reg:gamma": [EXPF_VALUE],
                  "reg:tweedie": [EXPF_VALUE], "survival:aft": [EXPF_VALUE], "survival:cox": [EXPF_VALUE],
                  "reg:logistic": [EXPF_VALUE]}.get(objective, [])
    return Case(library="XGBoost", version=xgb.__version__, reader="xgboost", estimator=objective, X=X,
                files={file: lambda path: save(booster, path)}, ask=ask, refusal=(ValueError, xgb.core.XGBoostError),
                views=[View(lambda rows: rows.astype(np.float32).astype(np.float64), splits_of(document))], categories=known,
                exceptions=exceptions)


def save(booster, path):
    if path.endswith(".joblib"):
        joblib.dump(booster, path)
    elif path.endswith(".pkl"):
        with open(path, "wb") as file:
            pickle.dump(booster, file, 4)
    else:
        booster.save_model(path)


def predict(booster, rows, known, margin):
    """A DMatrix refuses infinities; predicting in place takes them, but adds up a dart in another order (3.2.0)."""
    infinite = np.isinf(rows).any(axis=1)
    if infinite.any() and json.loads(booster.save_config())["learner"]["gradient_booster"]["name"] == "dart":
        raise ValueError("infinite")
    types = ["c" if column in known else "float" for column in range(rows.shape[1])]
    parts = []
    if not infinite.all():
        data = xgb.DMatrix(rows[~infinite], feature_types=types, feature_names=booster.feature_names, nthread=1, enable_categorical=True)
        parts.append((~infinite, booster.predict(data, output_margin=margin)))
    if infinite.any():
        parts.append((infinite, booster.inplace_predict(rows[infinite], predict_type="margin" if margin else "value", validate_features=False)))
    result = np.empty((len(rows),) + parts[0][1].shape[1:], np.float32)
    for chosen, answer in parts:
        result[chosen] = answer.reshape((-1,) + result.shape[1:])
    return result


def outputs(objective, raw, value):
    if objective == "binary:logistic":
        return {"p0": np.float32(1) - value, "p1": value, "prediction": (value > 0.5).astype(int)}
    if objective == "multi:softprob":
        return {f"p{k}": value[:, k] for k in range(value.shape[1])} | {"prediction": value.argmax(axis=1)}
    if objective in ("multi:softmax", "binary:hinge"):
        return {"prediction": value.astype(int)}
    values = value.reshape(len(value), -1)
    same = np.array_equal(values, raw, equal_nan=True)
    return ({} if same else {f"v{k}": values[:, k] for k in range(values.shape[1])}) | {"prediction": values[:, 0]}


def splits_of(document):
    """Numeric splits as the last float32 that goes left."""
    booster = document["learner"]["gradient_booster"]
    trees = booster.get("gbtree", booster)["model"]["trees"]
    return [(tree["split_indices"][node], float(np.nextafter(np.float32(tree["split_conditions"][node]), np.float32(-np.inf))))
            for tree in trees for node in range(len(tree["left_children"]))
            if tree["left_children"][node] != -1 and tree["split_type"][node] == 0]
