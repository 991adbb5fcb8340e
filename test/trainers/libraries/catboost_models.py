"""Random CatBoost models: loss, tree shape, NaN modes, scale and bias, categories, the file they are in."""
import pickle

import catboost
import joblib
import numpy as np
import pandas
from catboost import CatBoostClassifier, CatBoostRanker, CatBoostRegressor, Pool
from sklearn.pipeline import make_pipeline

from case import Case, View
from data import classes, labels, numbers, target, with_categories, with_gaps
from libraries.transformers import random_steps

# Kind -> losses, what they learn.
KINDS = {
    "two classes": (["Logloss", "Focal:focal_alpha=0.4;focal_gamma=2"], "two"),
    "CrossEntropy": (["CrossEntropy"], "shares"),
    "MultiClass": (["MultiClass"], "classes"),
    "MultiClassOneVsAll": (["MultiClassOneVsAll"], "classes"),
    "values": (["RMSE", "MAE", "Quantile:alpha=0.7", "Huber:delta=0.5", "Expectile:alpha=0.3", "LogCosh", "Lq:q=1.5"], "values"),
    "exponents": (["Poisson", "Tweedie:variance_power=1.5"], "counts"),
    "several values": (["MultiRMSE"], "several"),
    "mean and variance": (["RMSEWithUncertainty"], "values"),
    "ranks": (["YetiRank", "PairLogit", "QueryRMSE", "QuerySoftMax"], "ranks"),
}
FILES = {
    "model.json": lambda model, path, pool: model.save_model(path, format="json", **({} if pool is None else {"pool": pool})),
    "model.cbm": lambda model, path, pool: model.save_model(path),
    "model.joblib": lambda model, path, pool: joblib.dump(model, path),
    "model.pkl": lambda model, path, pool: pickled(model, path),
}
SIGMOID = {"columns": "p", "ulps": 2, "reason": "exp of the C library, which is within 1 ulp; mlc's is correctly rounded"}
SOFTMAX = {"columns": "p", "ulps": 24, "reason": "softmax by CatBoost's vector exp, which was seen 11 ulp from the C library's"}
EXP = {"columns": "v", "ulps": 24, "reason": "CatBoost's vector exp, whose error grows with its argument"}


def pickled(model, path):
    with open(path, "wb") as file:
        pickle.dump(model, file, 4)


