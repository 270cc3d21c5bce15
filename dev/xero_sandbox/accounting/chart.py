"""Changes of the chart: accounts, rates and currencies as somebody adds them over the API."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from ..errors import Refused, bad_request, not_found
from ..shapes import ACCOUNT, TAX_RATE, texts
from . import currencies, usage
from .writes import Kind, check_lengths, check_status

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
ACCOUNTS = Kind("Accounts", "AccountID", ACCOUNT, flag="", apart=False)
RATES = Kind("TaxRates", "", TAX_RATE, flag="", apart=False)
CURRENCIES = Kind("Currencies", "", texts("Code", "Description"), flag="", apart=False)
CLASSES = {
    "BANK": "ASSET", "CURRENT": "ASSET", "FIXED": "ASSET", "INVENTORY": "ASSET", "PREPAYMENT": "ASSET", "NONCURRENT": "ASSET",
    "CURRLIAB": "LIABILITY", "LIABILITY": "LIABILITY", "TERMLIAB": "LIABILITY", "EQUITY": "EQUITY",
    "REVENUE": "REVENUE", "SALES": "REVENUE", "OTHERINCOME": "REVENUE",
    "EXPENSE": "EXPENSE", "OVERHEADS": "EXPENSE", "DIRECTCOSTS": "EXPENSE", "DEPRECIATN": "EXPENSE",
}  # fmt: skip
LENGTHS = {"Code": 10, "Name": 150, "Description": 4000}
REPORTED = {
    "AU": ("OUTPUT", "INPUT", "EXEMPTOUTPUT", "INPUTTAXED", "BASEXCLUDED", "EXEMPTEXPENSES"),
    "NZ": ("OUTPUT", "INPUT", "EXEMPTOUTPUT", "EXEMPTINPUT"),
    "GB": (
        "OUTPUT", "INPUT", "EXEMPTOUTPUT", "EXEMPTINPUT", "ECOUTPUT", "ECOUTPUTSERVICES", "ECINPUT", "ECACQUISITIONS",
        "CAPITALSALESOUTPUT", "CAPITALEXPENSESINPUT", "MOSSSALES",
    ),
}  # fmt: skip
OWN_RATE = "TAX"
ACTIVE, ARCHIVED, DELETED = "ACTIVE", "ARCHIVED", "DELETED"
PAYPAL = "PAYPAL"
COMPONENT = ("Name", "Rate", "IsCompound", "IsNonRecoverable")


# --- accounts ----------------------------------------------------------------------------------------------------


def put_account(call: Call) -> tuple[int, Record]:
    one(ACCOUNTS, call)
    return 200, ACCOUNTS.write(call, lambda values: create_account(call, values), dict)


def post_account(call: Call, key: str) -> tuple[int, Record]:
    account = known_account(call, key)
    return 200, ACCOUNTS.write(call, lambda values: update_account(call, account, values), dict)


def delete_account(call: Call, key: str) -> tuple[int, Record]:
    """Remove an account that nothing was booked on."""
    account = known_account(call, key)
    if account.get("SystemAccount") or usage.has_account(call, account):
        raise Refused("The account cannot be deleted as it is a system account or is in use")
    call.org.remove(call.org.accounts, account["AccountID"])
    call.org.stamp(call.now)
    return 200, {"Accounts": [{**account, "Status": DELETED}]}


def known_account(call: Call, key: str) -> Record:
    account = call.org.accounts.get(key.lower())
    if not account:
        raise not_found()
    return account


def one(kind: Kind, call: Call) -> None:
    if len(kind.elements(call)) != 1:
        raise bad_request(f"A request may hold one of {kind.key} only")


def create_account(call: Call, values: Record) -> Record:
    account = {
        "AccountID": call.org.new_id(), "Status": ACTIVE, "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False, "BankAccountType": "", "ReportingCode": "", "HasAttachments": False,
        "AddToWatchlist": False,
    }  # fmt: skip
    check_status(values.get("Status"), ACTIVE)
    if values.get("Type") == "BANK" and not values.get("BankAccountNumber"):
        raise Refused("The BankAccountNumber of a bank account must be specified")
    fill_account(call, account, values)
    if values["Type"] == "BANK":
        account.update(BankAccountType=account["BankAccountType"] or "BANK")
        account.setdefault("CurrencyCode", call.org.facts["BaseCurrency"])
    call.org.add(call.org.accounts, account["AccountID"], account)
    return account


def update_account(call: Call, account: Record, values: Record) -> Record:
    if account["Status"] != ACTIVE:
        raise Refused("An archived account cannot be changed")
    fresh = dict(account)
    fill_account(call, fresh, values)
    check_status(fresh["Status"], ACTIVE, ARCHIVED)
    changed = {name for name in ACCOUNT if fresh.get(name) != account.get(name)}
    if "Status" in changed and changed != {"Status"}:
        raise Refused("An account is archived in a call of its own")
    if "Status" in changed and account.get("SystemAccount"):
        raise Refused("A system account cannot be archived")
    call.org.remember(account)
    account.update(fresh)
    return account


def fill_account(call: Call, account: Record, values: Record) -> None:
    given = {name: value for name, value in values.items() if value is not None and name in ACCOUNT}
    check_lengths(given, LENGTHS)
    check_account(call, account, given)
    account.update({name: value for name, value in given.items() if name != "AccountID"})
    others = [row for row in call.org.accounts.values() if row["AccountID"] != account["AccountID"]]
    if not account.get("Name") or any(row["Name"].casefold() == account["Name"].casefold() for row in others):
        raise Refused("Please enter a unique Name.")
    code = account.get("Code")
    if (not code and account["Type"] != "BANK") or (code and any(row.get("Code") == code for row in others)):
        raise Refused("Please enter a unique Code.")
    account["Class"] = CLASSES[account["Type"]]
    account.setdefault("TaxType", usual_tax_type(call, account))
    account["UpdatedDateUTC"] = call.org.stamp(call.now)


def check_account(call: Call, account: Record, given: Record) -> None:
    """Refuse what an account cannot refer to."""
    if (given.get("Type") or account.get("Type")) not in CLASSES:
        raise Refused("The account type is not valid")
    if given.get("BankAccountType") == PAYPAL != account.get("BankAccountType"):
        raise Refused("PayPal accounts cannot be created through the API")
    check_tax_type(call, given.get("TaxType"), "account")
    if given.get("CurrencyCode"):
        currencies.check_currency(call, given["CurrencyCode"])


def check_tax_type(call: Call, tax_type: str | None, what: str) -> None:
    """Refuse a default rate that no line could have."""
    if tax_type and call.org.tax_rates.get(tax_type, {}).get("Status") != ACTIVE:
        raise Refused(f"The TaxType code '{tax_type}' is not a valid code for this {what}.")


def usual_tax_type(call: Call, account: Record) -> str:
    """Return the default rate of an account that brings none: that of others of its type, else of its class."""
    others = [row for row in call.org.accounts.values() if row.get("TaxType") and not row.get("SystemAccount")]
    alike = [row for field in ("Type", "Class") for row in others if row[field] == account[field]]
    return alike[0]["TaxType"] if alike else "NONE"


# --- rates -------------------------------------------------------------------------------------------------------


def put_rate(call: Call) -> tuple[int, Record]:
    one(RATES, call)
    return 200, RATES.write(call, lambda values: create_rate(call, values), dict)


def post_rate(call: Call) -> tuple[int, Record]:
    """Change, or delete, one of the organisation's own rates; create one that is not there."""
    one(RATES, call)
    return 200, RATES.write(call, lambda values: change_rate(call, values), dict)


