"""Random models of ml-cart and ml-random-forest, with the scalers that may stand beside them; a Node process trains them."""
import json
import os
import subprocess
import tempfile

import numpy as np

from case import Case, View
from data import classes, numbers, signal

TRAINERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
SERVER = os.path.join(TRAINERS, "ml-cart.mjs")
# Class -> the library's name, the estimator's.
CLASSES = {
    "DTClassifier": ("ml-cart", "DecisionTreeClassifier"), "DTRegression": ("ml-cart", "DecisionTreeRegression"),
    "RFClassifier": ("ml-random-forest", "RandomForestClassifier"), "RFRegression": ("ml-random-forest", "RandomForestRegression"),
}
# Kind -> keys of its constants, how they are fitted, what it computes.
SCALERS = {
    "standard": (lambda X: {"mean": X.mean(axis=0), "scale": spread(X.std(axis=0))}, lambda x, c: (x - c["mean"]) / c["scale"]),
    "minmax": (lambda X: {"scale": 1 / spread(np.ptp(X, axis=0)), "min": -X.min(axis=0)}, lambda x, c: x * c["scale"] + c["min"]),
    "robust": (lambda X: {"center": np.median(X, axis=0), "scale": spread(X.std(axis=0))}, lambda x, c: (x - c["center"]) / c["scale"]),
    "maxabs": (lambda X: {"scale": spread(np.abs(X).max(axis=0))}, lambda x, c: x / c["scale"]),
}
NAME = "ml-cart"


def spread(numbers):
    return np.where(numbers == 0, 1.0, numbers)


def generate(choices):
    name = choices.pick("class", list(CLASSES))
    X = numbers(choices)
    forest, classifier = name.startswith("RF"), name.endswith("Classifier")
    count = choices.pick("classes", [3, 2, 5]) if classifier else 1
    y = classes(choices, X, range(count)) if classifier else signal(choices, X) * choices.pick("unit", [1.0, 1e3, 1e-4])
    kind = choices.pick("scaler", ["none", *SCALERS])
    constants = SCALERS[kind][0](X) if kind != "none" else None

    def scale(rows):
        return SCALERS[kind][1](rows, constants) if constants else rows

    model = asked({"train": name, "options": options(choices, forest, classifier, X.shape[1]), "targets": y.tolist()}, scale(X))
    document = {"model": model, "features": [f"sensor {i}" for i in range(X.shape[1])], "classes": [f"class {i}" for i in range(count)] if classifier else None,
                "scaler": {"kind": kind, **{key: list(value) for key, value in constants.items()}} if constants else None}

    def ask(rows):
        table = asked({"ask": model, "classes": count}, scale(rows))
        if not classifier:
            return {"prediction": table[:, 0]}
        return {f"p{k}": table[:, k] for k in range(count)} | {"prediction": [f"class {int(label)}" for label in table[:, -1]]}

    library, estimator = CLASSES[name]
    return Case(library=library, version=version_of(library), reader="ml-cart", estimator=estimator, X=X, ask=ask, views=[View(scale, splits_of(model))],
                files={"model.json": lambda path: save({key: value for key, value in document.items() if value is not None}, path)})


def version_of(library):
    with open(os.path.join(TRAINERS, "..", "..", "node_modules", library, "package.json"), encoding="utf-8") as file:
        return json.load(file)["version"]


MODELS = {"trees and forests": generate}


def options(choices, forest, classifier, width):
    tree = {"maxDepth": choices.pick("depth", [2, 1, 4, 8]), "minNumSamples": choices.pick("samples", [3, 1, 20])}
    if classifier:
        tree["gainThreshold"] = choices.pick("gain", [0.01, 0.2])
    if not forest:
        return tree
    made = {"nEstimators": choices.pick("trees", [2, 1, 5, 8]), "seed": 3, "noOOB": True, "treeOptions": tree,
            "maxFeatures": choices.pick("features used", [1.0, width, 0.6 if width > 1 else 1.0]),
            "replacement": choices.flag("replacement"), "useSampleBagging": choices.flag("bagging")}
    return made if classifier else made | {"selectionMethod": choices.pick("selection", ["mean", "median"])}


SERVERS = []


def asked(request, rows):
    """What the process answers to a request about rows: JSON, or the table that it writes."""
    if not SERVERS:
        SERVERS.append(subprocess.Popen(["node", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    server = SERVERS[0]
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: os.path.join(folder, name) for name in ("rows", "answers")}
        np.ascontiguousarray(rows, "<f8").tofile(paths["rows"])
        server.stdin.write(json.dumps({**request, "width": rows.shape[1], **paths}) + "\n")
        server.stdin.flush()
        answer = json.loads(server.stdout.readline())
        return answer if "train" in request else np.fromfile(paths["answers"], "<f8").reshape(len(rows), -1)


def save(document, path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file)


def splits_of(model):
    """x < value goes left."""
    base = model.get("baseModel")
    trees = zip(base["estimators"], base["indexes"]) if base else [(model, None)]
    return [(columns[column] if columns else column, float(np.nextafter(value, -np.inf)))
            for tree, columns in trees for column, value in node_splits(tree["root"])]


def node_splits(node):
    if "distribution" in node:
        return []
    return [(node["splitColumn"], node["splitValue"]), *node_splits(node["left"]), *node_splits(node["right"])]
