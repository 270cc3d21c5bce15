"""XML, which is what Xero speaks to whoever does not ask for JSON."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree

XML = "text/xml; charset=utf-8"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES = {"xsd": "http://www.w3.org/2001/XMLSchema", "xsi": INSTANCE}
# Lists whose elements are not named by the singular of the list's name.
ELEMENTS = {"Tracking": "TrackingCategory"}
REFUSED, OF_ANY_KIND = "Elements", "DataContractBase"
HEAD_MOMENT = "DateTimeUTC"  # the one moment that is written with its zone
OUTCOME = "StatusAttributeString"


def singular(name: str) -> str:
    """Return what an element of a list is called: an Address of Addresses, a Currency of Currencies."""
    if name in ELEMENTS:
        return ELEMENTS[name]
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-2] if name.endswith("sses") else name.removesuffix("s")


def render(payload: dict[str, Any], root: str = "Response", element: str = "") -> str:
    """Return an answer as XML; what has no value is left out.

    :param element: the list that the elements of a refused call belong to
    """
    top = etree.Element(root, nsmap=NAMESPACES)
    _fill(top, {name: value for name, value in payload.items() if name != REFUSED})
    if REFUSED in payload:
        node = etree.SubElement(top, REFUSED)
        for item in payload[REFUSED]:
            refused = etree.SubElement(node, OF_ANY_KIND)
            if element:
                refused.set(f"{{{INSTANCE}}}type", singular(element))
            _fill(refused, item)
    return etree.tostring(top, encoding="unicode")


def _fill(parent: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value is None or value == "":
            continue
        if name == OUTCOME:
            parent.set("status", value)
            continue
        node = etree.SubElement(parent, name)
        if isinstance(value, dict):
            _fill(node, value)
        elif isinstance(value, list):
            for item in value:
                _item(node, singular(name), item)
        else:
            node.text = f"{_text(value)}{'Z' if name == HEAD_MOMENT else ''}"


def _item(parent: Any, name: str, value: Any) -> None:
    node = etree.SubElement(parent, name)
    if isinstance(value, dict):
        _fill(node, value)
    else:
        node.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return "".join(mark for mark in text if mark in "\t\n\r" or mark >= " ")


def parse(body: bytes) -> Any:
    """Return the body of a request in the form that JSON would give.

    :raise ValueError: when it is no XML, or has a document type (entities are not resolved)
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type is not taken")
    return {root.tag: _value(root)} if _is_list(root) else _value(root)


def _is_list(node: Any) -> bool:
    return len(node) > 0 and all(child.tag == singular(node.tag) for child in node)


def _value(node: Any) -> Any:
    if _is_list(node):
        return [_value(child) for child in node]
    if len(node):
        return {child.tag: _value(child) for child in node}
    return node.text or ""
