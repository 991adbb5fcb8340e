"""Trains models and asks them: serve.py. A line of JSON in, a line of JSON out, until the input ends.

{"train": seed, "given": {option: index}?, "folder": path} -> the model's facts, its files and rows.csv's answers
{"ask": count, "folder": path} -> answers to the rows of more.f64, as far as the trainer takes them

Tables are files of little-endian doubles beside the model: rows.f64, answers.f64."""
import contextlib
import io
import json
import os
import sys
import traceback
import warnings

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "scripts"))

from choices import Choices
from fixture_files import text_of
from libraries import generator_of
from rows import taken, test_rows


def train(seed, given, folder):
    choices = Choices(seed, given)
    case = generator_of(choices)(choices)
    for name, write in case.files.items():
        write(os.path.join(folder, name))
    rows = taken(case, test_rows(case, choices))
    return case, {
        "choices": choices.made,
        "files": list(case.files),
        "facts": {"reader": case.reader, "library": case.library, "version": case.version, "estimator": case.estimator,
                  **case.facts, "exceptions": case.exceptions},
        "refused": case.refused,
        **answers(case, rows, folder),
    }


def answers(case, rows, folder):
    columns = dict(case.ask(rows)) if len(rows) else {"prediction": []}
    prediction = columns.pop("prediction")
    rows.astype("<f8").tofile(os.path.join(folder, "rows.f64"))
    table = np.column_stack([np.asarray(column, np.float64) for column in columns.values()] or [rows[:, :0]])
    table.astype("<f8").tofile(os.path.join(folder, "answers.f64"))
    return {"features": rows.shape[1], "columns": list(columns), "prediction": [text_of(value) for value in prediction]}


def main():
    out, case = sys.stdout, None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            # What trainers print is not for the one who asks.
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                if "train" in request:
                    case, answer = train(request["train"], request.get("given"), request["folder"])
                else:
                    rows = np.fromfile(os.path.join(request["folder"], "more.f64"), "<f8").reshape(request["ask"], -1)
                    answer = answers(case, taken(case, rows), request["folder"])
        except Exception:
            answer = {"error": traceback.format_exc()}
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
