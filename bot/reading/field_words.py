"""The names by which owners call the parts of their need, and what they say of its place."""

import re

# Keys are the slots of the need form; ``person`` is the name in the contact.
FIELD_WORDS = {
    "budget": r"预算|经费|费用|价钱",
    "deadline": r"(?:完成|交货?)?时间|期限|工期|日期|交期",
    "region": r"所在地|地区|地址|地方|地点|省份|城市",
    "person": r"联系人(?:的)?(?:姓名|名字)?|(?:我的?)?(?:姓名|名字)|称呼",
    "company": r"(?:公司|企业|单位|合作社|工作室|厂子?(?=的?(?:名|全称)))的?(?:名称|名字|全称|名)?"
    r"|抬头",
    "contact": r"联[系络](?:电话|方式)|电话(?:号码)?|手机号?码?|号码|邮箱|微信号?",
    "mode": r"合作(?:的)?(?:方式|模式|形式)|方式(?=[改换不写])|模式(?=[改换不写])",
    "industry": r"(?:所属)?行业",
    "detail": r"(?:技术)?指标(?:和条件)?|条件|参数|数据",
    "problem": r"(?:技术)?(?:问题|难题)(?:描述)?|需求(?:内容|描述)|标题",
}
NAMED = "(?:" + "|".join(f"(?P<{field}>{words})" for field, words in FIELD_WORDS.items()) + ")"
ANY_FIELD = "(?:" + "|".join(FIELD_WORDS.values()) + ")"


def field_in(found: re.Match[str]) -> str | None:
    """Which field a match of ``NAMED`` names."""
    return next((field for field in FIELD_WORDS if found.groupdict().get(field)), None)


def field_called(words: str) -> str | None:
    """The field that these words name, and nothing else with it."""
    whole = re.fullmatch(
        rf"(?:[我你您]们?的?|那个?|这个?)?{NAMED}(?:那[个项栏里]|这[个项栏里])?", words
    )
    return field_in(whole) if whole else None