def change_rate(call: Call, values: Record) -> Record:
    rates = call.org.tax_rates.values()
    rate = call.org.tax_rates.get(values.get("TaxType") or "")
    rate = rate or next((row for row in rates if row["Name"] == values.get("Name")), None)
    return update_rate(call, rate, values) if rate else create_rate(call, values)


def create_rate(call: Call, values: Record) -> Record:
    check_rate_name(call, values.get("Name") or "", None)
    known = REPORTED.get(call.org.facts["CountryCode"])
    report = values.get("ReportTaxType")
    if known and report not in known:
        raise Refused("The ReportTaxType of a tax rate must be specified")
    if not values.get("Name") or not values.get("TaxComponents"):
        raise Refused("A tax rate needs a Name and TaxComponents")
    codes = (f"{OWN_RATE}{number:03d}" for number in count(1))
    rate = {
        "TaxType": next(code for code in codes if code not in call.org.tax_rates),
        "Name": values["Name"],
        "Status": ACTIVE,
        "ReportTaxType": report or "",
    }
    sides = ("Assets", "Equity", "Liabilities", *(("Expenses",) if "INPUT" in (report or "") else ("Revenue",)))
    for side in ("Assets", "Equity", "Expenses", "Liabilities", "Revenue"):
        rate[f"CanApplyTo{side}"] = not report or side in sides
    compute(rate, values["TaxComponents"])
    call.org.add(call.org.tax_rates, rate["TaxType"], rate)
    return rate


