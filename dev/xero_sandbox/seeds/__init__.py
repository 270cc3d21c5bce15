"""Organisations to begin with."""

from . import au, countries, examples

SEEDS = {
    "au": au.load,
    "nz": countries.load_nz,
    "uk": countries.load_uk,
    "us": countries.load_us,
    "za": countries.load_za,
    "sg": countries.load_sg,
    "demo": au.load_demo,
    "tiny": au.load_tiny,
    "examples": examples.load,
}
