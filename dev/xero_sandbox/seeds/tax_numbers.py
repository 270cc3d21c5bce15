"""Australian business numbers whose check digits are right."""

from __future__ import annotations

WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)


def is_abn(text: str) -> bool:
    digits = [int(mark) for mark in text if mark.isdigit()]
    if len(digits) != len(WEIGHTS):
        return False
    digits[0] -= 1
    return sum(digit * weight for digit, weight in zip(digits, WEIGHTS)) % 89 == 0


def abn(nine: str) -> str:
    """Return the number with two leading check digits, as people write it: 51 824 753 556."""
    for check in range(10, 100):
        text = f"{check}{nine}"
        if is_abn(text):
            return f"{text[:2]} {text[2:5]} {text[5:8]} {text[8:]}"
    raise ValueError(nine)
