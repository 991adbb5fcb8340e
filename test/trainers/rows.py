"""Rows to ask a trained model about: both sides of its splits, special numbers, gaps, categories."""
import numpy as np

LIGHTGBM_ZERO = float(np.float32(1e-35))
SPECIALS = [0.0, -0.0, 5e-324, -1e-310, 1e-45, -1e-45, 1e-40, LIGHTGBM_ZERO, -LIGHTGBM_ZERO, 1e-35, 0.1, 0.5, -0.5, 1.0, -1.0, 2.7,
            16777216.0, 16777217.0, 2147483648.0, 1e30, 3e38, -3e38, 1e308, -1e308, np.inf, -np.inf, np.nan]
ODD_CODES = [-1.0, -0.4, 0.9999999, 0.5, 2.7, 31.0, 32.0, 63.0, 64.0, 255.0, 256.0, 257.0, 1e4, 2.0**24, 2.0**31, 2.0**32, -3.0, np.nan]
BEYOND_FLOAT32 = 3.4028235677973366e38


def test_rows(case, choices, splits=90):
    random = choices.generator("rows")
    groups = [case.X, random_rows(case, random, 1000), gap_rows(case, random, 150), special_rows(case, random),
              category_rows(case, random)]
    for view in case.views:
        share = max(1, splits * len(view.splits) // sum(len(other.splits) for other in case.views)) if view.splits else 0
        groups.append(split_rows(case, view, random, share))
    return np.vstack(groups)


def base_rows(case, random, count):
    return case.X[random.integers(len(case.X), size=count)].copy()


def filled_rows(case, random, count):
    rows = base_rows(case, random, count)
    gaps = [case.categories.get(column, [1.0])[0] for column in range(rows.shape[1])]
    return np.where(np.isnan(rows), gaps, rows)


def random_rows(case, random, count):
    """Values of training, columns mixed, most of them moved a little."""
    rows = np.column_stack([column[random.integers(len(column), size=count)] for column in case.X.T])
    spread = np.nan_to_num(np.nanmax(case.X, axis=0) - np.nanmin(case.X, axis=0))
    moved = rows + random.normal(size=rows.shape) * spread * 0.05
    rows = np.where(random.random(rows.shape) < 0.7, moved, rows)
    for column, codes in case.categories.items():
        rows[:, column] = random.choice(codes, count)
    single = random.random(count) < 0.8
    rows[single] = rows[single].astype(np.float32)
    return rows


def special_rows(case, random):
    width = case.X.shape[1]
    rows = base_rows(case, random, len(SPECIALS) * (width + 1))
    for i, value in enumerate(SPECIALS):
        for column in range(width):
            rows[i * (width + 1) + column, column] = value
        rows[i * (width + 1) + width] = value
    return rows


def gap_rows(case, random, count):
    rows = base_rows(case, random, count)
    rows[random.random(rows.shape) < random.random((count, 1))] = np.nan
    return rows


def category_rows(case, random):
    """Each category, and numbers that are none."""
    groups = [np.empty((0, case.X.shape[1]))]
    for column, codes in case.categories.items():
        values = [*codes, *ODD_CODES, max(codes) + 1]
        rows = base_rows(case, random, 4 * len(values))
        rows[:, column] = np.tile(values, 4)
        groups.append(rows)
    return np.vstack(groups)


def split_rows(case, view, random, count):
    """For a split, the input column that it depends on at the last double that goes left and its
    neighbours, and at the floats around it."""
    source = sources_of(case, view, random)
    splits = sorted({(column, t) for column, t in view.splits if np.isfinite(t) and column in source})
    splits = [splits[i] for i in random.permutation(len(splits))[:count]]
    rows = [np.empty((0, case.X.shape[1]))]
    if splits:
        inputs = np.array([source[column] for column, _ in splits])
        found, last = last_left(case, view, random, splits, inputs)
        for feature, value in zip(inputs[found], last[found]):
            near = neighbours(value)
            beside = base_rows(case, random, len(near))
            beside[:, feature] = near
            rows.append(beside)
    return np.vstack(rows)


def neighbours(value):
    """A double where a split turns, and the floats around it; also doubles that round to those."""
    up = np.nextafter(value, np.inf)
    single = np.float32(value)
    low, high = np.nextafter(single, np.float32(-np.inf)), np.nextafter(single, np.float32(np.inf))
    step = float(single) - float(low)
    return [value, up, np.nextafter(value, -np.inf), np.nextafter(up, np.inf), float(single), float(low), float(high),
            float(single) - 0.49 * step, float(single) - 0.51 * step]


def sources_of(case, view, random):
    """For each column of the view, the only input that it depends on, if that is not of categories."""
    rows = filled_rows(case, random, 40)
    before = view.transform(rows)
    source, many = {}, set()
    for feature in set(range(rows.shape[1])) - set(case.categories):
        changed = rows.copy()
        changed[:, feature] = random.permutation(changed[:, feature]) * 1.5 - 1e-3
        after = view.transform(changed)
        for column in np.flatnonzero((np.nan_to_num(before) != np.nan_to_num(after)).any(axis=0)):
            if column in source:
                many.add(column)
            source[column] = feature
    return {column: feature for column, feature in source.items() if column not in many}


def last_left(case, view, random, splits, inputs):
    """Bisects over doubles, all splits at once: where found, the last one that goes left."""
    at = np.arange(len(splits))
    columns, thresholds = (np.array(part) for part in zip(*splits))
    rows = filled_rows(case, random, len(splits))

    def goes_left(keys):
        rows[at, inputs] = from_keys(keys)
        return view.transform(rows)[at, columns] <= thresholds

    edge = 1e3 * np.nan_to_num(np.nanmax(np.abs(case.X), axis=0))[inputs] + 1
    low, high = to_keys(-edge), to_keys(edge)
    found = goes_left(low) & ~goes_left(high)
    for _ in range(64):
        middle = (low >> 1) + (high >> 1) + (low & high & 1)
        left = goes_left(middle)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return found, from_keys(low)


def to_keys(doubles):
    """Integers in the order of the doubles."""
    bits = np.asarray(doubles, np.float64).view(np.int64)
    return np.where(bits >= 0, bits, -(bits & np.int64(2**63 - 1)))


def from_keys(keys):
    return np.where(keys >= 0, keys, np.abs(keys) | np.int64(-2**63)).view(np.float64)


def taken(case, rows):
    """The rows that the trainer takes: first by what kind of number it refuses in which column,
    then, should more be refused, by halves."""
    if case.closed:
        for column, codes in case.categories.items():
            trained = np.isnan(case.X[:, column]).any()
            rows = rows[np.isin(rows[:, column], codes) | (np.isnan(rows[:, column]) & trained)]
    kinds = [np.isnan, np.isposinf, np.isneginf, lambda x: np.isfinite(x) & (np.abs(x) >= BEYOND_FLOAT32)]
    plain = case.X[~np.isnan(case.X).any(axis=1)][:1]
    if len(plain) and takes(case, plain):
        for kind in kinds:
            marked = kind(rows)
            for column in range(rows.shape[1]):
                if not marked[:, column].any():
                    continue
                trial = plain.copy()
                trial[0, column] = rows[marked[:, column], column][0]
                if not takes(case, trial):
                    rows, marked = rows[~marked[:, column]], marked[~marked[:, column]]
    pending, kept = [rows], []
    while pending:
        part = pending.pop()
        if len(part) and takes(case, part):
            kept.append(part)
        elif len(part) > 1:
            pending += [part[len(part) // 2:], part[:len(part) // 2]]
    return np.vstack(kept) if kept else rows[:0]


def takes(case, rows):
    try:
        case.ask(rows)
        return True
    except case.refusal:
        return False
