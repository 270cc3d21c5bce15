"""What happened to a record, and notes about it."""

import pytest
from sandbox_client import line

from xero_sandbox import Sandbox
from xero_sandbox.snapshot import Keeper, restore

NOT_FOUND = "The document with the supplied id was not found for this endpoint."
RECEIVED = "Received through the Xero API from Web app"


@pytest.fixture
def sale(api, invoice):
    return api.put("/Invoices", invoice(InvoiceNumber="A-1"))


def path_of(sale):
    return f"/Invoices/{sale['InvoiceID']}"


def told(api, path):
    """Return changes and details of a record, the oldest first."""
    rows = api.get(f"{path}/History")["HistoryRecords"]
    return [(row["Changes"], row["Details"]) for row in reversed(rows)]


def note(api, path, *details, method="PUT", **headers):
    return api.call(method, f"{path}/History", {"HistoryRecords": [{"Details": text} for text in details]}, headers)


# --- what happened -----------------------------------------------------------------------------------------------


def test_the_life_of_an_invoice_is_told(api, invoice):
    sale = api.put("/Invoices", invoice(InvoiceNumber="A-1", Status="DRAFT"))
    for values in ({"Reference": "x"}, {"Status": "AUTHORISED"}, {"Status": "VOIDED"}):
        api.post(path_of(sale), values)
    words = "A-1 to Adam Baker for 110.00."
    assert told(api, path_of(sale)) == [
        ("Created", RECEIVED),
        ("Edited", words),
        ("Approved", RECEIVED),
        ("Voided", words),
    ]


def test_a_draft_that_goes_is_deleted(api, invoice):
    sale = api.put("/Invoices", invoice(Status="DRAFT"))
    api.post(path_of(sale), {"Status": "DELETED"})
    assert [changes for changes, _details in told(api, path_of(sale))] == ["Created", "Deleted"]


