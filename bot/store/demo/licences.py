"""Invented open-licence declarations: term, area and fee, worded as the published ones are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.store.demo.draw import Draw
from bot.store.demo.records import DemoFee, FeeStage

# CNIPA, 2024: a fixed fee is as a rule not above 2000万元, a royalty not above 20 % of net sales.
FIXED_FEE_CAP_YUAN = 20_000_000
ROYALTY_CAP_PERCENT = 20.0

FREE = "免费"
LUMP_SUM = "一次总付"
INSTALMENTS = "总付额内分期"
ENTRY_AND_ROYALTY = "入门费+提成"
ROYALTY = "提成"
STAGED = "分阶段"

# The mix of 19,907 published declarations of the provincial pilots, without 面议: an open licence
# must state its fee (专利法 art. 50).
_MODES = ((LUMP_SUM, 52.0), (FREE, 27.0), (ENTRY_AND_ROYALTY, 11.0), (INSTALMENTS, 5.0),
          (STAGED, 3.0), (ROYALTY, 2.0))  # fmt: skip
# Median 3万元, as published.
_FEES = ((1_000, 9.0), (2_000, 3.0), (5_000, 5.0), (10_000, 20.0), (20_000, 10.0), (30_000, 8.0),
         (50_000, 17.0), (60_000, 3.0), (100_000, 8.0), (200_000, 8.0), (300_000, 4.0),
         (500_000, 4.0), (1_000_000, 1.0))  # fmt: skip
_ENTRY_FEES = ((10_000, 3.0), (20_000, 3.0), (30_000, 2.0), (50_000, 4.0), (100_000, 2.0))
_RATES = ((1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (5.0, 6.0), (6.0, 1.0), (8.0, 1.0), (10.0, 1.0))
_PAY_WITHIN_DAYS = ((15, 6.0), (10, 2.0), (30, 2.0), (7, 1.0))
_PAY_AFTER_USE = 0.05
_REGIONAL = 0.10

_EXPIRED, _ENDING, _RUNNING = "expired", "ending", "running"
_STATES = ((_EXPIRED, 10.0), (_ENDING, 5.0), (_RUNNING, 85.0))


@dataclass(frozen=True, slots=True)
class Term:
    first: date
    last: date
    years: int


def anchor_of(today: date) -> date:
    """First day of the quarter: a catalogue built twice in one quarter is the same one."""
    return date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)


def draw_term(draw: Draw, anchor: date) -> Term:
    """A licence term of whole years: one in ten ended, one in twenty ends within a year."""
    state = draw.weigh(_STATES)
    if state == _RUNNING:
        # Declared within the last year.
        years = draw.between(2, 5)
        return _from(anchor - timedelta(days=draw.between(20, 360)), years)
    shift = -draw.between(20, 600) if state == _EXPIRED else draw.between(110, 330)
    years = draw.between(1, 3)
    return _from(_years_later(anchor + timedelta(days=shift), -years), years)


def draw_area(draw: Draw, province: str) -> str:
    """Most declarations are for the whole country; some platforms' only for their province."""
    return f"{province}内" if draw.fraction() < _REGIONAL else "全国"


def draw_fee(draw: Draw, years: int) -> DemoFee:
    """A fee that can be paid within a term of so many years."""
    mode = draw.weigh(_MODES)
    if mode == FREE:
        return DemoFee(FREE, "免费许可。", amount_yuan=0)
    if mode == ENTRY_AND_ROYALTY:
        return _entry_and_royalty(draw)
    if mode == ROYALTY:
        return _royalty(draw)
    if mode == INSTALMENTS and years > 1:
        return _instalments(draw, years)
    if mode == STAGED and years > 1:
        return _staged(draw)
    return _lump_sum(draw)


def _from(first: date, years: int) -> Term:
    first = _years_later(first, 0)
    return Term(first, _years_later(first, years) - timedelta(days=1), years)


def _years_later(day: date, years: int) -> date:
    # 29 February has no anniversary; no term starts on it.
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def _lump_sum(draw: Draw) -> DemoFee:
    amount, days = draw.weigh(_FEES), draw.weigh(_PAY_WITHIN_DAYS)
    if draw.fraction() < _PAY_AFTER_USE:
        text = (
            f"采用一次总付的方式，先使用后付费，在许可实施满一年后{days}日内"
            f"一次性全额支付{amount}元。"
        )
        return DemoFee(LUMP_SUM, text, amount_yuan=amount, pay_after_use=True)
    text = f"采用一次总付的方式，在合同生效后{days}日内一次性全额支付{amount}元。"
    return DemoFee(LUMP_SUM, text, amount_yuan=amount)


def _instalments(draw: Draw, years: int) -> DemoFee:
    later = draw.between(1, min(years, 4) - 1)
    each, days = draw.weigh(_FEES), draw.weigh(_PAY_WITHIN_DAYS)
    total = each * (later + 1)
    text = (
        f"采用总付额内分期支付的方式，在合同生效后{days}日内支付第一批{each}元，"
        f"后在每个会计年度截止前的{days}日内，分{later}批次支付，每次支付{each}元。"
        f"包括第一次在内总共支付{later + 1}次，共计{total}元。"
    )
    return DemoFee(INSTALMENTS, text, amount_yuan=total)


def _entry_and_royalty(draw: Draw) -> DemoFee:
    entry, rate = draw.weigh(_ENTRY_FEES), draw.weigh(_RATES)
    text = (
        f"采用入门费和提成费相结合的方式，其中入门费为{entry}元，"
        f"提成费按当年度合同产品净销售额的{rate:g}%提取。"
    )
    return DemoFee(ENTRY_AND_ROYALTY, text, entry, rate, "净销售额")


def _royalty(draw: Draw) -> DemoFee:
    rate = draw.weigh(_RATES)
    text = f"采用提成费的方式，提成费按当年度合同产品净销售额的{rate:g}%提取。"
    return DemoFee(ROYALTY, text, royalty_percent=rate, royalty_base="净销售额")


def _staged(draw: Draw) -> DemoFee:
    yearly, days = draw.weigh(_FEES), draw.weigh(_PAY_WITHIN_DAYS)
    text = f"第一年免费；第二年开始每年使用费为{yearly}元，在该年度开始后{days}日内支付。"
    return DemoFee(STAGED, text, stages=(FeeStage(1, 0), FeeStage(2, yearly)))
