"""What some bytes are, by what they hold; what anybody says that they are does not count."""

from __future__ import annotations

import io
import zipfile

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
    (0, b"%PDF-", "application/pdf"),
)
# Office files are archives: which one it is, the folder of its main part tells.
ARCHIVE = b"PK\x03\x04"
OFFICE = {
    "word/": "application/msword",
    "xl/": "application/vnd.ms-excel",
    "ppt/": "application/vnd.ms-powerpoint",
}
PICTURES = frozenset(each for _, _, each in SIGNS if each.startswith("image/"))
DOCUMENTS = frozenset({"application/pdf", *OFFICE.values()})


def content_type_of(data: bytes) -> str:
    """``BYTES`` where it is nothing that is known here."""
    for at, sign, content_type in SIGNS:
        if data[at : at + len(sign)] == sign:
            return content_type
    return _office_type(data) if data.startswith(ARCHIVE) else BYTES


def _office_type(data: bytes) -> str:
    """Only the list of names is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return BYTES
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return BYTES  # any archive, or one with macros
    for folder, content_type in OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return content_type
    return BYTES
