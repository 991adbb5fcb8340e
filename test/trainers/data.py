"""Random training data: columns of very different scales, ties, zeros, gaps and categories."""
import numpy as np

SCALES = [1.0, 1e4, 1e-5, 30.0]


def numbers(choices, most=8):
    rows = choices.pick("rows", [60, 150, 300])
    width = choices.pick("features", [size for size in (2, 1, 3, 5, 8) if size <= most])
    random = choices.generator("numbers")
    X = random.normal(size=(rows, width))
    for column in range(width):
        kind = random.integers(4)
        if kind == 1:
            X[:, column] = np.round(X[:, column], int(random.integers(2)))
        X[:, column] *= SCALES[random.integers(len(SCALES))]
        if kind == 2:
            X[random.random(rows) < 0.4, column] = 0.0
        elif kind == 3:
            X[:, column] = np.abs(X[:, column])
    return X if choices.pick("grain", ["float32", "float64"]) == "float64" else X.astype(np.float32).astype(np.float64)


def with_gaps(choices, X, name="gaps"):
    """NaN in some columns only, so that some splits never saw one."""
    if not choices.flag(name):
        return X
    random = choices.generator(name)
    holed = random.random(X.shape[1]) < 0.7
    return np.where((random.random(X.shape) < 0.2) & holed, np.nan, X)


def with_categories(choices, X, most=40):
    """Some columns become codes of categories: column -> the codes that training has."""
    random = choices.generator("categories")
    kinds = choices.pick("categories", [5, 2, 12, most])
    X, known = X.copy(), {}
    for column in range(X.shape[1]):
        if column and random.random() < 0.5:
            continue
        codes = random.permutation(kinds + 2)[:kinds]
        holes = np.isnan(X[:, column])
        X[:, column] = np.where(holes, np.nan, random.choice(codes, len(X)))
        known[column] = sorted(set(X[~holes, column]))
    return X, known


def signal(choices, X, name="signal"):
    """A sum of steps, slopes and products of columns, and noise."""
    random = choices.generator(name)
    filled = np.nan_to_num(X, nan=0.0)
    spread = filled.std(axis=0) + 1e-300
    Z = (filled - filled.mean(axis=0)) / spread
    total = random.normal(size=len(X)) * 0.3
    for _ in range(4):
        a, b = random.integers(X.shape[1], size=2)
        total += random.normal() * Z[:, a] + random.normal() * (Z[:, b] > random.normal()) * Z[:, a]
    return total + np.isnan(X).sum(axis=1) * 0.5 + np.sin(7 * Z[:, 0])


def classes(choices, X, labels, name="signal"):
    """A label a row, not all as often."""
    y = signal(choices, X, name)
    cuts = np.quantile(y, np.linspace(0, 1, len(labels) + 1)[1:-1] ** 1.2)
    return np.asarray(labels)[np.searchsorted(cuts, y)]


LABELS = {
    "count": lambda n: list(range(n)),
    "integers": lambda n: [7 * i - 10 for i in range(n)],
    "text": lambda n: [f"class {i}, \"{'é' * i}\"" for i in range(n)],
    "floats": lambda n: [i - 1.0 for i in range(n)],
    "booleans": lambda n: [False, True][:n],
}


def labels(choices, counts=(2, 3, 5, 9)):
    count = choices.pick("classes", counts)
    kinds = list(LABELS) if count == 2 else [kind for kind in LABELS if kind != "booleans"]
    return LABELS[choices.pick("labels", kinds)](count)


# What is learnt -> a number a row. "several" are two columns.
TARGETS = {
    "values": lambda c, X: signal(c, X) * c.pick("unit", [1.0, 1e3, 1e-4]),
    "counts": lambda c, X: np.floor(np.abs(signal(c, X)) * 2),
    "positive": lambda c, X: np.abs(signal(c, X)) + 0.1,
    "shares": lambda c, X: 1 / (1 + np.exp(-signal(c, X))),
    "ranks": lambda c, X: np.digitize(signal(c, X), [-0.5, 0.5]).astype(float),
    "several": lambda c, X: np.column_stack([signal(c, X), signal(c, X, "second")]),
    "two": lambda c, X: classes(c, X, range(2)).astype(float),
    "classes": lambda c, X: classes(c, X, range(c.pick("classes", [3, 2, 5, 9]))).astype(float),
}


def target(choices, X, task):
    return TARGETS[task](choices, X)


def framed(rows, known):
    """A DataFrame whose columns of categories have pandas' dtype; what is none of them is missing."""
    import pandas
    columns = {f"f{i}": pandas.Categorical(column, categories=[int(code) for code in known[i]]) if i in known else column for i, column in enumerate(rows.T)}
    return pandas.DataFrame(columns)
