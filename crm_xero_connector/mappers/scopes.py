"""Which permissions a consent lacks."""

from __future__ import annotations

from collections.abc import Iterable

READ = ".read"


def missing_scopes(wanted: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """Return the wanted scopes that were not granted, in their order; a scope covers its own `.read`.

    Without any granted scope nothing is known, so nothing is called missing.

    :param wanted: what the app asks for
    :param granted: what Xero says it gave
    """
    had = set(granted)
    if not had:
        return ()
    return tuple(scope for scope in wanted if scope not in had and scope.removesuffix(READ) not in had)
