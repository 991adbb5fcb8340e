"""Random ONNX graphs: what the converters make of trained models, and ensembles by hand, as onnxruntime runs them."""
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
from lightgbm import LGBMClassifier, LGBMRegressor
from onnxruntime.capi.onnxruntime_pybind11_state import Fail
from skl2onnx import convert_sklearn, update_registered_converter
from skl2onnx.common.data_types import FloatTensorType
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes, calculate_linear_regressor_output_shapes
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (AdaBoostClassifier, AdaBoostRegressor, BaggingClassifier, BaggingRegressor, ExtraTreesClassifier, ExtraTreesRegressor,
                              GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor,
                              VotingClassifier, VotingRegressor)
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Binarizer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, Normalizer, RobustScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from xgboost import XGBClassifier, XGBRegressor

from case import Case, View
from data import classes, labels, numbers, signal

SCALERS = {"none": None, "StandardScaler": StandardScaler(), "MinMaxScaler": MinMaxScaler(), "RobustScaler": RobustScaler(),
           "MaxAbsScaler": MaxAbsScaler(), "Normalizer": Normalizer(), "SimpleImputer": SimpleImputer(), "clipped": MinMaxScaler(clip=True),
           "Binarizer": Binarizer(threshold=0.1), "bins": KBinsDiscretizer(3, encode="ordinal", quantile_method="averaged_inverted_cdf"),
           "columns": ColumnTransformer([("first", StandardScaler(), [0])], remainder="passthrough")}


def shape(c):
    return dict(max_depth=c.pick("depth", [2, 1, 3, 5]), random_state=0)


def trees(c):
    return dict(n_estimators=c.pick("trees", [2, 1, 5, 10]), **shape(c))


def boosted(c, **more):
    return dict(n_estimators=c.pick("trees", [2, 1, 5, 10]), max_depth=c.pick("depth", [2, 1, 3]), n_jobs=1, random_state=0,
                **({"verbose": -1} | more))


def member(c, tree, forest, boosting, i=0):
    kind = c.pick(f"member {i}", [tree, forest, boosting])
    few = {} if kind is tree else {"n_estimators": 3}
    return kind(max_depth=c.pick("depth", [2, 1, 3]), random_state=0, **few)


def several(c):
    return dict(n_estimators=c.pick("members", [2, 1, 5, 12]), random_state=0)


def voter(c, kind, kinds, **more):
    members = [(f"m{i}", member(c, *kinds, i)) for i in range(c.pick("voters", [2, 1, 3]))]
    weights = c.pick("weights", [None, [1.0, 2, 4], [0.2, 0.3, 0.1]])
    return kind(members, weights=None if weights is None else np.array(weights[:len(members)]), **more)


