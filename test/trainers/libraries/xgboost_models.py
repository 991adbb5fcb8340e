"""Random XGBoost models: objective, booster, categories, targets, wrappers, the file they are in."""
import json
import pickle

import joblib
import numpy as np
import xgboost as xgb
from sklearn.pipeline import make_pipeline

from case import Case, View
from data import framed, numbers, target, with_categories, with_gaps
from libraries.transformers import random_steps

# Objective -> what it learns.
OBJECTIVES = {
    "binary:logistic": "two", "binary:hinge": "two", "binary:logitraw": "two", "multi:softprob": "classes", "multi:softmax": "classes",
    "reg:squarederror": "values", "reg:absoluteerror": "values", "reg:pseudohubererror": "values", "reg:quantileerror": "values",
    "reg:squaredlogerror": "positive", "reg:gamma": "positive", "reg:tweedie": "positive", "survival:cox": "positive",
    "survival:aft": "positive", "count:poisson": "counts", "reg:logistic": "shares", "rank:ndcg": "ranks", "rank:pairwise": "ranks",
    "rank:map": "two",
}
KINDS = [["binary:logistic"], ["binary:hinge", "binary:logitraw"], ["multi:softprob"], ["multi:softmax"], ["reg:squarederror"],
         ["reg:absoluteerror", "reg:pseudohubererror", "reg:squaredlogerror"], ["count:poisson", "reg:gamma", "reg:tweedie"],
         ["reg:logistic"], ["rank:ndcg", "rank:pairwise", "rank:map"], ["reg:quantileerror"], ["survival:aft", "survival:cox"]]
PICKLES = ["model.joblib", "model.pkl"]
FILES = ["model.json", "model.ubj", "booster.pkl", "booster.joblib"]
EXPF = {"columns": "p", "ulps": 2, "type": "f32", "reason": "the C library's expf is not correctly rounded"}
SCIPY = {"columns": "p", "ulps": 4, "type": "f32", "reason": "the wrapper takes the softmax of margins by SciPy, in float32 and another order"}
EXPF_VALUE = EXPF | {"columns": "v"}
TIE = {"columns": "prediction", "ulps": 0, "reason": "of classes with the same probability XGBoost takes the first, mlc that of the larger margin"}
LINKED = {"count:poisson", "reg:gamma", "reg:tweedie", "survival:aft", "survival:cox", "reg:logistic"}


def generate(choices, objectives):
    objective = choices.pick("objective", objectives)
    X, known, as_frame = columns(choices)
    return train_booster(choices, objective, X, known, as_frame, target(choices, X, OBJECTIVES[objective]))


def generate_several(choices):
    """Targets, or labels: one a tree, or all in every leaf."""
    X, known, as_frame = columns(choices)
    y = target(choices, X, "several")
    objective = choices.pick("objective", ["reg:squarederror", "binary:logistic"])
    return train_booster(choices, objective, X, known, as_frame, y if objective != "binary:logistic" else (y > 0).astype(float))


def columns(choices):
    X, known = numbers(choices), {}
    if choices.flag("categories?"):
        X, known = with_categories(choices, X)
    return with_gaps(choices, X), known, bool(known) and choices.flag("pandas")


