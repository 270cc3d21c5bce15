"""Tell a person what the set-up is doing, and what to do when a step fails."""

import functools
import os
import signal
import sys
import time

QUIET_INTERVAL = 15.0  # seconds between two lines of one step where the output is no terminal


class SetupError(Exception):
    """A step failed: `cause` says what happened, `remedy` what the person can do about it."""

    def __init__(self, cause, remedy):
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy


class Step:
    """One step of a known number; silent until it has real work to do."""

    def __init__(self, report, number, title):
        self.report = report
        self.label = f"[{number}/{report.total}] {title}"
        self.started = time.monotonic()
        self.spoken = False
        self.last_line = 0.0

    def say(self, detail):
        """Show what is being done now; call it as often as you like."""
        now = time.monotonic()
        seconds = int(now - self.started)
        text = f"{self.label}: {detail}" + (f" ({seconds} s)" if seconds else "")
        if self.report.terminal:
            self.report.rewrite(text)
        elif not self.spoken or now - self.last_line >= QUIET_INTERVAL:
            self.report.line(text)
            self.last_line = now
        self.spoken = True

    def finish(self):
        """Close the step with the time it took, if it had anything to do."""
        if self.spoken:
            self.report.line(f"{self.label}: done in {time.monotonic() - self.started:.1f} s")


class Report:
    """Numbered steps on standard error, so that standard output stays the command's own."""

    def __init__(self, total, stream=None):
        self.total = total
        self.number = 0
        self.stream = stream or sys.stderr
        self.terminal = self.stream.isatty()
        self.dirty = False
        self.worked = False

    def run(self, title, function, *args):
        """Run `function(step, *args)` as the next step and return its result."""
        self.number += 1
        step = self.step(self.number, title)
        result = function(step, *args)
        step.finish()
        self.worked = self.worked or step.spoken
        return result

    def step(self, number, title):
        """Return one step, for work outside of a run."""
        return Step(self, number, title)

    def rewrite(self, text):
        """Replace the current terminal line."""
        width = os.get_terminal_size(self.stream.fileno()).columns if self.terminal else 200
        self.stream.write("\r\x1b[K" + text[: max(width - 1, 20)])
        self.stream.flush()
        self.dirty = True

    def line(self, text):
        """Write a line that stays."""
        self.stream.write(("\r\x1b[K" if self.dirty else "") + text + "\n")
        self.stream.flush()
        self.dirty = False


def _stop_on_signal(number, _frame):
    raise SystemExit(128 + number)


def command(function):
    """Make `function` a command: a failed step ends it with cause and remedy on stderr, never a traceback."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        signal.signal(signal.SIGTERM, _stop_on_signal)
        try:
            return function(*args, **kwargs) or 0
        except SetupError as error:
            sys.stdout.flush()
            sys.stderr.write(f"\nFailed: {error.cause}\nWhat to do: {error.remedy}\n")
            return 1
        except OSError as error:
            place = f" ({error.filename})" if error.filename else ""
            sys.stderr.write(f"\nFailed: {error.strerror or error}{place}\n")
            sys.stderr.write("What to do: see that the disk has room and the files are yours; then run it again.\n")
            return 1
        except KeyboardInterrupt:
            sys.stderr.write("\nInterrupted. Run the same command again: it goes on where it stopped.\n")
            return 130

    return wrapper
