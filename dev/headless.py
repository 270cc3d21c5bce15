"""Perform the main job with the context given as JSON: exit 0 only if both sides agree."""

import json
import sys

import requests

from odoo_client import OdooError
from progress import SetupError, command


@command
def main():
    """Run the main job."""
    from main_job import Context, main_job

    try:
        return 0 if main_job(Context(**json.loads(sys.argv[1]))) else 1
    except (OdooError, requests.RequestException) as error:
        raise SetupError(str(error), "see .state/logs/odoo.log and .state/logs/sandbox.log.") from error


if __name__ == "__main__":
    sys.exit(main())
