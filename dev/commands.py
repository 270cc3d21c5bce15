"""Run other programs: output to a log file, progress to the person, a clear error when they fail."""

import os
import signal
import subprocess
import time

import paths
from progress import SetupError
from state import Lock

POLL = 0.2  # seconds
AND_MARK = 'file=$0; text=$1; shift; "$@" && printf %s "$text" > "$file.new" && mv "$file.new" "$file"'


def tail(path, lines=12):
    """Return the last lines of a text file, or nothing if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _end(process):
    """End a program and all that it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run_logged(command, log_name, *, cause, remedy, on_poll=None, env=None, cwd=None, stdin=None, mark=None, **kwargs):
    """Run `command` to its end with its output in `.state/logs/<log_name>.log`.

    :param on_poll: called with the path of the log while the program runs
    :param mark: (path, text) of a file that says it is done; written by a child too, so that work which outlived its
        killed parent is not done again
    :raise SetupError: with `cause`, the end of the log and `remedy` if the program fails or is missing
    """
    log = paths.LOGS / f"{log_name}.log"
    if mark:
        command = ["/bin/sh", "-c", AND_MARK, *mark, *command]
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                [os.fspath(part) for part in command],
                stdin=stdin or subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                pass_fds=Lock.inherited(),
                start_new_session=True,
                **kwargs,
            )
        except OSError as error:
            raise SetupError(f"{cause}: {error.strerror}", remedy) from error
        try:
            while process.poll() is None:
                if on_poll:
                    on_poll(log)
                time.sleep(POLL)
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        raise SetupError(f"{cause} (exit code {process.returncode}). Its last words:\n{tail(log)}\n", remedy)
    return log


def output_of(command, *, env=None, **kwargs):
    """Return standard output of a quick program, or None if it is missing or fails."""
    try:
        done = subprocess.run(
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=env,
            check=True,
            **kwargs,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout
