"""The processes that can be killed are those of tests/processes."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "processes"))
