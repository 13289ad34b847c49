"""A pushed document, XML or JSON as the account's console is set, read without trust."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.errors import BadRequest

LIST = "List"
MAX_RECORDS = 20
# What XML 1.0 and the store cannot hold; JSON bodies can carry it all the same.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """The fields of the first level. ``unclear`` names those that stand twice or hold others.

    ``records``: the entries of the one list that some events hold (``List`` below their name).
    """

    fields: dict[str, str] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()
    is_json: bool = False
    records: tuple[dict[str, str], ...] = ()

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
    lists = [entry for child in root for entry in child if entry.tag == LIST]
    records = [[(part.tag, part.text) for part in entry] for entry in lists[:MAX_RECORDS]]
    entries = [(child.tag, child.text or "", len(child) > 0) for child in root]
    return _flatten(entries, records)


def _read_json(body: bytes) -> Document:
    try:
        pairs = json.loads(body, object_pairs_hook=list)
    except (ValueError, RecursionError) as error:
        raise BadRequest("不是有效的 JSON") from error
    if not isinstance(pairs, list):
        raise BadRequest("不是 JSON 对象")
    entries = [(key, _scalar(value), isinstance(value, list)) for key, value in pairs]
    records = next((_json_records(value) for key, value in pairs if key == LIST), [])
    return _flatten(entries, records, is_json=True)


def _json_records(value: object) -> list[list[tuple[str, object]]]:
    """Of one entry WeChat makes no list: then the object itself stands there."""
    found = value if isinstance(value, list) else []
    if all(isinstance(each, tuple) for each in found):
        return [found]
    objects = [each for each in found if isinstance(each, list)][:MAX_RECORDS]
    return [[pair for pair in each if isinstance(pair, tuple)] for each in objects]


def _flatten(
    entries: list[tuple[str, str, bool]],
    records: Sequence[Sequence[tuple[str, object]]],
    *,
    is_json: bool = False,
) -> Document:
    fields: dict[str, str] = {}
    unclear: set[str] = set()
    for name, text, nested in entries:
        if nested or name in fields:
            unclear.add(name)
        fields[name] = _storable(text)
    made = tuple({name: _storable(_scalar(value)) for name, value in each} for each in records)
    return Document(fields, frozenset(unclear), is_json, made)


def _storable(text: str) -> str:
    return UNSTORABLE.sub("", text)


def _scalar(value: object) -> str:
    return "" if value is None or isinstance(value, list) else str(value)
