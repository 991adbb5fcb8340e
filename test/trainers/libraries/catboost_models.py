"""Random CatBoost models: loss, tree shape, NaN modes, scale and bias, the file they are in."""
import pickle

import catboost
import joblib
import numpy as np
from catboost import CatBoost, CatBoostClassifier, CatBoostRegressor, Pool

from case import Case, View
from data import classes, labels, numbers, signal, with_gaps

# Loss -> what it learns.
LOSSES = {
    "Logloss": "two", "MultiClass": "classes", "RMSE": "values", "MultiClassOneVsAll": "classes", "Poisson": "counts",
    "CrossEntropy": "shares", "MultiRMSE": "several", "Tweedie:variance_power=1.5": "positive", "Quantile:alpha=0.7": "values",
    "MAE": "values", "RMSEWithUncertainty": "values",
}
FILES = {
    "model.json": lambda model, path: model.save_model(path, format="json"),
    "model.cbm": lambda model, path: model.save_model(path),
    "model.joblib": lambda model, path: joblib.dump(model, path),
    "model.pkl": lambda model, path: pickled(model, path),
}
SOFTMAX = {"columns": "p", "ulps": 24, "reason": "softmax by CatBoost's vector exp, 11 ulp from the C library's"}
SIGMOID = {"columns": "p", "ulps": 2, "reason": "exp of the C library, which is within 1 ulp; mlc's is correctly rounded"}
EXP = {"columns": "v", "ulps": 24, "reason": "CatBoost's vector exp, 11 ulp from the C library's"}
EXCEPTIONS = {"Logloss": [SIGMOID], "CrossEntropy": [SIGMOID], "MultiClassOneVsAll": [SIGMOID], "MultiClass": [SOFTMAX],
              "Poisson": [EXP], "Tweedie:variance_power=1.5": [EXP], "RMSEWithUncertainty": [EXP]}


def pickled(model, path):
    with open(path, "wb") as file:
        pickle.dump(model, file, 4)


def generate(choices, loss):
    task = LOSSES[loss]
    X = with_gaps(choices, numbers(choices)).astype(np.float32).astype(np.float64)
    y = target(choices, X, task)
    kind = CatBoostClassifier if task in ("two", "classes") else CatBoostRegressor if task != "shares" else CatBoost
    parameters = {"loss_function": loss, "verbose": False, "thread_count": 1, "random_seed": 1, "allow_writing_files": False,
                  **options(choices, loss)}
    if kind is CatBoost:
        model = CatBoost(parameters).fit(X, y)
    else:
        model = kind(**parameters).fit(X, y)
    if task in ("values", "two") and loss != "RMSEWithUncertainty" and choices.flag("scale and bias"):
        model.set_scale_and_bias(choices.pick("scale", [0.5, 1.7]), choices.pick("bias", [0.25, -3.1]))
    return case_of(choices, model, X, loss)


NAME = "CatBoost"
MODELS = {loss: (lambda choices, loss=loss: generate(choices, loss)) for loss in LOSSES}


def options(choices, loss):
    made = {"iterations": choices.pick("rounds", [2, 1, 4, 10]), "depth": choices.pick("depth", [2, 1, 3, 6]),
            "learning_rate": choices.pick("rate", [0.3, 1.0, 0.05]), "border_count": choices.pick("borders", [16, 2, 254]),
            "nan_mode": choices.pick("nan mode", ["Min", "Max"]), "boost_from_average": choices.flag("average") if loss == "RMSE" else None}
    policies = ["SymmetricTree", "Depthwise", "Lossguide"]
    policy = choices.pick("policy", policies)
    if policy != "SymmetricTree":
        made["grow_policy"] = policy
    return {name: value for name, value in made.items() if value is not None}


def target(choices, X, task):
    if task in ("two", "classes"):
        return classes(choices, X, labels(choices, (2,) if task == "two" else (3, 2, 5)))
    y = signal(choices, X)
    if task == "counts":
        return np.floor(np.abs(y) * 2)
    if task == "positive":
        return np.abs(y) + 0.1
    if task == "shares":
        return 1 / (1 + np.exp(-y))
    if task == "several":
        return np.column_stack([y, signal(choices, X, "second")])
    return y * choices.pick("unit", [1.0, 1e3, 1e-4])


def case_of(choices, model, X, loss):
    file = choices.pick("file", list(FILES))

    def ask(rows):
        pool = Pool(rows.astype(np.float32))
        raw = model.predict(pool, prediction_type="RawFormulaVal", thread_count=1).reshape(len(rows), -1)
        return {f"raw{k}": raw[:, k] for k in range(raw.shape[1])} | outputs(model, loss, pool, raw)

    return Case(library="CatBoost", version=catboost.__version__, reader="catboost", estimator=loss, X=X,
                files={file: lambda path: FILES[file](model, path)}, ask=ask, refusal=(ValueError, catboost.CatBoostError),
                views=[View(lambda rows: rows.astype(np.float32).astype(np.float64), splits_of(model))],
                exceptions=EXCEPTIONS.get(loss, []))


def outputs(model, loss, pool, raw):
    if loss == "CrossEntropy":
        p = model.predict(pool, prediction_type="Probability", thread_count=1)
        return {f"p{k}": p[:, k] for k in range(2)} | {"prediction": (raw[:, 0] > 0).astype(int)}
    if isinstance(model, CatBoostClassifier):
        p = model.predict_proba(pool, thread_count=1)
        return {f"p{k}": p[:, k] for k in range(p.shape[1])} | {"prediction": model.predict(pool, thread_count=1).ravel()}
    values = model.predict(pool, thread_count=1).reshape(len(raw), -1)
    same = np.array_equal(values, raw)
    return ({} if same else {f"v{k}": values[:, k] for k in range(values.shape[1])}) | {"prediction": values[:, 0]}


def splits_of(model):
    """x > border is the other side."""
    return [(feature, float(border)) for feature, borders in model.get_borders().items() for border in borders]
