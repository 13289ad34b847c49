"""What the form of a challenge begins with: whole clauses, without money and present values."""

from __future__ import annotations

import pytest

from bot.programme.list_draft import TITLE_LENGTH, draft_list, draft_target, draft_title
from bot.store.models import Need


@pytest.mark.parametrize(
    ("problem", "title"),
    [
        ("你好，铝合金压铸件气孔多，废品率15%，预算大概20万，年底前要好",
         "铝合金压铸件气孔多，废品率15%，年底前要好"),
        ("预算50万，想解决印染废水脱色的问题", "想解决印染废水脱色的问题"),
        ("铝合金压铸件的气孔率一直降不下来，已经换过三家脱模剂，也请人调过压射参数，都没有什么用",
         "铝合金压铸件的气孔率一直降不下来，已经换过三家脱模剂，也请人调过压射参数"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_title_is_whole_clauses_of_the_matter(problem: str, title: str) -> None:
    assert draft_title(problem) == title


def test_a_clause_without_end_is_not_cut_within_a_word() -> None:
    problem = "我们是做汽车轮毂的厂子生产过程中经常出现铸件内部有缩松和气孔这样的缺陷导致客户退货"
    title = draft_title(problem)
    assert title.endswith("客户…")
    assert len(title) <= TITLE_LENGTH


@pytest.mark.parametrize(
    ("told", "target"),
    [
        ("废品率15%,想降到3%以内", "废品率降到3%以内"),
        ("现在废品率大概在百分之十五，要压到百分之三", "废品率压到百分之三"),
        ("气孔率从12%降到3%", "气孔率降到3%"),
        ("寿命2万次,要求5万次", "寿命5万次"),
        ("温度80度,时间要缩到2小时", "时间缩到2小时"),
        ("噪音要控制在65分贝以下", "噪音控制在65分贝以下"),
        ("盐雾480小时以上", "盐雾480小时以上"),
        ("希望废品率降到3%以内", "废品率降到3%以内"),
        ("性能提高30%,能耗降到50度", "能耗降到50度"),
        ("主要成分不低于95%", "主要成分不低于95%"),
    ],
)
def test_a_target_says_nothing_of_how_things_stand(told: str, target: str) -> None:
    assert draft_target(told) == target


def test_only_targets_are_taken_and_the_firm_is_named_nowhere() -> None:
    need = Need(
        problem="甬江厂的气孔多", company="甬江厂", public_summary=None, detail=None,
        metrics=[{"text": "废品率12%", "role": "current"},
                 {"text": "废品率12%,想降到3%", "role": "target"},
                 {"text": "废品率降到3%", "role": "target"}],
    )  # fmt: skip
    draft = draft_list(need)
    assert draft.targets == ("废品率降到3%",)
    assert "甬江厂" not in draft.title + draft.summary