def test_payments_are_told_to_both_sides(api, sale, payment):
    made = api.put("/Payments", payment(sale, "40"))
    words = "Payment received from Adam Baker on 21 November 2026 for 40.00."
    assert told(api, path_of(sale))[2:] == [("Payment received", words)]
    api.post(f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    assert told(api, path_of(sale))[3:] == [("Payment removed", words)]
    assert told(api, f"/Payments/{made['PaymentID']}") == [("Created", words), ("Deleted", words)]


def test_a_bill_is_paid_to_somebody(api, invoice, payment):
    bill = api.put("/Invoices", invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY", InvoiceNumber="B-1"))
    api.put("/Payments", payment(bill, "40"))
    words = "Payment made to Adam Baker on 21 November 2026 for 40.00."
    assert told(api, path_of(bill))[-1] == ("Payment made", words)


def test_credits_are_told_to_both_sides(api, sale, invoice):
    credit = api.put("/CreditNotes", {**invoice(Type="ACCRECCREDIT", CreditNoteNumber="C-1"), "DueDate": None})
    path = f"/CreditNotes/{credit['CreditNoteID']}"
    allocation = api.put(f"{path}/Allocations", {"Amount": 10, "Invoice": {"InvoiceID": sale["InvoiceID"]}})
    assert told(api, path)[2:] == [("Credit Applied", "10.00 for A-1.")]
    assert told(api, path_of(sale))[2:] == [("Credit Applied", "10.00 of C-1.")]
    assert api.call("DELETE", f"{path}/Allocations/{allocation['AllocationID']}").status_code == 200
    assert told(api, path)[-1] == ("Credit removed", "10.00 for A-1.")


def test_contacts_and_items_are_told(admin, adam):
    made = admin.put("/Contacts", {"Name": "New"})
    admin.post(f"/Contacts/{made['ContactID']}", {"FirstName": "N"})
    assert told(admin, f"/Contacts/{made['ContactID']}") == [("Created", RECEIVED), ("Edited", "")]
    body = {"Items": [{"Code": "A", "Name": "A"}]}
    item = admin.call("PUT", "/Items", body).json()["Items"][0]
    assert admin.call("POST", f"/Items/{item['ItemID']}", {"Items": [{"Code": "A", "Name": "B"}]}).status_code == 200
    assert told(admin, f"/Items/{item['ItemID']}") == [("Created", RECEIVED), ("Edited", "")]


def test_money_is_told(admin, sandbox, org, adam, invoice):
    sale = admin.put("/Invoices", invoice())
    advance = sandbox.overpay(org.tenant_id, adam["ContactID"], 50)
    received = next(iter(org.bank_transactions.values()))
    words = "from Adam Baker for 50.00."
    assert told(admin, f"/Overpayments/{advance['OverpaymentID']}") == [("Created", words), ("Approved", words)]
    path = f"/BankTransactions/{received['BankTransactionID']}"
    assert admin.call("POST", path, {"Status": "DELETED"}).status_code == 200
    assert [row[0] for row in told(admin, path)] == ["Created", "Approved", "Deleted"]
    assert told(admin, f"/Overpayments/{advance['OverpaymentID']}")[-1] == ("Voided", words)
    batch = sandbox.pay_batch(org.tenant_id, [sale["InvoiceID"]])
    assert told(admin, f"/BatchPayments/{batch['BatchPaymentID']}") == [("Approved", "")]
    sandbox.delete_batch(org.tenant_id, batch["BatchPaymentID"])
    assert told(admin, f"/BatchPayments/{batch['BatchPaymentID']}")[-1] == ("Deleted", "")


def test_a_file_is_told(api, sale):
    url = f"{api.url}/api.xro/2.0{path_of(sale)}/Attachments/a.txt"
    assert api.session.put(url, data=b"x", headers={"Content-Type": "text/plain"}, timeout=10).status_code == 200
    words = "Attached the file a.txt through the Xero API using Web app"
    assert told(api, path_of(sale))[-1] == ("Attached a file", words)


def test_a_person_is_named_and_the_api_is_the_system(api, sandbox, org, sale):
    sandbox.void_invoice(org.tenant_id, sale["InvoiceID"])
    rows = api.get(f"{path_of(sale)}/History")["HistoryRecords"]
    assert [(row["Changes"], row["User"]) for row in rows] == [
        ("Voided", "Demo Person"),
        ("Approved", "System Generated"),
        ("Created", "System Generated"),
    ]


def test_a_refused_change_leaves_no_history(api, sale):
    before = told(api, path_of(sale))
    api.refused("POST", path_of(sale), {"CurrencyCode": "CHF"})
    assert told(api, path_of(sale)) == before


# --- notes -------------------------------------------------------------------------------------------------------


def test_notes_are_appended_in_their_order(api, sale):
    answer = note(api, path_of(sale), "Called the customer", "x" * 2500).json()["HistoryRecords"]
    assert [row["Details"] for row in answer] == ["Called the customer", "x" * 2500]
    assert {name for row in answer for name in row} == {"DateUTC", "DateUTCString", "Details", "ValidationErrors"}
    assert told(api, path_of(sale))[2:] == [("Note", "Called the customer"), ("Note", "x" * 2500)]
    newest = api.get(f"{path_of(sale)}/History")["HistoryRecords"][0]
    assert (newest["Details"], newest["User"], newest["DateUTCString"][10]) == ("x" * 2500, "System Generated", "T")


def test_post_is_the_same_as_put(api, sale):
    for text in ("one", "one"):
        assert note(api, path_of(sale), text, method="POST", Accept="text/xml").status_code == 200
    assert told(api, path_of(sale))[2:] == [("Note", "one"), ("Note", "one")]


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ("", "The Details of a note must be specified"),
        ("x" * 2501, "The field Details must be a string with a maximum length of 2500."),
    ],
)
def test_a_note_has_words_and_not_too_many(api, sale, details, said):
    answer = note(api, path_of(sale), "good", details)
    assert answer.status_code == 400
    assert said in answer.text
    assert told(api, path_of(sale))[2:] == []


def test_a_note_for_another_kind_of_document_is_refused(api, sale):
    answer = note(api, f"/Contacts/{sale['InvoiceID']}", "x")
    assert answer.status_code == 400
    assert answer.json()["Elements"][0]["ValidationErrors"] == [{"Message": NOT_FOUND}]
    assert api.call("GET", f"/Contacts/{sale['InvoiceID']}/History").status_code == 404


def test_notes_are_kept_over_a_restart(tmp_path, sandbox, api, sale):
    keeper = Keeper(sandbox, tmp_path / "state.json")
    keeper.save()
    note(api, path_of(sale), "Kept")
    keeper.save()
    fresh = Sandbox(seeds=("tiny",))
    restore(fresh, keeper.path.read_text("utf-8"))
    assert fresh.organisations[api.tenant_id].history[sale["InvoiceID"]][-1]["Details"] == "Kept"
