"""Text that goes to WeChat: well-formed whatever it holds, and without markup of its own."""

from __future__ import annotations

import re

from connectors.wechat.document import UNSTORABLE

# WeChat draws <a …> in a text as a link, and weixin:// in it as a button that speaks for the
# reader. A zero-width space takes the meaning away and leaves the look.
ANCHOR = re.compile(r"<(?=\s*/?\s*a(?![0-9a-z]))", re.IGNORECASE)
SCHEME = re.compile(r"(?<=weixin):(?=\s*/)", re.IGNORECASE)
ZERO_WIDTH = "\u200b"


def cdata(text: str) -> str:
    """A CDATA section (several, where the text holds its end mark)."""
    return "<![CDATA[" + clean(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def clean(text: str) -> str:
    """Without what XML cannot carry; line ends as WeChat shows them."""
    return UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def neutralise(text: str) -> str:
    """What people wrote must not become a link or a press in somebody's chat."""
    return SCHEME.sub(ZERO_WIDTH + ":", ANCHOR.sub("<" + ZERO_WIDTH, clean(text)))
