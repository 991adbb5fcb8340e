"""Generators of random models, a module each library; seeds take turns in its kinds of models."""
from importlib import import_module

LIBRARIES = ["scikit_learn", "xgboost_models", "lightgbm_models", "catboost_models", "onnx_models", "ml_cart"]


def generator_of(choices):
    """Called with the choices, gives a `Case`."""
    modules = [import_module(f"libraries.{name}") for name in LIBRARIES]
    kinds = [f"{module.NAME}, {kind}" for module in modules for kind in module.MODELS]
    makers = [make for module in modules for make in module.MODELS.values()]
    return makers[kinds.index(choices.pick("model", kinds, turn=choices.seed))]
