"""A pushed document, XML or JSON as the account's console is set, read without trust."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.errors import BadRequest

# What XML 1.0 and the store cannot hold; JSON bodies can carry it all the same.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """The fields of the first level. ``unclear`` names those that stand twice or hold others."""

    fields: dict[str, str] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()
    is_json: bool = False

    def get(self, name: str) -> str:
        """The field's text, empty where it is absent; BadRequest where it is not one text."""
        if name in self.unclear:
            raise BadRequest(f"{name} 不是单一的文本")
        return self.fields.get(name, "")


def read_document(body: bytes) -> Document:
    """Raise BadRequest for anything but a flat XML or JSON document, entities and DTDs included."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    return _read_json(start) if start.startswith(b"{") else _read_xml(start)


def _read_xml(body: bytes) -> Document:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadRequest("不是有效的 XML") from error
    if root.tag != "xml":
        raise BadRequest("不是微信的 XML")
    return _flatten([(child.tag, child.text or "", len(child) > 0) for child in root])


def _read_json(body: bytes) -> Document:
    try:
        pairs = json.loads(body, object_pairs_hook=list)
    except (ValueError, RecursionError) as error:
        raise BadRequest("不是有效的 JSON") from error
    if not isinstance(pairs, list):
        raise BadRequest("不是 JSON 对象")
    entries = [(key, _scalar(value), isinstance(value, list)) for key, value in pairs]
    return _flatten(entries, is_json=True)


def _flatten(entries: list[tuple[str, str, bool]], *, is_json: bool = False) -> Document:
    fields: dict[str, str] = {}
    unclear: set[str] = set()
    for name, text, nested in entries:
        if nested or name in fields:
            unclear.add(name)
        fields[name] = UNSTORABLE.sub("", text)
    return Document(fields, frozenset(unclear), is_json)


def _scalar(value: object) -> str:
    return "" if value is None or isinstance(value, list) else str(value)
