"""Currencies: which ones an organisation has, and a rate of the day for a document that brings none."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from ..errors import Refused

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
ONE = Decimal("1.000000")
# US dollars for one unit; made up, and the same every day
US_DOLLARS = {
    "AUD": "0.66", "CAD": "0.73", "CHF": "1.12", "CNY": "0.14", "EUR": "1.08", "GBP": "1.27", "HKD": "0.128", "INR": "0.012",
    "JPY": "0.0066", "MYR": "0.22", "NZD": "0.60", "SGD": "0.75", "USD": "1", "ZAR": "0.055",
}  # fmt: skip
NAMES = {
    "AUD": "Australian Dollar", "CAD": "Canadian Dollar", "CHF": "Swiss Franc", "EUR": "Euro", "GBP": "British Pound",
    "JPY": "Japanese Yen", "NZD": "New Zealand Dollar", "SGD": "Singapore Dollar", "USD": "US Dollar",
}  # fmt: skip
# ISO 4217
CODES = {
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC",
    "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS",
    "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD",
    "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL",
    "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD",
    "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD",
    "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP",
    "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES",
    "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG",
}  # fmt: skip
STRANGE = Decimal("1.5")  # how far from the rate of the day a rate may be


def shown(code: str) -> Record:
    return {"Code": code, "Description": NAMES.get(code, code)}


def check_currency(call: Call, code: str) -> None:
    if code not in call.org.currencies:
        raise Refused(f"Organisation is not subscribed to currency {code}")


def of_account(call: Call, account: Record, code: str) -> str:
    """Return the currency of an account that takes the money of a document."""
    base = call.org.facts["BaseCurrency"]
    bank = account.get("CurrencyCode") or base
    if bank not in (base, code):
        raise Refused("The account's currency must be the document's or the base currency")
    return bank


def rate_of_the_day(call: Call, code: str) -> Decimal:
    """Return units of a currency for one unit of the base currency."""
    base = Decimal(US_DOLLARS.get(call.org.facts["BaseCurrency"], "1"))
    return (base / Decimal(US_DOLLARS.get(code, "1"))).quantize(ONE, ROUND_HALF_UP)


def rate_for(call: Call, code: str, sent: Decimal | None) -> Decimal:
    """Return the rate of a document; a strange one is taken with a warning, as Xero does since April 2026."""
    if code == call.org.facts["BaseCurrency"]:
        return ONE
    usual = rate_of_the_day(call, code)
    if sent is None:
        return usual
    if sent <= 0:
        raise Refused("The currency rate must be greater than 0.")
    if not usual / STRANGE < sent < usual * STRANGE:
        call.warnings.append(f"The currency rate {sent} looks unusual for {code}; the rate of the day is {usual}.")
    return sent.quantize(ONE, ROUND_HALF_UP)
