"""Random scikit-learn transformers before a model."""
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (Binarizer, FunctionTransformer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, OneHotEncoder,
                                   OrdinalEncoder, RobustScaler, StandardScaler)

STEPS = {
    "none": lambda c: None,
    "StandardScaler": lambda c: StandardScaler(with_mean=not c.flag("no mean"), with_std=not c.flag("no std")),
    "MinMaxScaler": lambda c: MinMaxScaler(c.pick("range", [(0, 1), (-1, 2), (0.1, 0.7)]), clip=c.flag("clip")),
    "RobustScaler": lambda c: RobustScaler(with_centering=not c.flag("no center"), with_scaling=not c.flag("no scale"),
                                           unit_variance=c.flag("unit variance")),
    "MaxAbsScaler": lambda c: MaxAbsScaler(clip=c.flag("clip")),
    "FunctionTransformer": lambda c: FunctionTransformer(),
    "Binarizer": lambda c: Binarizer(threshold=c.pick("limit", [0.0, 0.1, -2.5])),
    "KBinsDiscretizer": lambda c: KBinsDiscretizer(c.pick("bins", [3, 2, 7]), encode=c.pick("encode", ["ordinal", "onehot-dense"]),
                                                   strategy=c.pick("strategy", ["uniform", "quantile"]),
                                                   **({"quantile_method": "averaged_inverted_cdf"})),
    "nested": lambda c: Pipeline([("a", MinMaxScaler()), ("none", "passthrough"), ("b", StandardScaler())]),
}
# Those that reject NaN.
PICKY = {"Binarizer", "KBinsDiscretizer"}

IMPUTERS = {
    "mean": lambda c: SimpleImputer(add_indicator=c.flag("indicator")),
    "median": lambda c: SimpleImputer(strategy="median", add_indicator=c.flag("indicator")),
    "frequent": lambda c: SimpleImputer(strategy="most_frequent", add_indicator=c.flag("indicator")),
    "constant": lambda c: SimpleImputer(strategy="constant", fill_value=-7.5, add_indicator=c.flag("indicator")),
}

ENCODERS = {
    "ordinal": lambda c: OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=c.pick("unknown", [-1, float("nan")]),
                                        encoded_missing_value=c.pick("encoded missing", [float("nan"), -2])),
    "ordinal, known only": lambda c: OrdinalEncoder(),
    "one hot": lambda c: OneHotEncoder(handle_unknown="ignore", sparse_output=False, drop=c.pick("drop", [None, "first", "if_binary"])),
    "one hot, known only": lambda c: OneHotEncoder(sparse_output=False),
    "one hot, infrequent": lambda c: OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=12, sparse_output=False),
}


def random_steps(choices, X, known, takes_nan):
    """Unfitted steps before a model; `known`: columns of categories, which are then encoded."""
    holes = bool((X != X).any())
    steps = []
    kind = choices.pick("transformer", list(STEPS))
    if holes and (not takes_nan or kind in PICKY or choices.flag("impute")):
        steps.append(IMPUTERS[choices.pick("imputer", list(IMPUTERS))](choices))
    elif not takes_nan and choices.flag("impute"):
        steps.append(IMPUTERS["mean"](choices))
    if STEPS[kind](choices) is not None:
        steps.append(STEPS[kind](choices))
    if known:
        return [encoded(choices, X, known, steps, takes_nan)]
    if steps and X.shape[1] > 1 and choices.flag("some columns"):
        return [on_some_columns(choices, X, steps)]
    return steps


def encoded(choices, X, known, steps, takes_nan):
    """Categories to one encoder, the other columns to the other steps."""
    others = [column for column in range(X.shape[1]) if column not in known]
    encoder = ENCODERS[choices.pick("encoder", list(ENCODERS))](choices)
    if isinstance(encoder, OrdinalEncoder) and not takes_nan:
        encoder.set_params(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2)
    parts = [("codes", encoder, list(known))]
    if steps and others:
        parts.insert(choices.pick("encoder's place", [1, 0]) ^ 1, ("numbers", Pipeline([(str(i), step) for i, step in enumerate(steps)]), others))
    return ColumnTransformer(parts, remainder="passthrough")


def on_some_columns(choices, X, steps):
    """The steps for half of the columns; what holds NaN goes through them too, as the model may reject it."""
    holed = set((X != X).any(axis=0).nonzero()[0].tolist())
    chosen = sorted(holed | set(range(0, X.shape[1], 2)))
    rest = [column for column in range(X.shape[1]) if column not in chosen]
    parts = [("some", Pipeline([(str(i), step) for i, step in enumerate(steps)]), chosen)]
    if rest and choices.flag("drop one"):
        parts.append(("dropped", "drop", rest[:1]))
    if rest and choices.flag("twice"):
        parts.append(("again", Pipeline([(str(i), clone(step)) for i, step in enumerate([*steps, StandardScaler()])]), chosen[:1]))
    return ColumnTransformer(parts, remainder=choices.pick("remainder", ["passthrough", MinMaxScaler(), "drop"]))
