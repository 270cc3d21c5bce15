"""Reading lists: pages, filters, order, what changed since."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sandbox_client import line

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def names(api, **args):
    return [row["Name"] for row in api.get("/Contacts", **args)["Contacts"]]


def moment(text):
    return EPOCH + timedelta(milliseconds=int(text[6:].split("+")[0]))


@pytest.fixture
def many(api):
    for number in range(25):
        api.put("/Contacts", {"Name": f"Many {number:02}", "EmailAddress": f"many{number}@example.com"})
    return api


# --- pages -------------------------------------------------------------------------------------------------------


def test_pages_hold_everything_once_the_oldest_change_first(many, org):
    rows, page = [], 1
    while page:
        answer = many.get("/Contacts", page=page, pageSize=10, includeArchived="True")
        rows += answer["Contacts"]
        page = page + 1 if page < answer["pagination"]["pageCount"] else 0
    assert answer["pagination"] == {"page": 3, "pageSize": 10, "pageCount": 3, "itemCount": 28}
    assert len({row["ContactID"] for row in rows}) == len(rows) == len(org.contacts)
    assert rows == sorted(rows, key=lambda row: (moment(row["UpdatedDateUTC"]), row["ContactID"]))


@pytest.mark.parametrize(
    ("args", "size", "number"),
    [
        ({"page": 1}, 100, 27),
        ({"page": 0, "pageSize": 0}, 1, 1),
        ({"page": 1, "pageSize": 5000}, 1000, 27),
        ({"pageSize": 10, "page": 9}, 10, 0),
    ],
)
def test_sizes_out_of_range_are_clamped(many, args, size, number):
    answer = many.get("/Contacts", **args)
    assert (answer["pagination"]["pageSize"], len(answer["Contacts"])) == (size, number)


def test_without_a_page_everything_comes_without_details(many):
    answer = many.get("/Contacts")
    assert "pagination" not in answer
    assert len(answer["Contacts"]) == 27
    for name in ("ContactPersons", "ContactGroups", "HasAttachments", "Website", "Balances"):
        assert not any(name in row for row in answer["Contacts"])


def test_summaries_are_paged_and_short(many):
    answer = many.get("/Contacts", summaryOnly="True")
    assert answer["pagination"]["pageSize"] == 100
    assert not any("Addresses" in row or "ContactPersons" in row or "IsCustomer" in row for row in answer["Contacts"])


# --- which contacts ----------------------------------------------------------------------------------------------


def test_archived_contacts_come_on_request_only(api, org):
    closed = next(item["ContactID"] for item in org.contacts.values() if item["ContactStatus"] == "ARCHIVED")
    assert "Closed Down Ltd" not in names(api)
    assert "Closed Down Ltd" in names(api, includeArchived="true")
    assert names(api, IDs=closed) == []
    assert names(api, IDs=closed, includeArchived="true") == ["Closed Down Ltd"]


def test_a_search_term_looks_into_names_numbers_and_addresses(api):
    assert names(api, searchTerm="adam@") == ["Adam Baker"]
    assert names(api, searchTerm="BRIGHT") == ["Brightside Café"]
    assert names(api, searchTerm="nobody") == []


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ('Name=="adam baker"', ["Adam Baker"]),
        ('Name=="Brightside Cafe"', ["Brightside Café"]),
        ('name = "Adam Baker" AND EmailAddress=="adam@baker.example.com"', ["Adam Baker"]),
        ('Name=="Adam Baker" && EmailAddress=="other@example.com"', []),
        ('AccountNumber=="A-1"', []),
        ('Name=="Rock AND Roll \\"Ltd\\""', ['Rock AND Roll "Ltd"']),
    ],
)
def test_a_filter_finds(api, where, found):
    api.put("/Contacts", {"Name": 'Rock AND Roll "Ltd"'})
    assert names(api, where=where) == found


@pytest.mark.parametrize(
    "where",
    [
        'ContactStatus=="ACTIVE"',
        'ContactNumber=="C-1"',
        'Name.Contains("dam")',
        'Name.ToLower()=="adam"',
        'Name!="Adam"',
        'Name>"A"',
        'Name=="A" OR Name=="B"',
        'Name=="A',
        "Name==",
        "Name",
        'Name=="A" EmailAddress=="b"',
        "Name==nonsense",
        '(Name=="A"',
        'Name=="A" ?',
    ],
)
def test_a_filter_that_is_slow_or_wrong_is_refused(api, where):
    answer = api.call("GET", "/Contacts", where=where)
    assert (answer.status_code, answer.json()["Type"]) == (400, "QueryParseException")


def test_an_order_that_is_not_optimised_is_refused(api):
    assert names(api, order="Name DESC", page=1) == ["Brightside Café", "Adam Baker"]
    assert api.call("GET", "/Contacts", order="EmailAddress").status_code == 400
    assert api.call("GET", "/Contacts", order="Name SIDEWAYS").status_code == 400


def test_an_id_that_is_none_is_refused(api):
    assert api.call("GET", "/Contacts", IDs="17").status_code == 400
    assert api.call("GET", "/Contacts", page="one").status_code == 400


# --- what changed ------------------------------------------------------------------------------------------------


def since(api, text, **args):
    return names(api, headers={"If-Modified-Since": text}, page=1, **args)


def test_only_what_changed_later_comes(api, sandbox):
    sandbox.clock.advance(600)
    start = sandbox.clock.now()
    api.put("/Contacts", {"Name": "Fresh"})
    assert since(api, f"{start:%Y-%m-%dT%H:%M:%S}") == ["Fresh"]
    assert since(api, f"{start + timedelta(days=1):%Y-%m-%dT%H:%M:%S}") == []
    assert len(since(api, "2000-01-01T00:00:00")) == 3


def test_a_balance_does_not_change_the_time_of_change(api, adam, invoice, sandbox):
    before = adam["UpdatedDateUTC"]
    api.put("/Invoices", invoice(line(UnitAmount="100"), DueDate="2020-01-01"))
    row = api.get(f"/Contacts/{adam['ContactID']}")["Contacts"][0]
    assert row["Balances"]["AccountsReceivable"] == {"Outstanding": Decimal("110.00"), "Overdue": Decimal("110.00")}
    assert row["IsCustomer"] is True
    assert adam["UpdatedDateUTC"] == before
    listed = api.get("/Contacts", page=1)["Contacts"]
    assert [item["Name"] for item in listed if "Balances" in item] == ["Adam Baker"]


def test_moments_and_days_are_written_as_xero_writes_them(api, invoice):
    row = api.put("/Invoices", invoice())
    assert row["Date"] == "/Date(1795132800000+0000)/"
    assert row["DateString"] == "2026-11-20T00:00:00"
    assert row["UpdatedDateUTCString"].endswith("+00:00")
    assert moment(row["UpdatedDateUTC"]).strftime("%Y-%m-%d %H:%M:%S+00:00") == row["UpdatedDateUTCString"]


# --- invoices ----------------------------------------------------------------------------------------------------


@pytest.fixture
def three(api, invoice):
    bill = invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY", InvoiceNumber="A-1", Date="2026-11-20")
    bodies = (
        invoice(InvoiceNumber="A-1", Reference="first", Date="2026-11-01"),
        invoice(InvoiceNumber="A-2", Status="DRAFT", Date="2026-11-10"),
        bill,
    )
    return [api.put("/Invoices", body) for body in bodies]


def numbers(api, **args):
    return [row["InvoiceNumber"] for row in api.get("/Invoices", **args)["Invoices"]]


def test_lines_come_with_pages_states_and_single_reads_only(api, three):
    assert not any("LineItems" in row for row in api.get("/Invoices")["Invoices"])
    assert not any("LineItems" in row for row in api.get("/Invoices", IDs=three[0]["InvoiceID"])["Invoices"])
    assert all(row["LineItems"] for row in api.get("/Invoices", page=1)["Invoices"])
    assert all(row["LineItems"] for row in api.get("/Invoices", Statuses="AUTHORISED")["Invoices"])
    assert api.get("/Invoices/A-2")["Invoices"][0]["LineItems"]
    summary = api.get("/Invoices", summaryOnly="true")["Invoices"]
    assert not any("LineItems" in row or "Payments" in row for row in summary)


def test_invoices_are_found_by_lists(api, three, adam):
    assert numbers(api, InvoiceNumbers="A-1,A-9") == ["A-1", "A-1"]
    assert numbers(api, Statuses="DRAFT,VOIDED") == ["A-2"]
    assert len(numbers(api, ContactIDs=adam["ContactID"])) == 3
    assert numbers(api, searchTerm="FIRST") == ["A-1"]
    assert len(numbers(api, createdByMyApp="true")) == 3


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ('Reference=="first"', 1),
        ('Type=="ACCREC" AND Status=="AUTHORISED"', 1),
        ("Date>=DateTime(2026,11,10) AND Date<DateTime(2026, 11, 20)", 1),
        ("AmountDue>0 AND AmountDue<=110.00", 3),
        ('Contact.Name=="Adam Baker"', 3),
        ('Contact.ContactID==guid("{contact}")', 3),
        ('InvoiceID==guid("{first}") OR InvoiceID==guid("{second}")', 2),
        ('(InvoiceID==guid("{first}") || InvoiceID==guid("{second}")) && Status=="DRAFT"', 1),
    ],
)
def test_an_invoice_filter_finds(api, three, adam, where, number):
    ids = {"contact": adam["ContactID"], "first": three[0]["InvoiceID"], "second": three[1]["InvoiceID"]}
    for key, value in ids.items():
        where = where.replace("{" + key + "}", value)
    assert len(numbers(api, where=where)) == number


@pytest.mark.parametrize(
    "where", ["Total>100", 'Reference>"a"', 'Date>"text"', 'Status=="A" OR Status=="B"', "Date==DateTime(2026,13,1)"]
)
def test_an_invoice_filter_that_is_slow_or_wrong_is_refused(api, three, where):
    assert api.call("GET", "/Invoices", where=where).status_code == 400


def test_more_than_a_hundred_thousand_at_once_are_refused(api, sandbox, org):
    sandbox.seed_contacts(org.tenant_id, 100_000)
    answer = api.call("GET", "/Contacts")
    assert (answer.status_code, answer.json()["Type"], answer.json()["ErrorNumber"]) == (400, "HighVolumeException", 51)
    began = datetime.now(timezone.utc)
    page = api.get("/Contacts", page=50, pageSize=1000)
    assert len(page["Contacts"]) == 1000
    assert datetime.now(timezone.utc) - began < timedelta(seconds=3)


def test_a_short_list_is_ordered_by_a_field_that_it_has(api):
    names = [row["Name"] for row in api.get("/TaxRates", order="Name DESC")["TaxRates"]]
    assert names == sorted(names, reverse=True)
    answer = api.call("GET", "/TaxRates", order="Colour")
    assert answer.status_code == 400
    assert "No property or field 'Colour' exists" in answer.text
