"""The report of an evaluation as one HTML page to look at: bars, a confusion matrix, the misses."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.training.evaluate import Report
from bot.training.evaluation_text import headline
from bot.training.page import as_document, heading, table, wide
from bot.training.scores import Score

CELL, GUTTER, BAR = 22, 190, 360


def as_page(title: str, report: Report) -> str:
    facts = [heading("事实：F1"), _bars(report.facts)] if report.facts else []
    wrong = [
        (m.text, "、".join(m.purposes), m.reading.shown[0], f"{m.reading.confidence:.2f}")
        for m in report.misses
    ]
    unread = [(m.text, m.kind, m.wanted, m.got) for m in report.fact_misses]
    body = [
        *(f"<p>{escape(line)}</p>" for line in headline(report)),
        heading("目的：F1"), _bars(report.purposes), *facts,
        heading("认成了什么（行：应为；列：认成）"), _matrix(report),
        heading("读错的目的"), _rows(("话", "应为", "认成", "把握"), wrong),
        heading("读错的事实"), _rows(("话", "种类", "应为", "读成"), unread),
    ]  # fmt: skip
    return as_document(title, body)


def _bars(scores: Sequence[Score]) -> str:
    rows = []
    for at, each in enumerate(scores):
        top = at * CELL
        rows.append(
            f'<text x="{GUTTER - 8}" y="{top + 15}" text-anchor="end">{escape(each.name)}</text>'
            f'<rect x="{GUTTER}" y="{top + 3}" width="{each.f1 * BAR:.1f}" height="16" '
            f'fill="{_shade(each.f1)}"/>'
            f'<text x="{GUTTER + each.f1 * BAR + 6:.1f}" y="{top + 15}">'
            f"{each.f1:.2f}（P {each.precision:.2f}，R {each.recall:.2f}，{each.support}）</text>"
        )
    return _svg(GUTTER + BAR + 260, len(scores) * CELL, rows)


def _shade(f1: float) -> str:
    if f1 >= 0.9:
        return "#2f9e63"
    return "#d9a11b" if f1 >= 0.8 else "#cf4b3f"


def _matrix(report: Report) -> str:
    names = sorted({name for want, got, _ in report.confusions for name in (want, got)})
    place = {name: at for at, name in enumerate(names)}
    totals = {want: sum(n for w, _, n in report.confusions if w == want) for want in names}
    drawn = [
        f'<text x="{GUTTER - 8}" y="{GUTTER + at * CELL + 15}" text-anchor="end">{name}</text>'
        f'<text transform="translate({GUTTER + at * CELL + 15} {GUTTER - 8}) rotate(-90)">'
        f"{name}</text>"
        for name, at in place.items()
    ]
    for want, got, n in report.confusions:
        x, y = GUTTER + place[got] * CELL, GUTTER + place[want] * CELL
        colour = "47,158,99" if want == got else "207,75,63"
        strength = 0.25 + 0.75 * n / totals[want]
        drawn.append(
            f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" '
            f'fill="rgba({colour},{strength:.2f})"><title>{want} → {got}: {n}</title></rect>'
            f'<text x="{x + CELL / 2}" y="{y + 15}" text-anchor="middle">{n}</text>'
        )
    side = GUTTER + len(names) * CELL
    return _svg(side, side, drawn)


def _svg(width: int, height: int, drawn: Sequence[str]) -> str:
    return wide(f'<svg width="{width}" height="{height}" role="img">{"".join(drawn)}</svg>')


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return table(head, [[escape(cell) for cell in row] for row in rows])
