"""`python dev/xero_sandbox --port N`: the sandbox as a server for the demo."""

import argparse
import signal
import sys
import threading
from pathlib import Path

if __package__ in (None, ""):  # run as a folder
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from xero_sandbox import Sandbox, SandboxServer
from xero_sandbox.snapshot import Keeper


def main() -> int:
    parser = argparse.ArgumentParser(prog="xero_sandbox", description="A stand-in for Xero on this machine.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seeds", default="au", help="comma-separated: au, nz, tiny, examples")
    parser.add_argument("--state", type=Path, help="file that keeps the Xero side over a restart")
    parser.add_argument("--spec", type=Path, help="the official API description, for the seed 'examples'")
    parser.add_argument("--minute-limit", type=int, default=60)
    options = parser.parse_args()
    try:
        sandbox = Sandbox(tuple(options.seeds.split(",")), spec=options.spec)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    sandbox.limits.per_minute = options.minute_limit
    keeper = Keeper(sandbox, options.state) if options.state else None
    if keeper:
        keeper.start()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stopped.set())
    with SandboxServer(sandbox, options.port) as server:
        print(f"Xero sandbox on {server.url}", flush=True)
        stopped.wait()
    if keeper:
        keeper.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
