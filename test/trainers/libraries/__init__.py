"""Generators of random models, a module each library; seeds take turns in its kinds of models."""
from importlib import import_module

LIBRARIES = ["scikit_learn", "xgboost_models", "lightgbm_models", "catboost_models", "onnx_models", "ml_cart"]
# Models of a run from fixed seeds, 0 to 59.
FIXED = 60


def generator_of(choices):
    """Called with the choices, gives a `Case`."""
    modules = [import_module(f"libraries.{name}") for name in LIBRARIES]
    kinds = [f"{module.NAME}, {kind}" for module in modules for kind in module.MODELS]
    assert len(kinds) <= FIXED, f"{len(kinds)} kinds: the fixed seeds do not reach all"
    makers = [make for module in modules for make in module.MODELS.values()]
    return makers[kinds.index(choices.pick("model", kinds, turn=choices.seed))]
