"""Organisations to begin with."""

from . import au, examples
from .countries import loader
from .nz import NZ
from .sg import SG
from .uk import UK
from .us import US
from .za import ZA

COUNTRIES = {"nz": NZ, "uk": UK, "us": US, "za": ZA, "sg": SG}
SEEDS = {
    "au": au.load,
    **{name: loader(country) for name, country in COUNTRIES.items()},
    "demo": au.load_demo,
    "tiny": au.load_tiny,
    "examples": examples.load,
}
