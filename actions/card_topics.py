"""What owners ask about a card, and under which label each kind of record tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """``compares``: 「哪个最便宜」 is asked of all that were shown last, and points at none."""

    words: re.Pattern[str]
    labels: dict[str, tuple[str, ...]]
    compares: bool = False


def _topic(words: str, *, compares: bool = False, **labels: str) -> Topic:
    named = {kind: tuple(each.split()) for kind, each in labels.items()}
    return Topic(re.compile(words), named, compares)


# The first that fits counts.
TOPICS = (
    _topic(r"专利号码?是?(?:多少|啥|什么|几)?", patent="专利号"),
    # Before the fee: 「免费到什么时候」 asks for the day.
    _topic(
        r"(?:免费|能用|可以用|开放|许可)?(?:还?[能可]?以?用?(?:几|多少)年|多久|到期|期限|有效期|还?有没?有?效|过期"
        r"|到(?:什么|啥|哪)(?:时候|年|一?天))",
        patent="许可期限",
    ),
    _topic(
        r"哪一?[个件款项](?:专利)?(?:是|要)?(?:最|更|比较)?(?:便宜|省钱|实惠)(?:[一点些]*)"
        r"|最(?:便宜|省钱|实惠)的?(?:专利)?是?哪一?[个件款项]",
        compares=True,
        patent="许可费",
    ),
    _topic(
        r"(?:要|是)?(?:多少|几多)钱|(?:许可|使用)?费用?(?:是|要)?(?:多少|几多)?|要钱|收费|免费"
        r"|价[钱格]|贵不贵|贵吗",
        patent="许可费",
    ),
    _topic(r"(?:什么|啥|哪些?)(?:地方|地域|范围)[能可]以?用|许可地域", patent="许可地域"),
    _topic(
        r"(?:什么|啥|哪一?种|哪类)(?:类型|种类|专利)|(?:发明|实用新型)(?:专利)?(?:还是.*|[吗不]?$)",
        patent="类型",
    ),
    _topic(r"(?:什么|啥)?职称|是(?:不是)?[正副]?教授(?:还是.*|[吗不]?$)", mentor="职称"),
    _topic(r"[带帮][了着]?(?:几|多少)家|忙不忙|有空|顾得[上过]", mentor="在帮扶企业"),
    _topic(r"(?:怎么|咋|怎样|(?:什么|啥|哪些?|哪种)(?:方式)?)个?合作|合作方式", mentor="合作方式"),
    _topic(
        r"(?:研究|搞|做|懂|擅长|主攻|教)(?:的是|的|些)?(?:什么|啥|哪)(?:方面|方向|些)?的?"
        r"|(?:研究)?方向|擅长|强项|哪方面|(?:什么|啥|哪些?)(?:专业|学科)",
        mentor="研究方向",
        university="优势方向 优势学科 一流学科",
    ),
    _topic(
        r"(?:是|在|属于?)?(?:哪个?|哪一?[所家]|啥|什么|哪里|哪儿)的?"
        r"(?:大学|学校|高校|院校|单位|学院|公司)的?"
        r"|是?(?:谁|哪家|哪所|哪里|哪儿)的(?:专利)?|专利权人(?:是谁)?|属于谁",
        mentor="学校",
        patent="专利权人",
    ),
    _topic(
        r"[是在]?(?:哪个?|什么|啥)(?:省|市|城市|地方)的?|在?(?:哪里|哪儿|哪)的?"
        r"|离.{0,6}[远近]|[远近][吗不]",
        university="地区",
        mentor="地区",
    ),
)