CLASSIFIERS = (DecisionTreeClassifier, RandomForestClassifier, GradientBoostingClassifier)
REGRESSORS = (DecisionTreeRegressor, RandomForestRegressor, GradientBoostingRegressor)
SEVERAL_CLASSIFIERS = [
    lambda c: BaggingClassifier(member(c, *CLASSIFIERS), **several(c)),
    lambda c: voter(c, VotingClassifier, CLASSIFIERS, voting=c.pick("voting", ["soft", "hard"]), flatten_transform=False),
    lambda c: AdaBoostClassifier(DecisionTreeClassifier(**shape(c)), **several(c)),
]
SEVERAL_REGRESSORS = [
    lambda c: BaggingRegressor(member(c, *REGRESSORS), **several(c)),
    lambda c: voter(c, VotingRegressor, REGRESSORS),
    lambda c: AdaBoostRegressor(DecisionTreeRegressor(**shape(c)), **several(c)),
]
TREE_CLASSIFIERS = {
    "tree": lambda c: DecisionTreeClassifier(**shape(c)),
    "forest": lambda c: RandomForestClassifier(**trees(c)),
    "extra trees": lambda c: ExtraTreesClassifier(**trees(c)),
}
KINDS = {
    "several classifiers": ("classes", lambda c: SEVERAL_CLASSIFIERS[c.pick("ensemble", [0, 1, 2])](c)),
    "several regressors": ("values", lambda c: SEVERAL_REGRESSORS[c.pick("ensemble", [0, 1, 2])](c)),
    "tree or forest classifier": ("classes", lambda c: TREE_CLASSIFIERS[c.pick("kind", list(TREE_CLASSIFIERS))](c)),
    "boosting classifier": ("classes", lambda c: GradientBoostingClassifier(**trees(c))),
    "XGBoost classifier": ("codes", lambda c: XGBClassifier(**boosted(c))),
    "LightGBM classifier": ("codes", lambda c: LGBMClassifier(min_child_samples=5, **boosted(c))),
    "forest regressor": ("outputs", lambda c: c.pick("kind", [RandomForestRegressor, ExtraTreesRegressor])(**trees(c))),
    "boosting regressor": ("values", lambda c: GradientBoostingRegressor(**trees(c))),
    "XGBoost regressor": ("counts", lambda c: XGBRegressor(**boosted(c, objective=c.pick("objective", ["reg:squarederror", "count:poisson"])))),
    "LightGBM regressor": ("counts", lambda c: LGBMRegressor(min_child_samples=5, **boosted(c, objective=c.pick("objective", ["regression", "poisson", "tweedie"])))),
}
NAME = "ONNX"
MODELS = {kind: (lambda choices, spec=spec: generate(choices, *spec)) for kind, spec in KINDS.items()}
EXCEPTIONS = {
    "SOFTMAX": {"columns": "p", "ulps": 4, "type": "f32", "reason": "onnxruntime sums exponentials of the C library in float32, mlc correctly rounded ones in double"},
    "LOGISTIC": {"columns": "p", "ulps": 1, "least": 1, "type": "f32",
                 "reason": "below zero onnxruntime gives 1 - p of the opposite score, so that steps stay those of 1; and exp of the C library is within 1 ulp"},
    "ReduceSum": {"columns": "p", "ulps": 4, "type": "f32", "reason": "of AdaBoost's scores onnxruntime takes exponentials as they are, by a polynomial"},
    "Exp": {"columns": "v", "ulps": 2, "type": "f32", "reason": "onnxruntime's Exp is a polynomial"},
    "Sigmoid": {"columns": "p", "ulps": 3, "type": "f32", "reason": "onnxruntime's Sigmoid is a quotient of polynomials"},
}


def generate(choices, task, build):
    X = numbers(choices).astype(np.float32).astype(np.float64)
    y = target(choices, X, task)
    name = choices.pick("scaler", list(SCALERS))
    scaler = SCALERS[name]
    model = make_pipeline(scaler, build(choices)) if scaler else build(choices)
    model.fit(X.astype(np.float32), y)
    classifier = task in ("classes", "codes")
    options = {id(model): {"zipmap": choices.pick("zipmap", [False, True, "columns"])}} if classifier else None
    graph = convert_sklearn(model, initial_types=[("X", FloatTensorType([None, X.shape[1]]))], options=options,
                            target_opset={"": 18, "ai.onnx.ml": 3})
    case = case_of(graph, X, type(model[-1] if scaler else model).__name__, classifier)
    return finite_only(case) if name == "bins" else case


def finite_only(case):
    """In bins the last one of all columns is made of the first column, which spoils others where that is none; see docs/formats/onnx.md."""
    def ask(rows):
        if not np.isfinite(rows.astype(np.float32)).all():
            raise ValueError("scikit-learn takes no such rows")
        return case.ask(rows)
    return replace(case, ask=ask)


