"""Trains on data.csv: a scaler and a gradient boosting classifier, saved as one pipeline.

Writes model.joblib; and for the first 60 rows that training did not see, readings.csv (the rows)
and expected.csv (what scikit-learn answers, in the columns of `mlc predict --raw`).
"""
from pathlib import Path

import joblib
import pandas
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
HELD_OUT = 300
READINGS = 60

data = pandas.read_csv(HERE / "data.csv")
X, y = data.drop(columns="state"), data["state"]

model = Pipeline([
    ("scale", StandardScaler()),
    ("boost", GradientBoostingClassifier(n_estimators=40, max_depth=3, random_state=0)),
])
model.fit(X[:-HELD_OUT], y[:-HELD_OUT])
joblib.dump(model, HERE / "model.joblib")
print(f"accuracy on {HELD_OUT} rows held out: {model.score(X[-HELD_OUT:], y[-HELD_OUT:]):.3f}")

readings = X[-HELD_OUT:][:READINGS]
readings.to_csv(HERE / "readings.csv", index=False, lineterminator="\n")
expected = pandas.DataFrame({"prediction": model.predict(readings)})
for name, table in [
    ("probability", model.predict_proba(readings)),
    ("raw", model.decision_function(readings)),
]:
    for label, column in zip(model.classes_, table.T):
        expected[f"{name}_{label}"] = column
expected.to_csv(HERE / "expected.csv", index=False, lineterminator="\n")
