"""Pure functions between Xero's dicts, frozen records and Odoo's values: no env, no search, no clock, no network."""
