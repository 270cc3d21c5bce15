"""Leave a mark that says who we are, then become the given program: launch.py MARK VERSION PROGRAM [ARGUMENT ...]."""

import os
import sys
from pathlib import Path

from processes import started_at
from state import write_json

if __name__ == "__main__":
    mark, version, *command = sys.argv[1:]
    write_json(Path(mark), {"pid": os.getpid(), "started": started_at(os.getpid()), "version": version})
    os.execv(command[0], command)
