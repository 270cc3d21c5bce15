import os
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from odoo import api, models
from odoo.tools import config

from ..exceptions import XeroKeyLost

KEY_FILE = "crm_xero_connector.key"
KEY_OPTION = "xero_token_key"


class XeroVault(models.AbstractModel):
    """Encrypts secrets with a key that is not in the database, so that a dump alone gives nothing away.

    The key comes from `xero_token_key` in the configuration file, else from the environment variable XERO_TOKEN_KEY,
    else from a file in the data directory (mode 0600) which is made when first needed.
    """

    _name = "xero.vault"
    _description = "Xero Secrets"

    @api.model
    def _seal(self, text):
        """Return the encrypted form of a text, False for an empty one."""
        return self._cipher().encrypt(text.encode()).decode() if text else False

    @api.model
    def _open(self, sealed):
        """Return the text behind its encrypted form, "" for an empty one.

        :raise XeroKeyLost: when the key is not the one it was encrypted with
        """
        if not sealed:
            return ""
        try:
            return self._cipher().decrypt(sealed.encode()).decode()
        except InvalidToken as exc:
            raise XeroKeyLost("The key that the secrets were encrypted with is gone.") from exc

    @api.model
    def _cipher(self):
        key = config.get(KEY_OPTION) or os.environ.get(KEY_OPTION.upper()) or self._key_from_file()
        return Fernet(key)

    @api.model
    def _key_from_file(self):
        path = Path(config["data_dir"]) / KEY_FILE
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{KEY_FILE}.{os.getpid()}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(Fernet.generate_key())
            with suppress(FileExistsError):
                os.link(fresh, path)  # atomic, and the first of several workers wins
            fresh.unlink()
        return path.read_bytes()
