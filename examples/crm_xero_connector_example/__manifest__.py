{
    "name": "Xero Connector: an Example",
    "version": "19.0.1.0.0",
    "summary": "What a client's own add-on looks like: a field, a payload, a match rule, an error policy",
    "category": "Accounting/Accounting",
    "author": "crm_xero_connector developers",
    "license": "LGPL-3",
    "depends": ["crm_xero_connector"],
    "data": ["views/account_move_views.xml"],
}
