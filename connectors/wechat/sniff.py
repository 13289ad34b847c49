"""What some bytes are, by what they begin with; what anybody says that they are does not count."""

from __future__ import annotations

BYTES = "application/octet-stream"
# A page or a drawing that could run scripts is never among these.
SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (4, b"ftyp", "video/mp4"),
)


def content_type_of(data: bytes) -> str:
    """``BYTES`` where it is nothing that is known here."""
    for at, sign, content_type in SIGNS:
        if data[at : at + len(sign)] == sign:
            return content_type
    return BYTES
