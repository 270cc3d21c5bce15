import binascii
import json
from base64 import b64decode

from odoo import api, models
from odoo.exceptions import UserError

from .xero_setup import FORMAT, VERSION

MAX_BYTES = 5 * 1024 * 1024


class XeroSetup(models.AbstractModel):
    """Reads and writes the file of a set-up."""

    _inherit = "xero.setup"

    @api.model
    def _write_file(self, data):
        """Return a set-up as the bytes of a file that people can read and compare."""
        return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()

    @api.model
    def _read_file(self, content):
        """Return the set-up in a file.

        :param content: the uploaded file, as Odoo keeps it: base64
        :raise UserError: when it is something else
        """
        if len(content or b"") > MAX_BYTES * 4 // 3:
            raise UserError(self.env._("The file is larger than %s MB: it is no set-up.", MAX_BYTES // 1024**2))
        try:
            data = json.loads(b64decode(content or b"").decode("utf-8-sig"), parse_constant=self._refuse_constant)
            text = json.dumps(data, ensure_ascii=False)
            text.encode()
        except (ValueError, binascii.Error, RecursionError) as error:
            raise UserError(self.env._("This is no file of a set-up: it cannot be read as JSON.")) from error
        if "\\u0000" in text:
            raise UserError(self.env._("This is no file of a set-up: it holds zero bytes."))
        self._check_shape(data)
        return data

    @api.model
    def _refuse_constant(self, name):
        raise ValueError(name)

    @api.model
    def _check_shape(self, data):
        """Refuse what no version of ours has written.

        :raise UserError: in words
        """
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UserError(self.env._("This is a JSON file, but not a set-up that was exported from a Xero page."))
        version = data.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise UserError(self.env._("The file does not say which version of the format it has."))
        if version > VERSION:
            text = self.env._(
                "The file was made by a newer version of the Xero connector. Please upgrade this one first."
            )
            raise UserError(text)
        rows = data.get("rows")
        is_good = isinstance(data.get("settings"), dict) and isinstance(rows, dict)
        if not (is_good and all(isinstance(part, list) for part in rows.values())):
            raise UserError(self.env._("The file is damaged: settings or rows are not where they belong."))
