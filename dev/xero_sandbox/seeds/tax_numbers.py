"""Tax numbers of businesses whose check digits are right, as people in each country write them."""

from __future__ import annotations

from collections.abc import Iterable

WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
IRD = ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6))  # the second where the first gives no digit
VAT_GB = (8, 7, 6, 5, 4, 3, 2)
UEN, UEN_LETTERS = (10, 8, 6, 4, 9, 7, 5, 3, 1), "ZKCMDNERGWH"


def _sum(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights))


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


def ird(number: int) -> str:
    """Return a number of New Zealand, 49-091-850 or 136-410-132; a few have no check digit, then the next one."""
    digits = f"{number:08d}"
    check = next((rest for weights in IRD if (rest := -_sum(digits, weights) % 11) < 10), None)
    if check is None:
        return ird(number + 1)
    text = f"{number}{check}"
    return f"{text[:-6]}-{text[-6:-3]}-{text[-3:]}"


def vat_gb(number: int) -> str:
    """Return a British VAT number of seven digits and two check digits: GB 980 7806 84."""
    text = f"{number:07d}"
    text += f"{97 - _sum(text, VAT_GB) % 97:02d}"
    return f"GB {text[:3]} {text[3:7]} {text[7:]}"


def vat_za(number: int) -> str:
    """Return a South African VAT number: a 4, eight digits and one after Luhn."""
    text = f"4{number:08d}"
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in text[::-2])
    return f"{text}{-(doubled + sum(map(int, text[-2::-2]))) % 10}"


def uen(year: int, number: int) -> str:
    """Return what a company of Singapore is registered under, for GST too: 197401143C."""
    text = f"{year}{number:05d}"
    return text + UEN_LETTERS[_sum(text, UEN) % 11]
