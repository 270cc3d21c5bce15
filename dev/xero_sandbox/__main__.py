"""`python dev/xero_sandbox --port N`: the sandbox as a server for the demo."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

if __package__ in (None, ""):  # run as a folder
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from xero_sandbox import Sandbox, SandboxServer
from xero_sandbox.seeds import SEEDS
from xero_sandbox.snapshot import Keeper


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="xero_sandbox", description="A stand-in for Xero, on this machine only.")
    parser.add_argument("--port", type=int, default=0, help="0 for any free one")
    parser.add_argument("--seeds", default="au", help=f"comma-separated: {', '.join(SEEDS)}")
    parser.add_argument("--state", type=Path, help="file that keeps the Xero side over a restart")
    parser.add_argument(
        "--spec", type=Path, help="the official API description (file or folder), for the seed 'examples'"
    )
    parser.add_argument("--minute-limit", type=int, default=60, help="calls a minute for one app and organisation")
    parser.add_argument("--day-limit", type=int, default=5000, help="calls a day; 1000 for an app in Xero's free tier")
    return parser.parse_args()


def main() -> int:
    given = options()
    try:
        sandbox = Sandbox(tuple(given.seeds.split(",")), spec=given.spec)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    sandbox.limits.per_minute, sandbox.limits.per_day = given.minute_limit, given.day_limit
    keeper = Keeper(sandbox, given.state) if given.state else None
    try:
        if keeper:
            keeper.start()
    except (ValueError, KeyError, TypeError) as error:
        print(f"{given.state} cannot be used ({error}); the books begin anew.", file=sys.stderr)
        given.state.replace(given.state.with_name(f"{given.state.name}.unreadable"))
        return main()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stopped.set())
    with SandboxServer(sandbox, given.port) as server:
        print(f"Xero sandbox on {server.url}", flush=True)
        stopped.wait()
    if keeper:
        keeper.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
