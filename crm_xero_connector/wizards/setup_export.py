from base64 import b64encode

from odoo import fields, models


class XeroSetupExport(models.TransientModel):
    """The file of a set-up while it is downloaded."""

    _name = "xero.setup.export"
    _description = "Export a Set-up"

    content = fields.Binary(attachment=False, readonly=True)
    filename = fields.Char(readonly=True)

    def _download(self, connection):
        """Return the action that downloads a connection's set-up as a file.

        :param connection: the `xero.connection`
        """
        Setup = self.env["xero.setup"]
        name = "".join(char if char.isalnum() else "_" for char in connection.company_id.name)
        export = self.create(
            {
                "content": b64encode(Setup._write_file(Setup._export(connection))),
                "filename": f"xero_setup_{name}_{fields.Date.today()}.json",
            }
        )
        path = f"/web/content/{self._name}/{export.id}/content"
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": f"{path}?download=true&filename_field=filename",
        }


class XeroConnection(models.Model):
    """The button of it."""

    _inherit = "xero.connection"

    def action_export_setup(self):
        """Download the choices, mappings and rules of this connection as one file."""
        self.ensure_one()
        return self.env["xero.setup.export"]._download(self)
