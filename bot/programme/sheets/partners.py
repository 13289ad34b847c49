"""Introductions and licences as rows of a file, which says how to reach nobody."""

from __future__ import annotations

from collections.abc import Mapping

from bot.programme.licences import file_by, turn_of
from bot.programme.life import (
    INTRODUCTION_STATES,
    INTRODUCTION_TURNS,
    LICENCE_STATES,
    TURNS,
)
from bot.programme.needs import title_of
from bot.programme.sheets.writing import Cell, day_cell, moment_cell
from bot.store.models import Introduction, Licence, Need

INTRODUCTION_HEADERS = ("需求编号", "需求", "企业", "类型", "对接方", "专利", "状态", "等谁办理",
                        "提出时间", "更新时间")  # fmt: skip
LICENCE_HEADERS = ("需求编号", "需求", "企业", "专利号", "专利名称", "状态", "等谁办理", "收费方式",
                   "费用（元）", "通知日", "生效日", "备案日", "备案期限", "提出时间",
                   "更新时间")  # fmt: skip
KINDS = {"university": "高校", "mentor": "技术导师", "patent": "专利"}


def introduction_row(row: Introduction, need: Need, patents: Mapping[str, str]) -> list[Cell]:
    return [
        *_need_cells(need), KINDS.get(row.kind, row.kind), row.receiver,
        patents.get(row.item_id) if row.kind == "patent" else None,
        INTRODUCTION_STATES.get(row.state), _turn(INTRODUCTION_TURNS.get(row.state)),
        moment_cell(row.requested_at), moment_cell(row.updated_at),
    ]  # fmt: skip


def licence_row(row: Licence, need: Need) -> list[Cell]:
    return [
        *_need_cells(need), row.patent_no, row.patent_title,
        LICENCE_STATES.get(row.state), _turn(turn_of(row)),
        row.terms.get("fee_mode"), row.terms.get("fee_yuan"),
        day_cell(row.notified_on), day_cell(row.effective_on), day_cell(row.filed_on),
        day_cell(file_by(row)), moment_cell(row.created_at), moment_cell(row.updated_at),
    ]  # fmt: skip


def _need_cells(need: Need) -> tuple[Cell, ...]:
    return need.number, title_of(need), need.company


def _turn(who: str | None) -> str | None:
    return TURNS[who] if who is not None else None
