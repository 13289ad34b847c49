"""How owners name a field when they skip or change it."""

from __future__ import annotations

import re

from bot.programme.interview import Field
from bot.reading.script import normalise

_NAMES = {
    Field.BUDGET: r"预算|价钱|费用|钱",
    Field.DEADLINE: r"时间|日期|期限|工期",
    Field.REGION: r"地区|地址|地方|省|城市",
    Field.COMPANY: r"公司|厂名|企业|信用代码|资质",
    Field.CONTACT: r"电话|手机|联[系络]|姓名|名字|微信|号码|邮箱",
    Field.MODE: r"合作|方式|模式",
    Field.INDUSTRY: r"行业",
    Field.DETAIL: r"指标|条件|数据",
    Field.PROBLEM: r"问题|难题|需求内容",
}
_NAME = re.compile(r"名[字称]?|全称")


def named_field(text: str, asked: Field | None) -> Field | None:
    """「不方便说名字」 is said of the firm where the firm was asked for, else of the person."""
    text = normalise(text)
    if asked is Field.COMPANY and _NAME.search(text):
        return Field.COMPANY
    return next((field for field, words in _NAMES.items() if re.search(words, text)), None)
