"""Writes exact.csv: e^x and ln x rounded once to binary64, from 80-digit decimal arithmetic.

Run with any Python 3; only its standard library is used.
"""

import csv
import math
import pathlib
import random
from decimal import Decimal, getcontext

getcontext().prec = 80
random.seed(20)


def arguments():
    yield from (1.0, -1.0, 0.5, 1e-10, -1e-10, 709.7, -708.0, -720.5, -744.9, -745.1, 88.7, 2.0**-60)
    yield from (math.log(2.0), 1.0 + 2.0**-52, 1.0 - 2.0**-53)
    for _ in range(500):
        yield random.uniform(-30, 30)
    for _ in range(200):
        yield random.uniform(-745, 709)
    for _ in range(200):
        yield random.uniform(-1, 1) * 2.0 ** random.randint(-60, 0)


def logarithms():
    yield from (0.5, 2.0, 1.0 + 2.0**-52, 1.0 - 2.0**-53, 5e-324, 2.0**-1022, 1.7976931348623157e308, 0.1)
    for _ in range(400):
        yield random.random()
    for _ in range(200):
        yield 1 + random.uniform(-1, 1) * 2.0 ** random.randint(-50, -2)
    for _ in range(200):
        yield random.uniform(1, 2) * 2.0 ** random.randint(-1060, 1000)


with open(pathlib.Path(__file__).with_name("exact.csv"), "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["function", "x", "result"])
    for x in arguments():
        writer.writerow(["exp", repr(x), repr(float(Decimal(x).exp()))])
    for x in logarithms():
        writer.writerow(["log", repr(x), repr(float(Decimal(x).ln()))])
