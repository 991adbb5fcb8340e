"""Files for the benchmarks: save-large.py FOLDER, where large.json is an XGBoost model.

forest.joblib (50 MB) and packed.joblib (the same with compress=3) of scikit-learn, large.ubj of XGBoost"""
import json
import os
import sys

import joblib
import numpy as np
import xgboost
from sklearn.ensemble import RandomForestRegressor

folder = sys.argv[1]
random = np.random.default_rng(1)
X = random.normal(size=(10_000, 20)).astype(np.float32)
y = X[:, 0] + X[:, 1] * X[:, 2] + random.normal(size=len(X))
forest = RandomForestRegressor(55, max_features=4, random_state=1).fit(X, y)
joblib.dump(forest, os.path.join(folder, "forest.joblib"))
joblib.dump(forest, os.path.join(folder, "packed.joblib"), compress=3)

# XGBoost takes no integer for a float.
with open(os.path.join(folder, "large.json")) as file:
    model = json.load(file)
for tree in model["learner"]["gradient_booster"]["model"]["trees"]:
    for name in ("base_weights", "loss_changes", "split_conditions", "sum_hessian"):
        tree[name] = [float(value) for value in tree[name]]
booster = xgboost.Booster(model_file=bytearray(json.dumps(model).encode()))
booster.save_model(os.path.join(folder, "large.ubj"))
