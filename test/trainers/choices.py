"""The options of one random model, drawn from a seed."""
import numpy as np


class Choices:
    """Each `pick` names an option and lists its values, the simplest first. What was drawn is kept
    by index, so that a model is made again, or a simpler one, by giving indices: absent ones are 0."""

    def __init__(self, seed, given=None):
        self.seed, self.given, self.made = seed, given, {}
        self.random = np.random.default_rng([seed, 1])

    def pick(self, name, values, turn=None):
        """`turn`: counts through the values instead of drawing one."""
        values = list(values)
        drawn = int(self.random.integers(len(values))) if turn is None else turn % len(values)
        index = drawn if self.given is None else min(self.given.get(name, 0), len(values) - 1)
        self.made[name] = {"index": index, "value": str(values[index])}
        return values[index]

    def flag(self, name):
        return self.pick(name, [False, True])

    def generator(self, purpose):
        """Random numbers that do not depend on what else was drawn."""
        return np.random.default_rng([self.seed, *purpose.encode()])
