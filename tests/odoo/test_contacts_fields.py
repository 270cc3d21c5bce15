"""Every field of a contact that has a place in Odoo arrives there; what has none is kept as text."""

import copy
from datetime import timedelta

import description
import pytest
from common import LifeCase

from odoo import Command

ADDRESS = {"AddressLine1": "", "City": "", "Region": "", "PostalCode": "", "Country": "", "AttentionTo": ""}


class FieldsCase(LifeCase):
    seeds = ("au",)

    def bring(self, name="Fields Ltd", **values):
        """Have a contact in Xero and read it; return the partner."""
        row = self.sandbox.add_contact(self.org.tenant_id, Name=name, **values)
        self.run_cron("cron_pull")
        return self.partner_of(row["ContactID"])

    def partner_of(self, xero_id):
        link = self.env["xero.link"].search([("xero_id", "=", xero_id), ("entity", "=", "contact")])
        return self.env["res.partner"].with_company(self.company).with_context(active_test=False).browse(link.res_id)

    def address(self, kind, **values):
        return {**ADDRESS, "AddressType": kind, **values}

    def store(self, **values):
        """Put a contact into the organisation as it is, past what the API would let through."""
        row = self.sandbox.add_contact(self.org.tenant_id, Name=values.get("Name") or "Stored")
        row.update(values, ContactID=row["ContactID"])
        return row


class TestAddresses(FieldsCase):
    def test_both_addresses_are_kept_with_their_kind(self):
        partner = self.bring(
            Addresses=[
                self.address("STREET", AddressLine1="1 Dock Road", City="Cairns", Region="Queensland", Country="AUS"),
                self.address("POBOX", AddressLine1="PO Box 7", City="Perth", Region="W.A.", AttentionTo="Accounts"),
            ],
            EmailAddress="office@fields.example.com",
        )
        self.assertEqual((partner.street, partner.city, partner.state_id.code), ("1 Dock Road", "Cairns", "QLD"))
        postal = partner.child_ids.filtered(lambda child: child.type == "invoice")
        self.assertEqual((postal.street, postal.city, postal.state_id.code), ("PO Box 7", "Perth", "WA"))
        self.assertEqual((postal.name, postal.email), ("Accounts", "office@fields.example.com"))
        self.assertEqual(partner.address_get(["invoice"])["invoice"], postal.id)

    def test_one_address_written_twice_is_one(self):
        same = {"AddressLine1": "1 Dock Road", "City": "Cairns"}
        partner = self.bring(Addresses=[self.address("STREET", **same), self.address("POBOX", **same)])
        self.assertFalse(partner.child_ids)

    def test_a_changed_second_address_follows_and_a_persons_change_of_it_stays(self):
        partner = self.bring(
            Addresses=[
                self.address("STREET", AddressLine1="1 Dock Road", City="Cairns"),
                self.address("POBOX", AddressLine1="PO Box 7", City="Perth"),
            ]
        )
        link = self.link(partner)
        postal = partner.child_ids
        postal.street = "Our own words"
        after = self.address("POBOX", AddressLine1="PO Box 8", City="Hobart")
        self.sandbox.edit_contact(self.org.tenant_id, link.xero_id, Addresses=[after])
        self.run_cron("cron_pull")
        self.assertEqual((postal.street, postal.city), ("Our own words", "Hobart"))
        self.assertEqual(len(partner.child_ids), 1)

    def test_a_state_at_home_needs_no_country(self):
        partner = self.bring(Addresses=[self.address("STREET", AddressLine1="1 A St", City="Sydney", Region="nsw")])
        self.assertEqual((partner.state_id.name, partner.country_id.code), ("New South Wales", "AU"))

    def test_unknown_places_are_kept_as_text_and_reported(self):
        place = self.address("STREET", AddressLine1="1 A St", City="X", Region="Middle Earth", Country="Gondor")
        partner = self.bring(Addresses=[place])
        self.assertFalse(partner.country_id or partner.state_id)
        self.assertIn("Gondor", partner.xero_details)
        self.assertIn("Middle Earth", partner.xero_details)
        notes = self.env["xero.log"].search([("message", "like", "Fields Ltd")])
        self.assertIn("does not know", notes.message)

    def test_common_spellings_of_countries(self):
        spellings = {
            "UK": "GB", "England": "GB", "U.S.A.": "US", "united states": "US", "NEW ZEALAND": "NZ", "nz": "NZ",
            "Aotearoa": "NZ", "Republic of Ireland": "IE", "South Korea": "KR", "Czechia": "CZ", "Holland": "NL",
            "Côte d'Ivoire": "CI", "Singapore ": "SG", "The Netherlands": "NL", "Viet Nam": "VN",
        }  # fmt: skip
        rows = {
            spelling: self.store(
                Name=f"From {spelling}", Addresses=[self.address("STREET", City="X", Country=spelling)]
            )
            for spelling in spellings
        }
        self.run_cron("cron_pull")
        found = {spelling: self.partner_of(row["ContactID"]).country_id.code for spelling, row in rows.items()}
        self.assertEqual(found, spellings)


