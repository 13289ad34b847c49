"""Which model belongs to these sources: a digest of everything that training reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "config.yml",
    "domain.yml",
    "data",
    "engine/components",
    "engine/dictionary",
    "engine/uv.lock",
)


def fingerprint(root: Path = ROOT) -> str:
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        source = root / name
        if source.is_file():
            yield source
        else:
            yield from sorted(
                path
                for path in source.rglob("*")
                if path.is_file() and "__pycache__" not in path.parts
            )
