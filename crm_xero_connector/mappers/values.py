"""Single values: dates, money, names, texts, e-mail addresses and phone numbers. The only place that knows formats."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MS_DATE = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
ISO_DATE = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$")
EMAIL = re.compile(r"^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9-]+\.)+[a-z][a-z0-9-]+$")
PHONE = re.compile(r"^(?:\+(\d{1,3})(?=[\s./(-]))?[\s./-]*(?:\((\d{1,6})\))?[\s./-]*(.*)$", re.DOTALL)
RATE_DIGITS = Decimal("0.000001")  # of a currency's rate
ELLIPSIS = "…"
VARIATION_SELECTORS = range(0xFE00, 0xFE10)  # they choose between the text and the picture of one character
ACCENT = 200  # from this combining class on a mark is an accent; below, it makes another letter (kana, Thai, Indic)


def text(value: Any) -> str:
    """Return a value from Xero as a stripped string, "" for null and for anything that is no text or number."""
    if type(value) is str:  # nearly always, and asked for every field of every contact
        return value.strip()
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    return str(value).strip()


def to_decimal(value: Any, default: Decimal | None = None) -> Decimal | None:
    """Return a number from Xero or from Odoo as an exact Decimal, `default` when there is none.

    A float is taken by its shortest text, so 0.1 is 0.1.
    """
    if value is None or isinstance(value, bool):
        return default
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value).strip())
    except InvalidOperation:
        return default
    return number if number.is_finite() else default


def parse_xero_date(value: Any) -> date | None:
    """Return the day of "/Date(1573755038314+0000)/" or of an ISO text, None when there is none.

    Xero's milliseconds are midnight UTC of the business day, whatever offset follows them: no time zone moves the day.
    """
    moment = _parse(value)
    return moment.date() if moment else None


def parse_xero_datetime(value: Any) -> datetime | None:
    """Return the moment of "/Date(1573755038314+0000)/" or of an ISO text, in UTC, None when there is none."""
    moment = _parse(value)
    return moment.astimezone(timezone.utc) if moment else None


def _parse(value: Any) -> datetime | None:
    raw = text(value)
    try:
        if match := MS_DATE.match(raw):
            return EPOCH + timedelta(milliseconds=int(match[1]))
        if match := ISO_DATE.match(raw):
            return _parse_iso(match)
    except (ValueError, OverflowError):
        return None
    return None


def _parse_iso(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    microsecond = int((match[7] or "0")[:6].ljust(6, "0"))
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=_zone(match[8]))


def _zone(offset: str | None) -> timezone:
    if offset in (None, "Z"):
        return timezone.utc
    digits = offset.replace(":", "")
    minutes = int(digits[1:3]) * 60 + int(digits[3:5])
    return timezone(timedelta(minutes=-minutes if digits[0] == "-" else minutes))


def xero_date(day: date | None) -> str | None:
    """Return a day as Xero wants it, `YYYY-MM-DD`: a time or a zone could move it to the day before."""
    return f"{day:%Y-%m-%d}" if day else None


def normalise_name(name: Any) -> str:
    """Return what two spellings of one name have in common; "" when nothing is left to compare.

    Case, accents, width, spaces, punctuation, brackets and emoji do not count; letters and digits of every script do.
    The one function for comparing names: matching, review and look-ups use it and nothing else.
    """
    return _normalised(text(name))


@lru_cache(maxsize=4096)  # countries, states and tags are the same few words again and again
def _normalised(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(char for char in unicodedata.normalize("NFKD", decomposed) if unicodedata.combining(char) < ACCENT)
    kept = []
    for char in unicodedata.normalize("NFC", bare).replace("&", " and "):
        category = unicodedata.category(char)
        if category[0] in "LNM" and ord(char) not in VARIATION_SELECTORS:
            kept.append(char)
        elif char not in ".'\u2019`" and category not in ("Cf", "Sk"):
            kept.append(" ")
    return " ".join("".join(kept).split())


def clean_name_for_xero(name: Any, limit: int = 255) -> str:
    """Return a name that Xero accepts: no angle brackets, no control characters, single spaces, cut to the limit."""
    printable = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text(name))
    return cut(" ".join(printable.replace("<", "(").replace(">", ")").split()), limit)


def cut(value: Any, limit: int) -> str:
    """Return a text of at most `limit` characters: what is too long loses its middle, so that the tail is kept."""
    whole = text(value)
    if len(whole) <= limit:
        return whole
    tail = limit // 4
    return whole[: limit - tail - 1] + ELLIPSIS + whole[len(whole) - tail :]


def file_name(value: Any) -> str:
    """Return a name that Xero takes for an attachment."""
    return re.sub(r'[<>:"/\\|?*+\x00-\x1f]', "-", text(value)) or "attachment"


def ascii_text(value: Any, limit: int) -> str:
    """Return the printable ASCII of a text: accents are taken off, what has no ASCII is left out."""
    decomposed = unicodedata.normalize("NFKD", text(value))
    return "".join(char for char in decomposed if " " <= char <= "~")[:limit].strip()


def valid_email(value: Any) -> str:
    """Return an e-mail address that Xero accepts, "" for anything else: two addresses, no domain, umlauts."""
    address = text(value)
    return address if len(address) <= 255 and address.isascii() and EMAIL.match(address.lower()) else ""


def split_phone(value: Any) -> tuple[str, str, str]:
    """Return (country code, area code, number) of a phone number as a person writes it.

    Only what the writing shows is split off: "+64 (9) 123 4567". Without separators all of it stays in the number.
    """
    country, area, number = PHONE.match(text(value).lstrip("./- ")).groups(default="")
    if not number:
        return "", "", cut(value, 50)
    return country, area, cut(number, 50)


def join_phone(country: Any, area: Any, number: Any) -> str:
    """Return the three parts of a phone number in Xero as one, "" without a number."""
    country, area, number = text(country), text(area), text(number)
    if not number:
        return ""
    if country.isdigit():
        country = f"+{country.lstrip('0')}" if country.lstrip("0") else ""
    return " ".join(filter(None, (country, area, number)))
