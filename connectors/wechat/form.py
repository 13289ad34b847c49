"""The form in which WeChat takes a file."""

from __future__ import annotations

from uuid import uuid4

from bot.messages import Attachment


def media_form(file: Attachment) -> tuple[str, bytes]:
    """Content type and body. Written by hand: WeCom shows the file's name as it stands here, and
    wants to be told the length."""
    mark = uuid4().hex
    head = (
        f"--{mark}\r\n"
        f'Content-Disposition: form-data; name="media"; filename="{file.name}"; '
        f"filelength={len(file.data)}\r\n"
        f"Content-Type: {file.content_type}\r\n\r\n"
    )
    body = head.encode() + file.data + f"\r\n--{mark}--\r\n".encode()
    return f"multipart/form-data; boundary={mark}", body