class TestOtherFields(FieldsCase):
    def term(self, delay, days, day_of_month="10"):
        line = {
            "value": "percent",
            "value_amount": 100,
            "delay_type": delay,
            "nb_days": days,
            "days_next_month": day_of_month,
        }
        return self.env["account.payment.term"].create(
            {"name": f"{delay} {days}", "company_id": self.company.id, "line_ids": [Command.create(line)]}
        )

    def rule(self, kind, day):
        return {"Sales": {"Day": day, "Type": kind}, "Bills": {"Day": day, "Type": kind}}

    def test_payment_terms_where_odoo_has_an_equal_rule(self):
        after, month, following = (
            self.term("days_after", 37),
            self.term("days_after_end_of_month", 17),
            self.term("days_end_of_month_on_the", 0, "20"),
        )
        for number, (kind, day, term) in enumerate(
            (
                ("DAYSAFTERBILLDATE", 37, after),
                ("DAYSAFTERBILLMONTH", 17, month),
                ("OFFOLLOWINGMONTH", 20, following),
            )
        ):
            partner = self.bring(f"Terms {number}", PaymentTerms=self.rule(kind, day))
            self.assertEqual(partner.property_payment_term_id, term)
            self.assertEqual(partner.property_supplier_payment_term_id, term)
            self.assertFalse(partner.xero_details)

    def test_payment_terms_give_xeros_date(self):
        term = self.term("days_end_of_month_on_the", 0, "20")
        partner = self.bring(PaymentTerms=self.rule("OFFOLLOWINGMONTH", 20))
        self.assertEqual(partner.property_payment_term_id, term)
        invoice = self.invoice(partner, invoice_date="2026-01-31", post=False)
        self.assertEqual(str(invoice.invoice_date_due), "2026-02-20")

    def test_payment_terms_without_an_equal_are_text(self):
        partner = self.bring(PaymentTerms=self.rule("OFCURRENTMONTH", 14))
        self.assertFalse(partner.property_payment_term_id)
        self.assertIn("on day 14 of the same month", partner.xero_details)

    def test_phones_currency_discount_and_bank_account(self):
        phones = [
            {"PhoneType": kind, "PhoneNumber": f"{number}000", "PhoneAreaCode": "", "PhoneCountryCode": ""}
            for number, kind in enumerate(("DEFAULT", "DDI", "MOBILE", "FAX"), 1)
        ]
        row = self.store(
            Name="Fields Ltd", Phones=phones, DefaultCurrency="AUD", Discount=5, BankAccountDetails="12-34"
        )
        self.run_cron("cron_pull")
        partner = self.partner_of(row["ContactID"])
        self.assertEqual(partner.phone, "1000")
        for text in ("Direct dial: 2000", "Mobile: 3000", "Fax: 4000", "Currency: AUD", "Discount %: 5"):
            self.assertIn(text, partner.xero_details)
        self.assertEqual(partner.bank_ids.acc_number, "12-34")
        self.assertFalse(partner.bank_ids.allow_out_payment, "a number from outside is not trusted")

    def test_a_companys_primary_person_is_its_first_contact(self):
        partner = self.bring(FirstName="Ann", LastName="Archer", EmailAddress="ann@fields.example.com")
        self.assertTrue(partner.is_company)
        self.assertEqual((partner.child_ids.name, partner.child_ids.email), ("Ann Archer", "ann@fields.example.com"))
        person = self.bring("Bo Baker", FirstName="Bo", LastName="Baker")
        self.assertFalse(person.is_company or person.child_ids)

    def test_a_website_is_kept_as_odoo_writes_it_and_not_written_twice(self):
        row = self.store(Name="Fields Ltd", Website="www.fields.example.com")
        self.run_cron("cron_pull")
        partner = self.partner_of(row["ContactID"])
        self.assertEqual(partner.website, "http://www.fields.example.com")
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor.since = False
        cursor._start()
        self.run_cron("cron_pull")
        self.assertEqual(cursor.updated, 0)


