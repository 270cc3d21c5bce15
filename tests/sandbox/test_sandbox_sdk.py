"""The stock xero-python, unchanged and in a process of its own, finds the Xero that it knows."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import sdk_drive
from sandbox_client import REDIRECT, SECRET, WEB, token

from xero_sandbox import Sandbox, SandboxServer

SCOPES = (
    "offline_access openid accounting.contacts accounting.invoices accounting.payments accounting.settings "
    "accounting.attachments"
)


def test_the_stock_sdk_lists_writes_pays_voids_allocates_attaches_and_revokes():
    sandbox = Sandbox(seeds=("au",))
    sandbox.limits.per_minute = 10_000
    sandbox.register_app(WEB, SECRET, redirect_uris=[REDIRECT])
    tenant = next(iter(sandbox.organisations))
    with SandboxServer(sandbox) as server:
        code = sandbox.consent_code(WEB, REDIRECT, SCOPES.split(), [tenant])
        tokens = token(server, {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}).json()
        kept = {**tokens, "scope": SCOPES.split(), "expires_at": time.time() + tokens["expires_in"]}
        names = ("access_token", "refresh_token", "expires_in", "token_type", "scope", "expires_at", "id_token")
        given = json.dumps({name: kept.get(name) for name in names})
        command = [sys.executable, str(Path(sdk_drive.__file__)), server.url, tenant, WEB, SECRET, given]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == {
        "done": list(sdk_drive.STEPS),
        "saved": 2,
    }  # by the refresh and by the revocation
