"""A training from feedback as one HTML page: figures before and after, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.programme.lessons import ENTITIES, PURPOSES
from bot.training.evaluate import Report
from bot.training.marks import Mark
from bot.training.page import as_document, heading, table
from bot.training.scores import Score

TITLE = "从标注学习：训练前后"
# Differences below this are not seen in two digits.
_NOTHING = 0.005

type Measured = Sequence[tuple[str, Report]]


def as_comparison(
    before: Measured, after: Measured, marks: Sequence[Mark], files: Sequence[str]
) -> str:
    """``files``: what was written, for whoever reviews it."""
    body = []
    for (name, old), (_, new) in zip(before, after, strict=True):
        body += [
            heading(f"{name}：{new.examples} 句"),
            _totals(old, new),
            "<h3>读法变了的话</h3>",
            table(("话", "应为", "训练前", "训练后", ""), _changed(old, new)),
            "<h3>各个目的读得多准（F1，1 为全对）</h3>",
            _purposes(old, new),
        ]
    if marks:
        head = ("话", "种类", "标出", "单独读成", "整句读成", "")
        body += [heading("标出的内容现在读得出吗"), table(head, _marks(marks))]
    return as_document(TITLE, [*body, heading("下一步"), _review(files)])


def _review(files: Sequence[str]) -> str:
    names = "、".join(f"<code>{escape(name)}</code>" for name in files)
    return (
        f"<p>新句子写在 {names}。请逐句看过再提交："
        f"<code>git diff {escape(' '.join(files))}</code>；不合适的删去，再运行 "
        "<code>uv run bot train</code>。</p>"
    )


def _totals(old: Report, new: Report) -> str:
    figures = (
        ("读对的", old.accuracy, new.accuracy),
        ("照做对的（没把握时不算）", old.acted_right, new.acted_right),
        ("各目的 F1 的平均", old.macro_f1, new.macro_f1),
    )
    tiles = (
        f"<div><dt>{name}</dt><dd>{was:.1%} → {now:.1%} {_points(was, now)}</dd></div>"
        for name, was, now in figures
    )
    return f'<dl class="figures">{"".join(tiles)}</dl>'


def _purposes(old: Report, new: Report) -> str:
    """What changed most stands first; what did not is folded away."""
    before = {each.name: each for each in old.purposes}
    rows = sorted(new.purposes, key=lambda each: (-abs(each.f1 - _f1(before, each)), each.name))
    moved = [each for each in rows if abs(each.f1 - _f1(before, each)) >= _NOTHING]
    same = [each for each in rows if each not in moved]
    head = ("目的", "句数", "训练前", "训练后", "变化")
    folded = (
        f"<details><summary>没有变的 {len(same)} 个</summary>"
        f"{table(head[:3], [_purpose(before, each)[:3] for each in same])}</details>"
        if same else ""
    )  # fmt: skip
    return table(head, [_purpose(before, each) for each in moved]) + folded


def _purpose(before: dict[str, Score], each: Score) -> list[str]:
    was = _f1(before, each)
    return [
        _title(each.name), str(each.support), f"{was:.2f}", f"{each.f1:.2f}",
        _difference(was, each.f1),
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
            _verdict(each),
        ]
        for each in marks
    ]  # fmt: skip


def _verdict(mark: Mark) -> str:
    tone, words = ("up", "读得出") if mark.found else ("down", "读不出")
    return f'<span class="{tone}">{words}</span>'


def _title(name: str) -> str:
    return escape(PURPOSES.get(name, name))


def _points(was: float, now: float) -> str:
    return _toned(now - was, f"{(now - was) * 100:+.1f} 个百分点")


def _difference(was: float, now: float) -> str:
    return _toned(now - was, f"{now - was:+.2f}")


def _toned(change: float, words: str) -> str:
    if abs(change) < _NOTHING:
        return '<span class="soft">没有变</span>'
    return f'<span class="{"up" if change > 0 else "down"}">{words}</span>'
