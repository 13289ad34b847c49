"""Needs and conversations as rows of a file. None of them holds a name or a number of a person."""

from __future__ import annotations

import re

from bot.programme.figures import budget_text, deadline_text, metric_texts
from bot.programme.life import NEED_STATES
from bot.programme.needs import qualifications_text
from bot.programme.sheets.writing import Cell, moment_cell
from bot.store.case_rows import TakenConversation, TakenNeed
from bot.store.models import Need

NEED_HEADERS = ("编号", "状态", "经办人", "问题", "指标和条件", "指标", "行业代码", "行业",
                "地区代码", "地区", "合作方式", "预算", "时间", "企业", "统一社会信用代码", "资质",
                "标签", "登记时间", "更新时间")  # fmt: skip
CONVERSATION_HEADERS = ("编号", "渠道", "来源", "接待", "同事", "标签", "地区", "行业", "需求编号",
                        "排队原因", "消息数", "开始时间", "企业最后发言", "最后消息")  # fmt: skip
OWNERS = {"bot": "机器人", "queue": "排队中", "staff": "人工", "closed": "已结束"}
CHANNELS = {"webchat": "网页", "wechat": "公众号", "wecom": "企业微信"}


def need_row(taken: TakenNeed) -> list[Cell]:
    need = taken.need
    return [
        need.number, NEED_STATES.get(need.state), taken.handler, need.problem,
        _one_per_line(need.detail), "\n".join(metric_texts(need)),
        need.industry_code, need.industry_name, need.region_code, need.region_name, need.mode,
        budget_text(need), deadline_text(need), need.company, need.uscc,
        qualifications_text(need), "、".join(taken.labels), moment_cell(need.recorded_at),
        moment_cell(need.updated_at),
    ]  # fmt: skip


def conversation_row(taken: TakenConversation) -> list[Cell]:
    """Region and trade are those of the newest need in it."""
    conversation = taken.conversation
    return [
        conversation.id, CHANNELS.get(conversation.channel, conversation.channel),
        conversation.scene, OWNERS.get(conversation.owner), taken.staff_name,
        "、".join(taken.labels), *_about(taken.need), conversation.queue_reason,
        conversation.last_seq, moment_cell(conversation.created_at),
        moment_cell(conversation.last_user_at), moment_cell(conversation.last_message_at),
    ]  # fmt: skip


def _about(need: Need | None) -> tuple[Cell, ...]:
    return (need.region_name, need.industry_name, need.number) if need else (None, None, None)


def _one_per_line(detail: str | None) -> str | None:
    """Owners write their conditions in a row; not a mark of theirs is lost."""
    return re.sub(r"(?<=[；;])\s*(?=\S)", "\n", detail) if detail else None
