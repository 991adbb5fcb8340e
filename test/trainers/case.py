"""What a generator gives: a trained model, how to save it, and how to ask it."""
from dataclasses import dataclass, field
from typing import Callable

import numpy as np


@dataclass
class View:
    """Splits on the columns that `transform` makes of rows; x <= threshold goes left."""
    transform: Callable
    # (column, threshold)
    splits: list[tuple[int, float]]


@dataclass
class Case:
    library: str
    version: str
    reader: str
    estimator: str
    # Training rows, float64.
    X: np.ndarray
    # File name -> function that writes it. All hold the same model.
    files: dict[str, Callable]
    # Rows (float64) -> columns raw*, p*, v* (those that there are) and prediction.
    ask: Callable
    views: list[View]
    # Whether it refuses other categories than those.
    closed: bool = False
    # What the trainer raises for rows that it does not take.
    refusal: type = ValueError
    # Input column -> its categories as numbers.
    categories: dict[int, list] = field(default_factory=dict)
    exceptions: list[dict] = field(default_factory=list)
    # More of fixture.json: referenceDtype, base.
    facts: dict = field(default_factory=dict)
    # The diagnostic's code with which mlc is to refuse the model, if it is.
    refused: str | None = None
