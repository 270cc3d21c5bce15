"""Idempotency keys: the same request gets the same answer for six minutes, another request is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .errors import key_misused

SECONDS = 360
MAX_LENGTH = 128
Answer = tuple[int, str | bytes, str]  # status, body, content type


class IdempotencyKeys:
    """What was answered under a key, by app; a refusal and an internal error are kept too."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[datetime, Any, Answer]] = {}

    def answer(self, client_id: str, key: str, request: Any, now: datetime) -> Answer | None:
        """Return the stored answer of the same request, None for a new key."""
        if len(key) > MAX_LENGTH:
            raise key_misused(f"Idempotency Key: {key} is longer than {MAX_LENGTH} characters.")
        self._forget(now)
        kept = self.kept.get((client_id, key.lower()))
        if not kept:
            return None
        if kept[1] != request:
            raise key_misused(f"Idempotency Key: {key} is used with a different request.")
        return kept[2]

    def keep(self, client_id: str, key: str, request: Any, answer: Answer, now: datetime) -> None:
        """Store an answer; a later one under the same key replaces it but does not live longer."""
        began = self.kept.get((client_id, key.lower()), (now,))[0]
        self.kept[client_id, key.lower()] = (began, request, answer)

    def _forget(self, now: datetime) -> None:
        old = [key for key, kept in self.kept.items() if (now - kept[0]).total_seconds() > SECONDS]
        for key in old:
            del self.kept[key]
