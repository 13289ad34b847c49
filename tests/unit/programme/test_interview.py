"""Which question is asked, and how many."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.programme.expertise import expert_family
from bot.programme.figures import budget_text, deadline_text, metric_texts, sum_text
from bot.programme.interview import (
    MAX_QUESTIONS,
    Field,
    is_settled,
    next_question,
    open_questions,
    previous_question,
    tell,
)
from bot.programme.needs import summarise, title_of
from bot.store.models import Need


def draft(**values: object) -> Need:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    plain: dict[str, object] = {
        "id": "n1", "conversation_id": "c1", "state": "draft", "metrics": [],
        "qualifications": [], "skipped": [], "asked": [], "created_at": now, "updated_at": now,
    }  # fmt: skip
    return Need(**{**plain, **values})


@pytest.mark.parametrize(
    ("problem", "title"),
    [
        ("好吧，那有没有能把铝灰变废为宝的技术", "有没有能把铝灰变废为宝的技术"),
        ("你好，请问，我们做砂轮的，高速下炸裂", "我们做砂轮的，高速下炸裂"),
        ("帮我登记：砂轮炸裂", "砂轮炸裂"),
        ("那个厂的气孔", "那个厂的气孔"),
        ("喂你好那个我是四川这边做豆瓣酱的", "四川这边做豆瓣酱的"),
        ("你好我想问一下铁锅裂了怎么办", "铁锅裂了怎么办"),
        ("你好", "你好"),
    ],
)
def test_a_title_begins_with_the_matter(problem: str, title: str) -> None:
    assert title_of(draft(problem=problem)) == title


def test_figures_that_stand_in_no_words_are_told_beside_them() -> None:
    figures = [{"text": "合格率要95%", "role": "target"}, {"text": "废品率12%", "role": "current"}]
    need = draft(problem="铝件气孔，废品率12%", detail="试过调模温", metrics=figures)

    assert tell(need, Field.DETAIL) == "试过调模温\n合格率要95%"


def ask_until_done(need: Need) -> list[Field]:
    """Play the form: every question is asked, then skipped."""
    asked: list[Field] = []
    while (field := next_question(need)) is not None:
        asked.append(field)
        need.asked = [*need.asked, field.value]
        need.skipped = [*need.skipped, field.value]
        assert len(asked) < 20
    return asked


def test_an_empty_draft_is_asked_for_the_problem_first() -> None:
    assert next_question(draft()) is Field.PROBLEM


def test_never_more_than_seven_questions_however_little_is_known() -> None:
    assert len(ask_until_done(draft())) == MAX_QUESTIONS


def test_the_problem_and_the_contact_are_never_sacrificed() -> None:
    asked = ask_until_done(draft())
    assert asked[0] is Field.PROBLEM
    assert asked[-1] is Field.CONTACT


def test_what_was_given_is_not_asked() -> None:
    need = draft(
        problem="水性漆耐盐雾不够", metrics=[{"text": "盐雾1000小时", "role": "target"}],
        industry_code="C26", industry_name="化学原料和化学制品制造业", region_code="420600",
        region_name="湖北省襄阳市", mode="委托开发", budget_max=500_000,
    )  # fmt: skip
    assert open_questions(need) == [Field.COMPANY, Field.DEADLINE, Field.CONTACT]


def test_a_current_figure_alone_still_gets_the_expert_question() -> None:
    need = draft(problem="压铸件气孔超标", metrics=[{"text": "废品率12%", "role": "current"}])
    assert not is_settled(need, Field.DETAIL)


def test_a_target_figure_spares_the_expert_question() -> None:
    need = draft(problem="废水COD降不下来", metrics=[{"text": "80以下", "role": "target"}])
    assert is_settled(need, Field.DETAIL)


def test_a_reopened_field_is_asked_at_once() -> None:
    need = draft(problem="轴承发烫", region_name="湖北省襄阳市", asked=["problem", "region"])
    assert next_question(need, Field.REGION) is Field.REGION


def test_back_goes_to_the_question_before() -> None:
    need = draft(problem="轴承发烫", asked=["detail", "region", "company"])
    assert previous_question(need, Field.COMPANY) is Field.REGION


def test_back_at_the_first_question_has_nowhere_to_go() -> None:
    assert previous_question(draft(asked=["detail"]), Field.DETAIL) is None


@pytest.mark.parametrize(
    ("problem", "industry", "family"),
    [
        ("压铸件气孔多", "C33", "casting"),
        ("锁芯老卡", "C33", None),
        ("豆制品厂废水氨氮超标", "C13", "water"),
        ("焊缝有裂纹", None, "welding"),
        ("产品总是不稳定", "C39", "electronics"),
        ("漆包线击穿电压低", "C38", None),
        ("做眼镜的，镜片老花", "C40", None),
        ("镜片镀膜老脱膜", "C40", "coating"),
        ("打气筒密封圈一年就漏气", "C29", None),
        ("做注塑模具的，老是开裂", "C35", None),
        ("吹塑模具型腔磨损", "C35", None),
        ("注塑件缩水", "C29", "plastics"),
        ("光伏支架锈蚀", "C33", None),
        ("产品总是不稳定", "A01", "farming"),
        ("产品总是不稳定", None, None),
    ],
)
def test_the_expert_question_follows_the_process_then_the_trade(
    problem: str, industry: str | None, family: str | None
) -> None:
    assert expert_family(problem, industry) == family


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(500_000, "CNY", "50万元"), (200_000, "USD", "20万美元"), (8_500, "CNY", "8500元"),
     (1_234_567, "CNY", "1234567元"), (12_500, "CNY", "1.25万元")],
)  # fmt: skip
def test_sums_are_written_as_owners_say_them(amount: int, currency: str, text: str) -> None:
    assert sum_text(amount, currency) == text


@pytest.mark.parametrize(
    ("low", "high", "approx", "text"),
    [
        (3_000_000, 5_000_000, False, "300万元—500万元"),
        (None, 100_000, False, "10万元以内"),
        (500_000, 500_000, True, "约50万元"),
        (1_000_000, None, False, "100万元以上"),
    ],
)
def test_budgets_keep_their_open_ends(
    low: int | None, high: int | None, approx: bool, text: str
) -> None:
    need = draft(budget_min=low, budget_max=high, budget_approx=approx, budget_currency="CNY")
    assert budget_text(need) == text


def test_a_deadline_shows_words_and_date() -> None:
    need = draft(deadline_text="三个月内", deadline_by=date(2027, 2, 22))
    assert deadline_text(need) == "三个月内（2027年2月22日前）"


def test_a_figure_that_another_goes_on_from_is_told_once() -> None:
    need = Need(problem="番茄苗死掉，成活率只有七成，想到九成五", company=None, confidential=False)
    need.metrics = [
        {"text": "成活率只有七成", "role": "current"},
        {"text": "成活率只有七成,想到九成五", "role": "target"},
        {"text": "亩产8000斤", "role": "current"},
    ]
    assert metric_texts(need) == ["成活率只有七成,想到九成五", "亩产8000斤"]
    assert summarise(need).endswith("指标：成活率只有七成,想到九成五、亩产8000斤")
