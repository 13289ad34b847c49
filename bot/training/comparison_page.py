"""A training from feedback as one HTML page: figures before and after, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.programme.lessons import ENTITIES, PURPOSES
from bot.training.evaluate import Report
from bot.training.evaluation_page import STYLE
from bot.training.marks import Mark
from bot.training.scores import Score

TITLE = "从标注学习：训练前后"
COLOURS = ".up{color:#1f7a49}.down{color:#b3372c}code{background:#f2f4f6;padding:0 .3rem}"

type Measured = Sequence[tuple[str, Report]]


def as_comparison(
    before: Measured, after: Measured, marks: Sequence[Mark], files: Sequence[str]
) -> str:
    """``files``: what was written, for whoever reviews it."""
    body = [f"<h1>{TITLE}</h1>", _review(files)]
    for (name, old), (_, new) in zip(before, after, strict=True):
        body += [
            f"<h2>{escape(name)}：{new.examples} 句</h2>",
            _table(("", "训练前", "训练后", "变化"), _totals(old, new)),
            "<h3>各个目的的 F1</h3>",
            _table(("目的", "句数", "训练前", "训练后", "变化"), _purposes(old, new)),
            "<h3>读法变了的话</h3>",
            _table(("话", "应为", "训练前", "训练后", ""), _changed(old, new)),
        ]
    if marks:
        head = ("话", "种类", "标出", "单独读成", "整句读成", "")
        body += ["<h2>标出的内容现在读得出吗</h2>", _table(head, _marks(marks))]
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{TITLE}</title>'
        f"<style>{STYLE}{COLOURS}</style>{''.join(body)}</html>\n"
    )


def _review(files: Sequence[str]) -> str:
    names = "、".join(f"<code>{escape(name)}</code>" for name in files)
    return (
        f"<p>新句子写在 {names}。请逐句看过再提交："
        f"<code>git diff {escape(' '.join(files))}</code>；不合适的删去，再运行 "
        "<code>uv run bot train</code>。</p>"
    )


def _totals(old: Report, new: Report) -> list[list[str]]:
    figures = (
        ("读对的", old.accuracy, new.accuracy),
        ("照做对的", old.acted_right, new.acted_right),
        ("各目的 F1 的平均", old.macro_f1, new.macro_f1),
    )
    return [[name, f"{was:.1%}", f"{now:.1%}", _difference(was, now)] for name, was, now in figures]


def _purposes(old: Report, new: Report) -> list[list[str]]:
    """What changed most stands first."""
    before = {each.name: each for each in old.purposes}
    rows = sorted(new.purposes, key=lambda each: (-abs(each.f1 - _f1(before, each)), each.name))
    return [
        [
            _title(each.name), str(each.support), f"{_f1(before, each):.2f}", f"{each.f1:.2f}",
            _difference(_f1(before, each), each.f1),
        ]
        for each in rows
    ]  # fmt: skip


def _f1(before: dict[str, Score], each: Score) -> float:
    return before[each.name].f1 if each.name in before else 0.0


def _changed(old: Report, new: Report) -> list[list[str]]:
    was = {miss.text: miss for miss in old.misses}
    now = {miss.text: miss for miss in new.misses}
    rows = []
    for text in [*was, *(each for each in now if each not in was)]:
        wanted = "、".join(_title(name) for name in (was.get(text) or now[text]).purposes)
        read = [
            _title(side[text].reading.shown[0]) if text in side else "对" for side in (was, now)
        ]
        if read[0] != read[1]:
            tone = "up" if text not in now else "down" if text not in was else ""
            rows.append([escape(text), wanted, *read, f'<span class="{tone}">{_word(tone)}</span>'])
    return rows


def _word(tone: str) -> str:
    return {"up": "改对了", "down": "变错了"}.get(tone, "仍然不对")


def _marks(marks: Sequence[Mark]) -> list[list[str]]:
    return [
        [
            escape(each.text), ENTITIES.get(each.kind, each.kind), escape(each.words),
            escape(each.alone or "—"), escape(each.within or "—"),
            "读得出" if each.found else "读不出",
        ]
        for each in marks
    ]  # fmt: skip


def _title(name: str) -> str:
    return escape(PURPOSES.get(name, name))


def _difference(was: float, now: float) -> str:
    change = now - was
    if abs(change) < 0.0005:
        return "—"
    return f'<span class="{"up" if change > 0 else "down"}">{change:+.3f}</span>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells are HTML already."""
    if not rows:
        return "<p>没有。</p>"
    top = "".join(f"<th>{escape(each)}</th>" for each in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"
