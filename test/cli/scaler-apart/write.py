"""Writes a model and its scaler saved apart, with the answers of both together.

scikit-learn 1.9.1, numpy 2.4.6, joblib of the same environment
(test/fixtures/scripts/requirements/sklearn-1.9.1.txt):  python write.py
"""
from pathlib import Path

import joblib
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import StandardScaler

folder = Path(__file__).parent
random = np.random.default_rng(7)
x = random.normal([20.0, 1e5, 0.01], [5.0, 3e3, 0.002], (120, 3))
y = np.where(x[:, 0] + (x[:, 1] - 1e5) / 1e3 > 21, "high", "low")
scaler = StandardScaler().fit(x)
model = RandomForestClassifier(n_estimators=5, max_depth=4, random_state=0).fit(scaler.transform(x), y)
joblib.dump(scaler, folder / "scaler.joblib")
joblib.dump(model, folder / "model.joblib")

# Binary32 numbers, as a device sees them, given as float64.
rows = x[:40].astype(np.float32).astype(np.float64)
answers = model.predict(scaler.transform(rows))
chances = model.predict_proba(scaler.transform(rows))
with open(folder / "rows.csv", "w", newline="\n") as file:
    file.write("f0,f1,f2,prediction,p0,p1\n")
    for row, answer, chance in zip(rows, answers, chances):
        numbers = ",".join(repr(float(n)) for n in row)
        file.write(f"{numbers},{answer},{float(chance[0])!r},{float(chance[1])!r}\n")