def target(choices, X, task):
    if task == "classes":
        return classes(choices, X, labels(choices, (2, 3, 5)))
    if task == "codes":
        return classes(choices, X, range(choices.pick("classes", [2, 3, 5])))
    y = signal(choices, X)
    if task == "outputs" and choices.flag("two outputs"):
        return np.column_stack([y, signal(choices, X, "second")])
    return np.floor(np.abs(y) * 2) if task == "counts" else y * choices.pick("unit", [1.0, 1e3, 1e-4])


def session_of(graph):
    settings = onnxruntime.SessionOptions()
    # Converters leave wrong shapes of outputs, and refused rows are errors.
    settings.log_severity_level = 4
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(graph.SerializeToString(), settings, providers=["CPUExecutionProvider"])


def case_of(graph, X, estimator, classifier):
    session = session_of(graph)

    def ask(rows):
        # Row by row: a batch may add trees in another order.
        answers = [session.run(None, {"X": row[None].astype(np.float32)}) for row in rows]
        if not classifier:
            values = np.array([answer[0].reshape(-1) for answer in answers])
            return {f"v{k}": values[:, k] for k in range(values.shape[1])} | {"prediction": values[:, 0]}
        table = np.array([probabilities(answer) for answer in answers])
        return {f"p{k}": table[:, k] for k in range(table.shape[1])} | {"prediction": [answer[0][0] for answer in answers]}

    return Case(library="ONNX", version=onnxruntime.__version__, reader="onnx", estimator=estimator, X=X,
                files={"model.onnx": lambda path: onnx.save(graph, path)}, ask=ask, views=[view_of(graph)], exceptions=exceptions_of(graph),
                refusal=(ValueError, Fail))


def exceptions_of(graph):
    transforms = {onnx.helper.get_attribute_value(attribute).decode() for node in graph.graph.node for attribute in node.attribute
                  if attribute.name == "post_transform"}
    return [exception for name, exception in EXCEPTIONS.items() if name in transforms | {node.op_type for node in graph.graph.node}]


def view_of(graph):
    """Splits of the trees, on the rows that reach them: the graph is cut before its ensemble."""
    trees = next(node for node in graph.graph.node if node.op_type.startswith("TreeEnsemble"))
    given = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in trees.attribute}
    splits = [(feature, float(np.nextafter(np.float32(t), np.float32(-np.inf)) if mode == b"BRANCH_LT" else t)) for mode, feature, t
              in zip(given["nodes_modes"], given["nodes_featureids"], given["nodes_values"]) if mode != b"LEAF"]
    if trees.input[0] == "X":
        return View(lambda rows: rows.astype(np.float32).astype(np.float64), splits)
    before = onnx.ModelProto()
    before.CopyFrom(graph)
    del before.graph.output[:]
    before.graph.output.append(onnx.helper.make_tensor_value_info(trees.input[0], onnx.TensorProto.FLOAT, None))
    session = session_of(before)
    return View(lambda rows: session.run(None, {"X": rows.astype(np.float32)})[0].astype(np.float64), splits)


def probabilities(answer):
    """A table's row, a dict of ZipMap's, or a table a class."""
    if len(answer) > 2:
        return [table[0] for table in answer[1:]]
    return list(answer[1][0].values()) if isinstance(answer[1], list) else answer[1][0]


def register():
    """Converters of XGBoost's and LightGBM's wrappers, for pipelines that end in them."""
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    for kind, name, convert in ((XGBClassifier, "XGBoostXGBClassifier", convert_xgboost), (XGBRegressor, "XGBoostXGBRegressor", convert_xgboost),
                                (LGBMClassifier, "LightGbmLGBMClassifier", convert_lightgbm), (LGBMRegressor, "LightGbmLGBMRegressor", convert_lightgbm)):
        shapes = calculate_linear_classifier_output_shapes if "Classifier" in name else calculate_linear_regressor_output_shapes
        marks = {"nocl": [True, False], "zipmap": [True, False, "columns"]} if "Classifier" in name else {}
        update_registered_converter(kind, name, shapes, convert, options=marks)


register()
