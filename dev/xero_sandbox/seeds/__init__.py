"""Organisations to begin with."""

from . import au, examples, nz

SEEDS = {"au": au.load, "nz": nz.load, "tiny": au.load_tiny, "examples": examples.load}
