"""Measure the rows of the design's table, in the private environment."""

import argparse
import json
import sys
from pathlib import Path

from benchmarks import registry, table
from benchmarks.stage import Stage
from progress import SetupError, command


def _chosen(names):
    known = {row.name: row for row in table.ROWS}
    unknown = set(names) - set(known)
    if unknown:
        raise SetupError(f"there is no row {', '.join(sorted(unknown))}", f"choose from: {', '.join(known)}")
    return [row for row in table.ROWS if not names or row.name in names]


@command
def main():
    """Measure, print each row as soon as it is known, and write the JSON file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    measurements = registry.load()
    results = []
    with Stage() as stage:
        for row in _chosen(options.names):
            function = measurements.get(row.name)
            item = table.result(row, function(stage) if function else None)
            results.append(item)
            print(table.line(row, item), flush=True)
    if options.json:
        options.json.write_text(json.dumps(table.as_json(results), indent=2) + "\n", encoding="utf-8")
    return 1 if any(item.ok is False for item in results) else 0


if __name__ == "__main__":
    sys.exit(main())
