"""What goes with an invoice: product codes, tracking options, the theme, the PDF; and what Odoo shows of it."""

import base64

from common import CLIENT_ID, REDIRECT_URI, SCOPES, InvoiceCase, receive

from odoo import Command

ATTACHMENTS = "accounting.attachments"


class TestLines(InvoiceCase):
    def setUp(self):
        super().setUp()
        self.org.tracking_categories.clear()

    def new_id(self):
        return self.org.new_id()

    def add_item(self, code, tracked=False):
        item_id = self.new_id()
        self.org.items[item_id] = {
            "ItemID": item_id, "Code": code, "Name": code, "IsSold": True, "IsPurchased": True,
            "IsTrackedAsInventory": tracked, "SalesDetails": {}, "PurchaseDetails": {},
            "Description": code, "PurchaseDescription": code,
            "UpdatedDateUTC": self.sandbox.clock.now(),
        }  # fmt: skip

    def add_category(self, name, *options):
        category_id = self.new_id()
        rows = [{"TrackingOptionID": self.new_id(), "Name": option, "Status": "ACTIVE"} for option in options]
        row = {"TrackingCategoryID": category_id, "Name": name, "Status": "ACTIVE", "Options": rows}
        self.org.tracking_categories[category_id] = row
        return row

    def product(self, code):
        return self.env["product.product"].create({"name": f"Product {code}", "default_code": code})

    def test_c72_a_line_names_its_product_where_xero_has_the_item(self):
        long = "X" * 45
        for code in ("DESK", long[:30]):
            self.add_item(code)
        self.add_item("STOCK", tracked=True)
        self.connection.send_item_codes = True
        self.connection.action_refresh()
        move = self.invoice(lines=((1, 10, 10),) * 4, post=False)
        for line, code in zip(move.invoice_line_ids, ("DESK", "CHAIR", long, "STOCK")):
            line.product_id = self.product(code)
            line.write({"price_unit": 10, "tax_ids": [Command.set(self.tax(10).ids)]})
        move.action_post()
        lines = self.push(move)["LineItems"]
        self.assertEqual([line.get("ItemCode") for line in lines], ["DESK", None, None, None])
        notes = self.env["xero.log"].search([("link_id", "=", self.link(move).id)]).mapped("message")
        self.assertTrue(any(long in note for note in notes), "the code that is too long is told")
        self.assert_equal_books(move)

    def analytic(self, name):
        plan = self.env["account.analytic.plan"].create({"name": f"Plan {name}"})
        return self.env["account.analytic.account"].create({"name": name, "plan_id": plan.id})

    def map(self, option, **values):
        row = self.env["xero.option"].search([("connection_id", "=", self.connection.id), ("name", "=", option)])
        values = {"connection_id": self.connection.id, "option_id": row.id, **values}
        return self.env["xero.tracking.mapping"].create(values)

    def test_c115_analytic_accounts_and_the_salesperson_are_tracking_options(self):
        self.add_category("Region", "North", "South")
        self.add_category("Seller", "Ann", "Bob")
        self.connection.action_refresh()
        north, south = self.analytic("N"), self.analytic("S")
        self.map("North", analytic_account_id=north.id)
        self.map("South", analytic_account_id=south.id)
        self.map("Ann", user_id=self.env.user.id)
        move = self.invoice(lines=((1, 10, 10), (1, 20, 10)), post=False, invoice_user_id=self.env.user.id)
        move.invoice_line_ids[0].analytic_distribution = {str(north.id): 40, str(south.id): 60}
        move.action_post()
        lines = self.push(move)["LineItems"]
        found = [{entry["Name"]: entry["Option"] for entry in line["Tracking"]} for line in lines]
        self.assertEqual(found, [{"Region": "South", "Seller": "Ann"}, {"Seller": "Ann"}])

    def test_c115_an_option_that_was_archived_is_told_and_left_out(self):
        category = self.add_category("Region", "North")
        self.connection.action_refresh()
        north = self.analytic("N")
        mapping = self.map("North", analytic_account_id=north.id)
        category["Options"][0]["Status"] = "ARCHIVED"
        self.run_cron("cron_check")
        self.assertIn("no longer has this option", mapping.problem)
        self.assertIn("no longer has this option", self.connection.notice)
        move = self.invoice(post=False)
        move.invoice_line_ids.analytic_distribution = {str(north.id): 100}
        move.action_post()
        self.assertFalse(self.push(move)["LineItems"][0]["Tracking"])

    def test_the_branding_theme_of_the_page_is_used(self):
        theme = {"BrandingThemeID": self.new_id(), "Name": "Green", "SortOrder": 1, "Type": "INVOICE"}
        self.org.branding_themes.append(theme)
        self.connection.action_refresh()
        self.connection.theme_id = self.env["xero.option"].search([("xero_id", "=", theme["BrandingThemeID"])])
        self.assertEqual(self.push(self.invoice())["BrandingThemeID"], theme["BrandingThemeID"])


