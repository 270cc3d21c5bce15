"""Which function measures which row."""

import importlib
import pkgutil

import benchmarks

MEASUREMENTS = {}


def measures(name):
    """Register a function as the measurement of the row `name`.

    The function gets a `Stage` and returns (value, detail).
    """

    def register(function):
        MEASUREMENTS[name] = function
        return function

    return register


def load():
    """Import every module of the package, so that its measurements are known, and return them by name."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        importlib.import_module(f"benchmarks.{module.name}")
    return MEASUREMENTS
