"""Writes data.csv: 1,200 synthetic readings of a pump's motor, and the state of its bearing."""
from pathlib import Path

import numpy as np
import pandas

ROWS = 1200
STATES = ["healthy", "worn", "faulty"]
SHARES = [0.55, 0.28, 0.17]
WEAR = {"healthy": (0.10, 0.08), "worn": (0.52, 0.11), "faulty": (1.05, 0.16)}  # mean, deviation

rng = np.random.default_rng(11)
state = rng.choice(STATES, ROWS, p=SHARES)
wear = np.clip([rng.normal(*WEAR[s]) for s in state], 0, None)
load = rng.uniform(0.35, 1.0, ROWS)  # of the rated torque
speed = rng.choice([900, 1200, 1500], ROWS, p=[0.2, 0.3, 0.5])  # set at the inverter
ambient = rng.normal(22, 4, ROWS)

rpm = speed * (1 - 0.03 * load) + rng.normal(0, 4, ROWS)
vibration = (0.5 + 0.6 * rpm / 1500 + 4.2 * wear * (rpm / 1500) ** 2) * rng.lognormal(0, 0.14, ROWS)
current = 3.1 + 9.4 * load + 0.9 * wear + rng.normal(0, 0.25, ROWS)
temperature = ambient + 27 * load + 21 * wear + rng.normal(0, 2.2, ROWS)
pressure = 4.1 * (speed / 1500) ** 0.5 - 0.75 * wear + rng.normal(0, 0.16, ROWS)
acoustic = 61 + 5 * load + 9 * np.log10(1 + 7 * wear) + rng.normal(0, 1.3, ROWS)

data = pandas.DataFrame({
    "vibration_rms": vibration.round(2),  # mm/s
    "temperature": temperature.round(1),  # degrees Celsius, at the bearing
    "current": current.round(2),  # A
    "rpm": rpm.round(0).astype(int),
    "pressure": pressure.round(2),  # bar, at the outlet
    "acoustic": acoustic.round(1),  # dB(A), at 1 m
    "state": state,
})
data.to_csv(Path(__file__).parent / "data.csv", index=False, lineterminator="\n")