class TestBalances(FieldsCase):
    def today(self):
        return self.sandbox.clock.now().date()

    def bill_customer(self, amount=100, due="2020-01-31"):
        row = self.sandbox.add_contact(self.org.tenant_id, Name="Debtor Ltd")
        line = {
            "Description": "x",
            "Quantity": 1,
            "UnitAmount": amount,
            "AccountCode": "200",
            "TaxType": "EXEMPTOUTPUT",
        }
        values = {"Type": "ACCREC", "Status": "AUTHORISED", "Date": "2020-01-01", "DueDate": due, "LineItems": [line]}
        invoice = self.sandbox.add_invoice(self.org.tenant_id, Contact={"ContactID": row["ContactID"]}, **values)
        self.run_cron("cron_pull")
        return self.partner_of(row["ContactID"]), invoice

    def test_what_a_customer_owes_is_on_the_contact_and_its_opportunities(self):
        partner, _invoice = self.bill_customer()
        self.assertEqual((partner.xero_receivable, partner.xero_overdue), (100.0, 100.0))
        person = self.env["res.partner"].create({"name": "Buyer", "parent_id": partner.id})
        lead = self.env["crm.lead"].create({"name": "More", "type": "opportunity", "partner_id": person.id})
        self.assertEqual((lead.xero_receivable, lead.xero_overdue), (100.0, 100.0))
        self.assertEqual(lead.xero_currency_id, self.company.currency_id)

    def test_a_payment_in_xero_moves_the_balance_though_not_the_contacts_time(self):
        partner, invoice = self.bill_customer()
        account = next(row for row in self.org.accounts.values() if row["Type"] == "BANK")
        stamp = self.org.contacts[self.link(partner).xero_id]["UpdatedDateUTC"]
        self.sandbox.pay(self.org.tenant_id, invoice["InvoiceID"], amount=40, account=account["AccountID"])
        self.assertEqual(self.org.contacts[self.link(partner).xero_id]["UpdatedDateUTC"], stamp)
        self.run_cron("cron_pull")
        self.assertEqual(partner.xero_receivable, 60.0)
        calls = len(self.sandbox.requests)
        self.run_cron("cron_pull")
        reads = [row for row in self.sandbox.requests[calls:] if "/Contacts" in row["path"]]
        self.assertLessEqual(len(reads), 2, "a balance is read once for one change, give or take the clocks")

    def test_becoming_overdue_is_noticed_by_night(self):
        partner, _invoice = self.bill_customer(due=str(self.today() + timedelta(days=2)))
        self.assertEqual((partner.xero_receivable, partner.xero_overdue), (100.0, 0.0))
        self.idle(4)
        self.run_cron("cron_compare")
        self.assertEqual((partner.xero_receivable, partner.xero_overdue), (100.0, 100.0))


