"""Xero's official API description as a judge of real traffic, where it lies beside the checkout.

It is read where it lies; nothing of it is part of this project. Three things are relaxed, as in Xero itself: null means
nothing everywhere, an empty text no choice, and what `evidence.description` lists is missing there.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
import yaml

from xero_sandbox.evidence import description as gaps

SPEC = Path(__file__).resolve().parents[2] / "shared" / "xero-spec" / "xero_accounting.yaml"
MISSING = "Xero's official API description is not beside the checkout"
ENVELOPE = ("Id", "Status", "ProviderName", "DateTimeUTC")
KINDS = ("string", "number", "integer", "boolean", "object", "array")
FORMS = {"uuid": r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"}
MS_DATE = r"^/Date\(-?\d+([+-]\d{4})?\)/$"
WHOLE, FLAG = re.compile(r"\d+"), re.compile("true|false", re.I)
ECHOED = ("enum", "maxLength", "type")
REQUEST, RESPONSE = "request", "response"
MAX_KEY = 128


@lru_cache(maxsize=1)
def specification() -> dict[str, Any]:
    return yaml.load(SPEC.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


# --- schemas -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def schemas(side: str) -> dict[str, Any]:
    """Return the schemas, each of which knows all of its properties."""
    return {name: _closed(name, schema, side) for name, schema in specification()["components"]["schemas"].items()}


def _closed(name: str, schema: dict[str, Any], side: str) -> dict[str, Any]:
    properties = {key: _relaxed(f"{name}.{key}", value, side) for key, value in schema.get("properties", {}).items()}
    if not properties:
        return _relaxed(name, schema, side)
    if side == RESPONSE:
        properties.update(dict.fromkeys(gaps.UNDESCRIBED.get(name, ()), True))
        properties.update({key: True for key in ENVELOPE if _is_list(name, schema)})
    closed = {"type": ["object", "null"], "properties": properties, "additionalProperties": name in gaps.OPEN}
    if side == REQUEST and schema.get("required"):
        closed["required"] = schema["required"]
    return closed


def _is_list(name: str, schema: dict[str, Any]) -> bool:
    """Tell whether a schema is what a call answers: a list under its own name beside the envelope."""
    return any(value.get("type") == "array" for value in schema["properties"].values()) and name.endswith("s")


def _relaxed(place: str, schema: dict[str, Any], side: str) -> dict[str, Any]:
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if schema.get("type") == "array":
        return {"type": ["array", "null"], "items": _relaxed(place, schema["items"], side)}
    if "enum" in schema:
        return {"enum": [*schema["enum"], *gaps.VALUES.get(place, ()), "", None]}
    rule = {"type": [*([schema["type"]] if schema.get("type") in KINDS else KINDS), "null"]}
    if "maxLength" in schema:
        rule["maxLength"] = schema["maxLength"]
    if schema.get("format") in FORMS:
        rule["pattern"] = FORMS[schema["format"]]
    if side == RESPONSE and (schema.get("x-is-msdate") or schema.get("x-is-msdate-time")):
        rule["pattern"] = MS_DATE
    return rule


@cache
def _validator(reference: str, side: str) -> Any:
    root = {"$ref": reference, "components": {"schemas": schemas(side)}}
    return jsonschema_rs.validator_for(root)


def _judge(reference: str, side: str, payload: Any) -> list[str]:
    errors = _validator(reference, side).iter_errors(payload)
    return [
        f"{'/'.join(map(str, error.instance_path)) or 'body'}: {error.message[-300:]}"
        for error in errors
        if not (error.schema_path[-1] in ECHOED and _is_refused(payload, error.instance_path))
    ]


def _is_refused(payload: Any, path: list[Any]) -> bool:
    """Tell whether a place is inside of an element that was refused: it shows what was sent, however wrong."""
    for step in path:
        if isinstance(payload, dict) and payload.get("ValidationErrors"):
            return True
        payload = payload[step]
    return False


# --- operations --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Operation:
    """One method of one path, as described."""

    path: str
    query: dict[str, dict[str, Any]]
    headers: dict[str, str]
    body: str
    answer: str


@lru_cache(maxsize=1)
def _operations() -> list[tuple[str, re.Pattern[str], Operation]]:
    rows = []
    for path, item in specification()["paths"].items():
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)), re.I)
        for method in ("get", "put", "post", "delete"):
            if method in item:
                operation = _operation(path, item.get("parameters", []), item[method])
                rows.append((method.upper(), pattern, operation))
    return sorted(rows, key=lambda row: row[2].path.count("{"))


def _operation(path: str, shared: list[Any], described: dict[str, Any]) -> Operation:
    parameters = [_resolved(item) for item in [*shared, *described.get("parameters", [])]]
    success = next(iter(code for code in described["responses"] if code.startswith("2")), "")
    return Operation(
        path,
        {item["name"]: item.get("schema", {}) for item in parameters if item["in"] == "query"},
        {item["name"].lower(): item["name"] for item in parameters if item["in"] == "header"},
        _content(described.get("requestBody", {})),
        _content(_resolved(described["responses"].get(success, {}))),
    )


def _resolved(item: dict[str, Any]) -> dict[str, Any]:
    value: Any = item
    if "$ref" in item:
        value = specification()
        for name in item["$ref"].lstrip("#/").split("/"):
            value = value[name]
    return value


def _content(described: dict[str, Any]) -> str:
    return described.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")


def find(method: str, path: str) -> Operation | None:
    """Return the operation that a path below /api.xro/2.0 stands for."""
    return next((row for verb, pattern, row in _operations() if verb == method and pattern.fullmatch(path)), None)


# --- judgements --------------------------------------------------------------------------------------------------


def check_answer(method: str, path: str, status: int, text: str) -> list[str]:
    """Return what is wrong with a JSON answer, an empty list for nothing."""
    operation = find(method, path)
    if not operation:
        return [f"{method} {path}: not described"]
    reference = "#/components/schemas/Error" if status == 400 else operation.answer
    if not reference:
        return []
    return [f"{method} {operation.path} {status} {error}" for error in _judge(reference, RESPONSE, json.loads(text))]


def check_request(method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> list[str]:
    """Return what is wrong with a request; header names are in lower case."""
    operation = find(method, path)
    if not operation:
        return [f"{method} {path}: not described"]
    found = [*_query(operation, query), *_headers(operation, headers)]
    if body and operation.body:
        found += _judge(operation.body, REQUEST, json.loads(body))
    return [f"{method} {operation.path} request: {error}" for error in found]


def _query(operation: Operation, query: str) -> list[str]:
    found = []
    for name, value in parse_qsl(query, keep_blank_values=True):
        schema = operation.query.get(name)
        forms = {"integer": WHOLE, "boolean": FLAG}
        form = forms.get((schema or {}).get("type", ""))
        if schema is None:
            found.append(f"there is no parameter {name}")
        elif form and not form.fullmatch(value):
            found.append(f"{name}={value} is not of type {schema['type']}")
    return found


def _headers(operation: Operation, headers: dict[str, str]) -> list[str]:
    found = []
    if "xero-tenant-id" not in headers:
        found.append("no xero-tenant-id")
    if "if-modified-since" in headers and "if-modified-since" not in operation.headers:
        found.append("If-Modified-Since is not known there")
    if len(headers.get("idempotency-key", "")) > MAX_KEY:
        found.append("the Idempotency-Key is too long")
    return found
