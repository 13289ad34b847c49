"""The report of an evaluation as text for a terminal and as Markdown for CI."""

from __future__ import annotations

from collections.abc import Iterable

from bot.training.evaluate import Report


def as_text(report: Report) -> str:
    purposes = [
        f"{each.name:<28}{each.precision:>7.2f}{each.recall:>7.2f}{each.f1:>7.2f}{each.support:>7}"
        for each in report.purposes
    ]
    misses = [
        f"{'/'.join(miss.purposes)} → {miss.reading.shown[0]} "
        f"{miss.reading.confidence:.2f}  {miss.text}"
        for miss in sorted(report.misses, key=lambda each: each.purposes)
    ]
    parts = [*headline(report), "", f"{'目的':<26}{'P':>7}{'R':>7}{'F1':>7}{'句数':>6}", *purposes]
    if report.facts:
        facts = [
            f"{each.name:<28}{each.precision:>7.2f}{each.recall:>7.2f}{each.f1:>7.2f}"
            f"{each.support:>7}"
            for each in report.facts
        ]
        missed = [f"{m.kind}: {m.wanted} → {m.got}  {m.text}" for m in report.fact_misses]
        parts += ["", f"{'事实':<26}{'P':>7}{'R':>7}{'F1':>7}{'处数':>6}", *facts]
        parts += ["", "读错的事实：", *missed]
    if report.halves:
        halves = [
            f"{'/'.join(m.purposes)} → {'/'.join(m.reading.shown)}  {m.text}" for m in report.halves
        ]
        parts += ["", "只认出一部分：", *halves]
    return "\n".join([*parts, "", "读错的目的：", *misses])


def headline(report: Report) -> list[str]:
    lines = [
        f"{report.examples} 句：首选正确 {report.accuracy:.1%}，宏平均 F1 {report.macro_f1:.3f}，"
        f"照办正确 {report.acted_right:.1%}，没把握 {report.fallbacks} 句"
    ]
    if report.all_found is not None:
        lines.append(f"一句多意 {report.several} 句：都认出 {report.all_found:.1%}")
    if report.outside_recall is not None:
        lines.append(f"不归这里管的：认出 {report.outside_recall:.1%}")
    if report.needs_rejected is not None:
        lines.append(f"真需求被当成不归这里管：{report.needs_rejected:.1%}")
    return lines


def as_markdown(title: str, report: Report) -> str:
    rows = [
        (each.name, each.precision, each.recall, each.f1, each.support)
        for each in (*report.purposes, *report.facts)
    ]
    table = _table(("", "P", "R", "F1", "n"), rows)
    return "\n".join([f"### {title}", "", *headline(report), "", *table, ""])


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return [*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)]