@pytest.mark.skipif(not description.SPEC.exists(), reason=description.MISSING)
class TestOfficialExamples(FieldsCase):
    """The contacts in Xero's own description, as the answers of an organisation."""

    def examples(self):
        found = []
        paths = description.specification()["paths"]
        for path, methods in paths.items():
            if not path.startswith("/Contact"):
                continue
            for method in methods.values():
                if not isinstance(method, dict):
                    continue
                answer = method.get("responses", {}).get("200", {})
                example = answer.get("content", {}).get("application/json", {}).get("example") or {}
                found += example.get("Contacts") or []
                for group in example.get("ContactGroups") or []:
                    own = {"ContactGroupID": group["ContactGroupID"], "Name": group["Name"], "Status": "ACTIVE"}
                    found += [{**row, "ContactGroups": [own]} for row in group.get("Contacts") or []]
        return [row for row in found if row.get("Name")]

    def test_every_example_arrives_and_loses_nothing(self):
        expected = {}
        for number, example in enumerate(self.examples()):
            values = {
                key: copy.deepcopy(value)
                for key, value in example.items()
                if key not in ("UpdatedDateUTC", "ContactID", "Attachments", "HasAttachments", "TaxNumbeType")
                and not key.startswith(("HasVal", "StatusAttr", "Validation"))
            }
            values["Name"] = f"{values['Name']} {number}"
            for key in ("ContactNumber", "AccountNumber", "TaxNumber", "CompanyNumber", "EmailAddress"):
                if values.get(key):
                    values[key] = f"{number}{values[key]}"
            row = self.store(**values)
            expected[row["ContactID"]] = row
        self.assertGreater(len(expected), 8)
        self.run_cron("cron_pull")
        self.assertFalse(self.env["xero.log"].search([("outcome", "=", "error"), ("operation", "=", "contact")]))
        for xero_id, row in expected.items():
            with self.subTest(row["Name"]):
                self.check(self.partner_of(xero_id), row)

    def check(self, partner, row):
        self.assertTrue(partner)
        self.check_texts(partner, row)
        self.check_addresses(partner, row)
        self.assertEqual(set(partner.category_id.mapped("name")), {group["Name"] for group in row["ContactGroups"]})
        rules = [kind for kind, rule in (row.get("PaymentTerms") or {}).items() if rule]
        terms = (partner.property_payment_term_id, partner.property_supplier_payment_term_id)
        self.assertEqual(len(rules), (partner.xero_details or "").count(" due: ") + sum(map(bool, terms)))

    def check_texts(self, partner, row):
        texts = {
            "Name": partner.name,
            "EmailAddress": partner.email,
            "AccountNumber": partner.ref,
            "TaxNumber": partner.vat,
            "CompanyNumber": partner.company_registry,
            "BankAccountDetails": partner.bank_ids.acc_number,
            "Website": partner.website,
        }
        given = {key: row[key] for key in texts if row.get(key)}
        self.assertEqual({key: texts[key] for key in given}, given)
        for phone in row.get("Phones") or ():
            self.assertIn(phone.get("PhoneNumber") or "", f"{partner.phone} {partner.xero_details}")
        people = {f"{person['FirstName']} {person['LastName']}" for person in row.get("ContactPersons") or ()}
        if row.get("LastName") and partner.is_company:
            people.add(f"{row['FirstName']} {row['LastName']}")
        self.assertLessEqual(people, set(partner.child_ids.mapped("name")))

    def check_addresses(self, partner, row):
        places = partner | partner.child_ids.filtered(lambda child: child.type == "invoice")
        names = {"AddressLine1": ["street"], "City": ["city"], "PostalCode": ["zip"]}
        names |= {"Region": ["state_id.name", "state_id.code"], "Country": ["country_id.name"]}
        for address in row.get("Addresses") or ():
            for key in filter(address.get, names):
                known = [text for name in names[key] for text in places.mapped(name)]
                self.assertTrue(address[key] in known or address[key] in partner.xero_details, address[key])
