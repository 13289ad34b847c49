"""Staff say what a misunderstood message was meant as."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadRequest
from bot.programme.carrying import Hand
from bot.store.audit import record_audit
from bot.store.models import Lesson, Message

# What a message may be labelled with, as staff know it.
PURPOSES = {
    "submit_need": "说技术需求",
    "find_university": "找高校",
    "find_mentor": "找技术导师",
    "find_patent": "找专利",
    "find_platform": "找平台",
    "find_doctoral_team": "找博士生团队",
    "incubation": "问孵化、场地",
    "ask_policy": "问千校万企",
    "ask_modes": "问合作方式",
    "ask_open_licence_process": "问开放许可怎么办",
    "ask_fee": "问收不收费",
    "ask_mentor_cost": "问请导师的费用",
    "ask_ip_terms": "问知识产权归谁",
    "ask_jiebang": "问揭榜挂帅",
    "check_status": "查进度",
    "ask_human": "找人工",
    "privacy_question": "问隐私",
    "delete_my_data": "删除我的资料",
    "export_my_data": "导出我的资料",
    "withdraw_consent": "撤回同意",
    "switch_recommendations": "开关推荐",
    "events": "问活动",
    "supply_side": "高校、老师来找企业",
    "complaint": "投诉",
    "greet": "打招呼",
    "goodbye": "告别",
    "thanks": "道谢",
    "bot_challenge": "问是不是机器人",
    "help": "问能做什么",
    "chitchat": "闲聊",
    "out_of_scope": "与本平台无关",
    "injection": "恶意指令",
    "inform": "回答问题",
    "correct": "更正",
    "skip": "跳过",
    "affirm": "同意",
    "deny": "不同意",
    "cancel": "取消",
    "more": "再看几个",
    "why": "问为什么推荐",
    "pick": "想联系推荐的",
    "back": "回上一步",
    "resume": "接着填",
    "another_region": "换地区",
    "cheaper": "要便宜的",
}
# What may be marked in its words beside that, by the names that evaluation knows them under.
ENTITIES = {
    "budget": "预算",
    "region": "地区",
    "deadline": "时间",
    "metrics": "指标",
    "product": "产品",
}


async def label(
    session: AsyncSession, row: Lesson, purpose: str, entities: Mapping[str, str], hand: Hand
) -> None:
    """Labelling again replaces the earlier label, and brings it back before training.

    ``entities``: by kind, the very words of the message. Raises BadRequest for anything else.
    """
    if purpose not in PURPOSES:
        raise BadRequest("没有这个目的")
    if entities.keys() - ENTITIES.keys():
        raise BadRequest("没有这一类内容")
    message = await session.get_one(Message, row.message_id)
    if not all(words.strip() and words in message.text for words in entities.values()):
        raise BadRequest("标的内容要是原话里的一段")
    row.state, row.purpose, row.entities = "labelled", purpose, dict(entities)
    row.taught_at = None
    await _judged(session, row, hand, purpose=purpose)


async def dismiss(session: AsyncSession, row: Lesson, hand: Hand) -> None:
    row.state, row.purpose, row.entities = "dismissed", None, {}
    await _judged(session, row, hand)


async def _judged(session: AsyncSession, row: Lesson, hand: Hand, **data: str) -> None:
    row.staff_id, row.judged_at = hand.staff.id, hand.now
    await record_audit(
        session, at=hand.now, actor=("staff", hand.staff.id), action=f"lesson_{row.state}",
        subject=("message", str(row.message_id)), **data,
    )  # fmt: skip
    await session.flush()
