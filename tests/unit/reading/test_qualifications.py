"""Titles a company holds, applies for, or has lost."""

import pytest

from bot.reading.qualifications import read_qualifications
from bot.reading.script import normalise


def read(text: str, *, expected: bool = False) -> dict[str, str]:
    found = read_qualifications(normalise(text), expected=expected)
    return {each.name: each.status for each in found}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("我们是国家级专精特新“小巨人”企业", {"专精特新小巨人": "有效"}),
        ("省专精特新，国高", {"专精特新中小企业": "有效", "高新技术企业": "有效"}),
        ("高企和科小都有", {"高新技术企业": "有效", "科技型中小企业": "有效"}),
        ("我们是瞪羚企业", {"瞪羚": "有效"}),
        ("去年评上了单项冠军", {"单项冠军": "有效"}),
        ("农业产业化龙头企业", {"龙头": "有效"}),
        ("只是创新型中小企业", {"创新型中小企业": "有效"}),
        ("高企有，小巨人正在申报", {"高新技术企业": "有效", "专精特新小巨人": "申报中"}),
        ("专精特新正在公示", {"专精特新中小企业": "申报中"}),
        ("高企申请中", {"高新技术企业": "申报中"}),
        (
            "去年评上了省级专精特新，高新今年在申报",
            {"专精特新中小企业": "有效", "高新技术企业": "申报中"},
        ),
        ("高新过期了", {"高新技术企业": "过期"}),
        ("我们是高新技术企业，证去年过期了", {"高新技术企业": "过期"}),
        ("以前是科技型中小企业", {"科技型中小企业": "过期"}),
        ("不是小巨人，是专精特新中小企业", {"专精特新中小企业": "有效"}),
    ],
)
def test_titles(text: str, titles: dict[str, str]) -> None:
    assert read(text) == titles


@pytest.mark.parametrize(
    "text",
    [
        "不是专精特新",
        "没有小巨人",
        "高企还没评上",
        "都没有",
        "小巨人怎么申请",
        "想报小巨人",
        "打算申报高企",
        "你们只服务专精特新企业吗",
        "我们给龙头企业配套",
        "做水龙头的",
        "在高新区那边",
        "高新技术产业园",
        "客户是单项冠军",
        "高企有什么补贴",
        "",
    ],
)
def test_no_titles(text: str) -> None:
    assert read(text) == {}


def test_a_short_answer_will_do() -> None:
    assert read("就高新", expected=True) == {"高新技术企业": "有效"}
