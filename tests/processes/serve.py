"""Odoo's own command as a file: a server with workers starts its websocket process under this name."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