def train_booster(choices, objective, X, known, as_frame, y):
    names = {"feature_names": [f"Sensor {i}, °C" for i in range(X.shape[1])]} if not as_frame and choices.flag("named") else {}
    data = matrix(X, known, as_frame, names)
    if objective == "survival:aft":
        data.set_float_info("label_lower_bound", y + 1)
        data.set_float_info("label_upper_bound", y * 1.5 + 2)
    else:
        data.set_label(y)
    if objective.startswith("rank:"):
        data.set_group([len(X) // 10] * 10)
    parameters = {"objective": objective, "seed": 1, "nthread": 1, **options(choices, objective, known, y)}
    booster = xgb.train(parameters, data, choices.pick("rounds", [2, 1, 4, 10]))
    document = json.loads(booster.save_raw("json"))

    def ask(rows):
        margin, value = (predict(booster, rows, known, as_frame, names, margin) for margin in (True, False))
        return outputs(objective, margin.reshape(len(rows), -1), value)

    file = choices.pick("file", FILES)
    case = case_of(X, known, document, objective, {file: lambda path: save(booster, path)}, ask)
    # XGBoost stops at a DataFrame's other categories.
    case.closed = as_frame
    return case


def matrix(rows, known, as_frame, names):
    if as_frame:
        return xgb.DMatrix(framed(rows, known), nthread=1, enable_categorical=True)
    types = ["c" if column in known else "float" for column in range(rows.shape[1])]
    return xgb.DMatrix(rows, feature_types=types, nthread=1, enable_categorical=True, **names)


def options(choices, objective, known, y):
    made = shape(choices)
    if choices.pick("booster", ["gbtree", "gbtree", "dart"]) == "dart":
        made |= {"booster": "dart", "rate_drop": 0.4, "one_drop": 1, "normalize_type": choices.pick("normalize", ["tree", "forest"])}
    elif y.ndim > 1 and not known and choices.flag("vector leaves"):
        made["multi_strategy"] = "multi_output_tree"
    if choices.pick("parallel", [1, 1, 3]) > 1:
        made |= {"num_parallel_tree": 3, "subsample": 0.7, "colsample_bynode": 0.7}
    base = choices.pick("base_score", [None, None, 0.3, 0.999])
    if base is not None:
        made["base_score"] = base
    if known:
        made["max_cat_to_onehot"] = choices.pick("one hot below", [4, 1, 100])
    if objective.startswith("multi:"):
        made["num_class"] = int(y.max()) + 1
    if objective == "reg:quantileerror":
        made["quantile_alpha"] = choices.pick("quantiles", [[0.5], [0.1, 0.5, 0.9]])
    if objective == "survival:aft":
        made["aft_loss_distribution"] = choices.pick("distribution", ["normal", "logistic", "extreme"])
    return made


def shape(choices):
    return {"max_depth": choices.pick("depth", [2, 1, 3, 6]), "learning_rate": choices.pick("rate", [0.3, 1.0, 0.05]),
            "min_child_weight": choices.pick("child weight", [1, 0])}


def predict(booster, rows, known, as_frame, names, margin):
    """A DMatrix refuses infinities; predicting in place takes them, but adds up a dart in another order (3.2.0)."""
    infinite = np.isinf(rows).any(axis=1)
    if infinite.any() and (as_frame or booster_name(booster) == "dart"):
        raise ValueError("infinite")
    parts = []
    if not infinite.all():
        parts.append((~infinite, booster.predict(matrix(rows[~infinite], known, as_frame, names), output_margin=margin)))
    if infinite.any():
        parts.append((infinite, booster.inplace_predict(rows[infinite], predict_type="margin" if margin else "value", validate_features=False)))
    result = np.empty((len(rows),) + parts[0][1].shape[1:], np.float32)
    for chosen, answer in parts:
        result[chosen] = answer.reshape((-1,) + result.shape[1:])
    return result


def booster_name(booster):
    return json.loads(booster.save_config())["learner"]["gradient_booster"]["name"]


def outputs(objective, raw, value):
    several = value.ndim > 1 and objective != "multi:softprob"
    made = numbered("raw", raw)
    if objective == "binary:logistic" and not several:
        return made | {"p0": np.float32(1) - value, "p1": value, "prediction": (value > 0.5).astype(int)}
    if objective == "multi:softprob":
        return made | numbered("p", value) | {"prediction": value.argmax(axis=1)}
    if objective in ("multi:softmax", "binary:hinge"):
        return made | {"prediction": value.astype(int)}
    values = value.reshape(len(value), -1)
    return made | ({} if np.array_equal(values, raw, equal_nan=True) else numbered("v", values)) | {"prediction": values[:, 0]}


def numbered(name, table):
    return {f"{name}{k}": table[:, k] for k in range(table.shape[1])}


WRAPPERS = {
    "XGBClassifier": ("classes", lambda **more: xgb.XGBClassifier(**more)),
    "XGBRegressor": ("values", lambda **more: xgb.XGBRegressor(**more)),
    "XGBRFClassifier": ("two", lambda learning_rate, **more: xgb.XGBRFClassifier(**more)),
    "XGBRFRegressor": ("values", lambda learning_rate, **more: xgb.XGBRFRegressor(**more)),
}


def generate_wrapper(choices):
    """One of XGBoost's scikit-learn classes, alone or behind transformers."""
    name = choices.pick("class", list(WRAPPERS))
    task, build = WRAPPERS[name]
    X = with_gaps(choices, numbers(choices))
    y = target(choices, X, task)
    early = "RF" not in name and choices.flag("early stopping")
    file = choices.pick("file", ["model.joblib", "model.pkl", "model.json", "model.ubj"])
    # XGBoost's own files do not say which number is missing.
    missing = choices.pick("missing", [np.nan, np.nan, 0.0]) if file in PICKLES else np.nan
    own = build(n_estimators=choices.pick("rounds", [2, 1, 4, 10]) * (4 if early else 1), n_jobs=1, random_state=1, missing=missing, **({"early_stopping_rounds": 2} if early else {}),
                **({"booster": "dart", "rate_drop": 0.4} if "RF" not in name and choices.flag("dart") else {}), **shape(choices))
    steps = random_steps(choices, X, {}, True) if file in PICKLES and not early else []
    model = make_pipeline(*steps, own) if steps else own
    half = len(X) // 2
    model = model.fit(X[:half], y[:half], eval_set=[(X[half:], y[half:])], verbose=False) if early else model.fit(X, y)
    document = json.loads(own.get_booster().save_raw("json"))
    before = make_pipeline(*steps).transform if steps else (lambda rows: rows)

    def ask(rows):
        seen = before(rows)
        raw = own.predict(seen, output_margin=True)
        made = numbered("raw", raw.reshape(len(rows), -1))
        prediction = model.predict(rows)
        if "Classifier" in name:
            return made | numbered("p", model.predict_proba(rows)) | {"prediction": prediction.astype(int)}
        return made | {"prediction": prediction}

    return case_of(X, {}, document, name, {file: lambda path: save(model, path)}, ask, before)


NAME = "XGBoost"
MODELS = {" or ".join(kind): (lambda choices, kind=kind: generate(choices, kind)) for kind in KINDS} | {
    "several targets": generate_several, "wrappers": generate_wrapper}


def case_of(X, known, document, estimator, files, ask, before=lambda rows: rows):
    exceptions = [SCIPY, TIE] if estimator == "XGBClassifier" else [EXPF, TIE] if estimator == "multi:softprob" \
        else [EXPF, EXPF_VALUE] if estimator in LINKED or estimator.startswith("binary") \
        or "RFC" in estimator else []
    return Case(library="XGBoost", version=xgb.__version__, reader="xgboost", estimator=estimator, X=X, files=files, ask=ask,
                refusal=(ValueError, xgb.core.XGBoostError), categories=known, exceptions=exceptions,
                views=[View(lambda rows: before(rows).astype(np.float32).astype(np.float64), splits_of(document))])


def save(model, path):
    if path.endswith(".joblib"):
        joblib.dump(model, path)
    elif path.endswith(".pkl"):
        with open(path, "wb") as file:
            pickle.dump(model, file, 4)
    else:
        model.save_model(path)


def splits_of(document):
    """Numeric splits as the last float32 that goes left."""
    booster = document["learner"]["gradient_booster"]
    trees = booster.get("gbtree", booster)["model"]["trees"]
    return [(tree["split_indices"][node], float(np.nextafter(np.float32(tree["split_conditions"][node]), np.float32(-np.inf))))
            for tree in trees for node in range(len(tree["left_children"]))
            if tree["left_children"][node] != -1 and tree["split_type"][node] == 0]