def update_rate(call: Call, rate: Record, values: Record) -> Record:
    if not rate["TaxType"].startswith(OWN_RATE):
        raise Refused("A system tax rate cannot be updated")
    if rate["Status"] != ACTIVE:
        raise Refused("A deleted or archived tax rate cannot be used again")
    check_status(values.get("Status"), ACTIVE, DELETED)
    check_rate_name(call, values.get("Name") or rate["Name"], rate)
    call.org.remember(rate)
    if values.get("Status") == DELETED:
        rate["Status"] = ARCHIVED if usage.has_rate(call, rate["TaxType"]) else DELETED
        return rate
    if values.get("TaxComponents"):
        names = {row["Name"] for row in values["TaxComponents"]}
        if not {row["Name"] for row in rate["TaxComponents"]} <= names:
            raise Refused("Components of a tax rate cannot be removed or renamed")
        compute(rate, values["TaxComponents"])
    rate["Name"] = values.get("Name") or rate["Name"]
    return rate


def check_rate_name(call: Call, name: str, own: Record | None) -> None:
    if any(row["Name"].casefold() == name.casefold() for row in call.org.tax_rates.values() if row is not own):
        raise Refused("Please enter a unique Name.")


def compute(rate: Record, components: list[Record]) -> None:
    """Put components into a rate: compound ones are charged on what the others make."""
    defaults = {"Rate": Decimal(0), "IsCompound": False, "IsNonRecoverable": False}
    rows = [{**defaults, **{name: row[name] for name in COMPONENT if row.get(name) is not None}} for row in components]
    plain = sum((row["Rate"] for row in rows if not row["IsCompound"]), Decimal(0))
    compound = sum((row["Rate"] for row in rows if row["IsCompound"]), Decimal(0))
    effective = (plain + compound * (100 + plain) / 100).quantize(Decimal("0.0001"))
    rate.update(TaxComponents=rows, DisplayTaxRate=plain + compound, EffectiveRate=effective)


# --- currencies --------------------------------------------------------------------------------------------------


def put_currency(call: Call) -> tuple[int, Record]:
    one(CURRENCIES, call)
    return 200, CURRENCIES.write(call, lambda values: add_currency(call, values), dict)


def add_currency(call: Call, values: Record) -> Record:
    """Subscribe to a currency, as far as the plan has that; nobody can take it back."""
    code = values.get("Code") or ""
    if "UseMulticurrency" in call.org.forbidden:
        raise Refused("The organisation's plan does not include multiple currencies")
    if code not in currencies.CODES:
        raise Refused(f"The currency code '{code}' is not valid")
    call.org.currencies.add(code)
    return currencies.shown(code)


SCOPE = "accounting.settings"
ROUTES = [
    ("PUT", "/Accounts", put_account, SCOPE),
    ("POST", "/Accounts/(?P<key>[^/]+)", post_account, SCOPE),
    ("DELETE", "/Accounts/(?P<key>[^/]+)", delete_account, SCOPE),
    ("PUT", "/TaxRates", put_rate, SCOPE),
    ("POST", "/TaxRates", post_rate, SCOPE),
    ("PUT", "/Currencies", put_currency, SCOPE),
]
