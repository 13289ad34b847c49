"""What the HTML reports have in common: one file, light or dark, readable on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57616c;--line:#e3e6ea;--page:#fff;
--sunken:#f2f4f6;--up:#1f7a49;--down:#b3372c}
@media(prefers-color-scheme:dark){:root{--ink:#e3e8ed;--soft:#9aa6b2;--line:#343c45;--page:#14181d;
--sunken:#20262d;--up:#5fc98e;--down:#f2877d}}
body{font:15px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;margin:2rem auto;
max-width:70rem;padding:0 1rem;color:var(--ink);background:var(--page)}
h1{font-size:1.4rem}h2{font-size:1.15rem;margin:2.2rem 0 .5rem}
h3{font-size:1rem;margin:1.4rem 0 .3rem}
svg text{font-size:12px;fill:var(--ink)}.wide{overflow-x:auto}
table{border-collapse:collapse}
td,th{padding:.3rem .9rem .3rem 0;text-align:left;vertical-align:top;
border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:500;white-space:nowrap}
td:first-child{min-width:9rem;overflow-wrap:anywhere}
td:nth-child(n+2){font-variant-numeric:tabular-nums}
code{padding:0 .3rem;border-radius:4px;background:var(--sunken);overflow-wrap:anywhere}
summary{color:var(--soft);cursor:pointer}.soft{color:var(--soft)}
.up{color:var(--up)}.down{color:var(--down)}
dl.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem;margin:0}
dl.figures div{padding:.7rem 1rem;border:1px solid var(--line);border-radius:10px}
dl.figures dt{color:var(--soft)}
dl.figures dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums}
"""


def as_document(title: str, body: Sequence[str]) -> str:
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f"<h1>{escape(title)}</h1>{''.join(body)}</html>\n"
    )


def heading(words: str) -> str:
    return f"<h2>{escape(words)}</h2>"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells are HTML already."""
    if not rows:
        return '<p class="soft">没有。</p>'
    top = "".join(f"<th>{escape(each)}</th>" for each in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return wide(f"<table><tr>{top}</tr>{body}</table>")


def wide(inner: str) -> str:
    """Scrolls by itself where a phone is narrower."""
    return f'<div class="wide">{inner}</div>'