def generate(choices, losses, task):
    loss = choices.pick("loss", losses)
    X, known = with_gaps(choices, numbers(choices)), {}
    if task in ("two", "values", "classes") and choices.pick("one-hot", [False, False, True]):
        X, known = with_categories(choices, X, 20)
        # A text among the categories would make positions in their list of all of them.
        X = np.where(np.isnan(X) & np.isin(np.arange(X.shape[1]), list(known)), 97.0, X)
    X = X.astype(np.float32).astype(np.float64)
    kind = CatBoostClassifier if task in ("two", "classes", "shares") else CatBoostRanker if task == "ranks" else CatBoostRegressor
    y = classes(choices, X, labels(choices, (2,) if task == "two" else (3, 2, 5))) if task in ("two", "classes") else target(choices, X, task)
    own = kind(loss_function=loss, verbose=False, thread_count=1, random_seed=1, allow_writing_files=False, **options(choices, loss, known))
    if known:
        pool = Pool(texted(X, known), y, cat_features=[f"f{column}" for column in known])
        return case_of(choices, own.fit(pool), own, X, known, loss, pool, lambda rows: texted(rows, known))
    steps = [] if task == "ranks" else random_steps(choices, X, {}, True)
    if steps and not np.nanstd(make_pipeline(*steps).fit_transform(X), axis=0).any():
        steps = []  # CatBoost does not train on constants.
    before = make_pipeline(*steps).fit(X).transform if steps else (lambda rows: rows)
    own.fit(Pool(before(X), y, group_id=np.arange(len(X)) // 10)) if task == "ranks" else own.fit(before(X), y)
    edit(choices, own, task, loss)
    return case_of(choices, make_pipeline(*steps, own) if steps else own, own, X, {}, loss, None, before)


def edit(choices, model, task, loss):
    if task == "values" and loss != "RMSEWithUncertainty" and choices.flag("scale and bias"):
        model.set_scale_and_bias(choices.pick("scale", [0.5, 1.7]), choices.pick("bias", [0.25, -3.1]))
    if task == "two" and choices.flag("threshold"):
        model.set_probability_threshold(choices.pick("probability", [0.25, 0.9]))


NAME = "CatBoost"
MODELS = {kind: (lambda choices, spec=spec: generate(choices, *spec)) for kind, spec in KINDS.items()}


def options(choices, loss, known):
    made = {"iterations": choices.pick("rounds", [2, 1, 4, 10]), "depth": choices.pick("depth", [2, 1, 3, 6]),
            "learning_rate": choices.pick("rate", [0.3, 1.0, 0.05]), "border_count": choices.pick("borders", [16, 2, 254]),
            "nan_mode": choices.pick("nan mode", ["Min", "Max"])}
    if loss == "RMSE":
        made["boost_from_average"] = choices.flag("average")
    if known:
        made["one_hot_max_size"] = 100
    policy = choices.pick("policy", ["SymmetricTree", "Depthwise", "Lossguide"])
    return made if policy == "SymmetricTree" or loss in ("YetiRank", "PairLogit") else made | {"grow_policy": policy}


def texted(rows, known):
    """Categories as integers; whatever else stands there is another category."""
    whole = {column: [int(x) if np.isfinite(x) and x == int(x) and abs(x) < 2**31 else "none" for x in rows[:, column]] for column in known}
    return pandas.DataFrame({f"f{column}": pandas.Series(whole[column], dtype=object) if column in known else rows[:, column]
                             for column in range(rows.shape[1])})


def case_of(choices, model, own, X, known, loss, pool, before):
    # Without the pool, files hold only hashes of the categories.
    file = "model.json" if pool else choices.pick("file", list(FILES) if model is own else ["model.joblib", "model.pkl"])

    def ask(rows):
        data = Pool(before(rows), cat_features=[f"f{column}" for column in known] if known else None)
        raw = catboost.CatBoost.predict(own, data, prediction_type="RawFormulaVal", thread_count=1).reshape(len(rows), -1)
        return numbered("raw", raw) | outputs(own, data, raw)

    exceptions = [SOFTMAX if loss == "MultiClass" else SIGMOID] if isinstance(own, CatBoostClassifier) else [EXP]
    # A pool is text to CatBoost: whole tables of categories have no float32.
    numeric = [] if known else [View(lambda rows: np.asarray(before(rows)).astype(np.float32).astype(np.float64), splits_of(own))]
    return Case(library="CatBoost", version=catboost.__version__, reader="catboost", estimator=loss, X=X, categories=known,
                files={file: lambda path: FILES[file](model, path, pool)}, ask=ask, refusal=(ValueError, catboost.CatBoostError),
                views=numeric or [View(lambda rows: rows.astype(np.float32).astype(np.float64), splits_of(own))], exceptions=exceptions)


def numbered(name, table):
    return {f"{name}{k}": table[:, k] for k in range(table.shape[1])}


def outputs(model, data, raw):
    if isinstance(model, CatBoostClassifier):
        p = model.predict_proba(data, thread_count=1)
        return numbered("p", p) | {"prediction": np.asarray(model.predict(data, thread_count=1)).ravel()}
    values = model.predict(data).reshape(len(raw), -1)
    return ({} if np.array_equal(values, raw) else numbered("v", values)) | {"prediction": values[:, 0]}


def splits_of(model):
    """x > border is the other side."""
    return [(feature, float(border)) for feature, borders in model.get_borders().items() for border in borders]