class TestPdf(InvoiceCase):
    def setUp(self):
        super().setUp()
        self.connection.attach_pdf = True

    def allow(self):
        """Log in once more: attachments are asked for now."""
        self.assertIn(ATTACHMENTS, self.connection.app_id._asked_scopes())
        code = self.sandbox.consent_code(CLIENT_ID, REDIRECT_URI, [*SCOPES, ATTACHMENTS], [self.org.tenant_id])
        receive(self.connection, code)

    def send(self, move, size=100):
        """Do what Odoo does when it sends an invoice: keep its PDF and mark it as sent."""
        content = base64.b64encode(b"%PDF-1.4 " + b"x" * size)
        values = {"res_model": move._name, "res_id": move.id, "res_field": "invoice_pdf_report_file"}
        self.env["ir.attachment"].create(
            {"name": "INV/1.pdf", "datas": content, "mimetype": "application/pdf", **values}
        )
        move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        move.is_move_sent = True
        self.run_cron("cron_push")

    def files(self, move):
        return [row for row in self.org.attachments.values() if self.link(move).xero_id in str(row)]

    def test_the_pdf_that_was_sent_is_attached_once(self):
        self.allow()
        move = self.invoice()
        self.push(move)
        self.send(move)
        self.assertTrue(self.remote(move)["HasAttachments"])
        before = len(self.sandbox.requests)
        move.action_xero_send()
        self.run_cron("cron_push")
        self.assertEqual([row["path"] for row in self.sandbox.requests[before:] if "Attach" in row["path"]], [])

    def test_c112_a_pdf_that_is_too_big_is_left_out_and_told(self):
        self.allow()
        move = self.invoice()
        self.push(move)
        self.send(move, 11 * 1024 * 1024)
        self.assertEqual(self.link(move).state, "synced")
        self.assertFalse(self.remote(move)["HasAttachments"])
        self.assertIn("10 MB at most", self.link(move).warnings)

    def test_without_the_permission_nothing_is_lost_and_it_is_told(self):
        move = self.invoice()
        self.push(move)
        self.send(move)
        self.assertEqual((self.link(move).state, self.connection.state), ("synced", "connected"))
        self.assertIn("does not include attachments", self.link(move).warnings)


class TestWhatIsShown(InvoiceCase):
    def test_state_number_and_amount_due_are_on_the_invoice(self):
        move = self.invoice()
        self.sandbox.pay(self.org.tenant_id, self.push(move)["InvoiceID"], 10)
        self.run_cron("cron_pull")
        self.assertEqual((move.xero_state, move.xero_status), ("synced", "AUTHORISED"))
        self.assertEqual((move.xero_number, move.xero_due), (move.name, 100.0))

    def test_the_online_page_is_opened_and_a_draft_has_none(self):
        move = self.invoice()
        self.push(move)
        self.assertIn("http", move.action_xero_online()["url"])

    def test_the_history_tells_what_happened(self):
        move = self.invoice()
        self.push(move)
        action = move.action_xero_history()
        texts = self.env["xero.log"].search(action["domain"]).mapped("message")
        self.assertTrue(any("AUTHORISED" in text for text in texts))

    def test_lists_are_filtered_and_grouped_by_the_state(self):
        sent = self.invoice(self.customer("Sent Ltd"))
        self.push(sent)
        waiting, draft = self.invoice(self.customer("Waits Ltd")), self.invoice(post=False)
        moves = sent | waiting | draft
        groups = self.env["account.move"].formatted_read_group(
            [("id", "in", moves.ids)], groupby=["xero_state"], aggregates=["__count"]
        )
        self.assertEqual({row["xero_state"]: row["__count"] for row in groups}, {"synced": 1, "to_push": 1, False: 1})
        for state, move in (("synced", sent), ("to_push", waiting), (False, draft)):
            domain = [("id", "in", moves.ids), ("xero_state", "=", state)]
            self.assertEqual(self.env["account.move"].search(domain), move)
        self.assertTrue(self.env["account.move"].fields_get(["xero_state"])["xero_state"]["groupable"])

    def test_an_answer_with_another_total_is_flagged_in_the_same_run(self):
        move = self.invoice()
        self.sandbox.faults.add("wrong_total", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        self.assertIn("total: Odoo 110.00, Xero 111.00", self.link(move).difference)
        self.assertIn("The books differ", move.xero_message)

    def test_text_that_is_too_long_keeps_its_begin_and_its_end(self):
        move = self.invoice(post=False)
        move.invoice_line_ids.name = "begin " + "x" * 5000 + " end"
        move.action_post()
        (line,) = self.push(move)["LineItems"]
        self.assertTrue(line["Description"].startswith("begin") and line["Description"].endswith(" end"))
        self.assertLessEqual(len(line["Description"]), 4000)
        notes = self.env["xero.log"].search([("link_id", "=", self.link(move).id)]).mapped("message")
        self.assertTrue(any("Shortened for Xero" in note for note in notes))
