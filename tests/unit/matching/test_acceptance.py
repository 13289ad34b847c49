"""How owners' own words are answered from the demonstration catalogue (checks 1 to 12)."""

from __future__ import annotations

import pytest

from bot.matching.criteria import Match, Matches, Query
from bot.matching.matcher import Matcher
from tests.unit.matching.conftest import TODAY, Ask

DIE_CASTING = "铝合金压铸件气孔率太高, 想找专家"


def ids(matches: Matches) -> list[list[str]]:
    groups = (matches.universities, matches.mentors, matches.patents)
    return [[match.id for match in group] for group in groups]


def everything(matches: Matches) -> list[Match]:
    return [*matches.universities, *matches.mentors, *matches.patents, *matches.platforms]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t",
        "😀😀🙏",
        "\u200b\u200b",
        "想找专家合作",
        "你好，请问能帮忙找个教授吗",
        "12345",
        "？？？",
        "算了太麻烦，你直接给我几个老师",
        "喂，有没有人",
        "明天再说吧",
    ],
)
def test_nothing_technical_asks_for_the_matter(ask: Ask, text: str) -> None:
    matches = ask(text)
    assert matches.reason == "no_terms"
    assert matches.is_empty()


def test_a_long_text_is_answered_by_its_beginning_and_says_so(ask: Ask) -> None:
    start = (DIE_CASTING + "，") * 150
    whole = start[:2000] + "我们还做茶叶色选。" * 900
    assert len(whole) > 10_000
    long, short = ask(whole), ask(start[:2000])
    assert ids(long) == ids(short)
    assert long.truncated
    assert not short.truncated


@pytest.mark.parametrize(
    "syntax",
    ['"', "*", "((((", "OR", "AND NOT", "-铝", "t:铝合金", "NEAR(铝合金 压铸, 2)", "'; drop table"],
)
def test_query_syntax_is_text(ask: Ask, syntax: str) -> None:
    with_syntax = ask(f"{syntax} {DIE_CASTING}")
    assert with_syntax.patents[0].id == ask(DIE_CASTING).patents[0].id
    ask(syntax)


@pytest.mark.parametrize("mark", ["\ud800", "\x00", "\u200b", "\u202e", "\ufeff"])
def test_marks_that_nobody_sees_change_nothing(ask: Ask, mark: str) -> None:
    assert ids(ask(mark.join(DIE_CASTING))) == ids(ask(DIE_CASTING))


def test_latin_words_match_in_any_case_and_width(ask: Ask) -> None:
    assert ids(ask("pcb 良率")) == ids(ask("PCB 良率")) == ids(ask("ＰＣＢ 良率"))
    assert any("PCB" in reason for reason in ask("PCB 良率").mentors[0].reasons)


def test_traditional_script_is_the_same_question(ask: Ask) -> None:
    assert ids(ask("鋁合金壓鑄件氣孔率太高", limit=10)) == ids(
        ask("铝合金压铸件气孔率太高", limit=10)
    )


def test_every_reason_of_the_best_cites_the_defect_or_the_process(ask: Ask) -> None:
    matches = ask(DIE_CASTING, limit=5)
    for match in (*matches.mentors, *matches.patents):
        assert any(word in match.reasons[0] for word in ("压铸", "气孔")), match.reasons
    for match in everything(matches):
        assert not any(word in match.reasons[0] for word in ("专家", "太高"))


def test_filler_changes_little(ask: Ask) -> None:
    plain = ask("铝合金压铸件气孔率太高", limit=10)
    chatty = ask("你好，我们厂想找专家帮忙，铝合金压铸件气孔率太高，谢谢了", limit=10)
    for before, after in zip(ids(plain), ids(chatty), strict=True):
        assert len(set(before) & set(after)) >= 0.9 * len(before)


@pytest.mark.parametrize(
    "text", ["给我推荐个搞压铸的教授", "能不能介绍几位懂压铸的专家", "帮我们推荐压铸老师"]
)
def test_asking_for_somebody_is_no_matter_to_look_for(ask: Ask, text: str) -> None:
    assert ids(ask(text)) == ids(ask("压铸"))


@pytest.mark.parametrize(
    "text", ["核聚变反应堆第一壁", "玩具娃娃头发打结", "寺庙用的香烧起来呛人", "钢琴调律总走音"]
)
def test_what_the_catalogue_does_not_hold_is_not_answered_with_weak_hits(
    ask: Ask, text: str
) -> None:
    matches = ask(text)
    assert not matches.patents
    assert not matches.mentors


def test_a_teacher_of_the_trade_is_worth_a_call(ask: Ask) -> None:
    matches = ask("做电缆的，电缆护套老是开裂")
    assert matches.mentors
    assert all("电缆" in mentor.reasons[0] for mentor in matches.mentors)


def test_nothing_close_says_so(ask: Ask) -> None:
    assert ask("玩具娃娃头发打结").reason == "nothing_fits"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("电机噪音大，怎么整", "电机"),
        ("印染废水COD降不下来", "印染"),
        ("想开发一款耐盐雾1000小时的水性漆", "水性"),
        ("我们做不秀钢焊街的，焊逢有裂文", "不锈钢"),
        ("我们的硬糖一到梅雨天就粘成一坨", "硬糖"),
        ("锂电池负极材料，硅碳的，循环500次就掉到75%了", "硅碳"),
        ("俺们这旮沓做玉米脱粒机的，脱不干净", "脱粒"),
        ("陶瓷坯体烧成开裂，窑温曲线试了七八条", "陶瓷"),
        ("啲产品成日缩水变形，做注塑嘅", "注塑"),
        ("塑料那个降解，对，可降解的，做地膜", "地膜"),
        ("中药提取收率低，黄芪甲苷才0.08", "中药"),
        ("我们是做PCB的，线宽线距想做到30/30um", "线宽"),
    ],
)
def test_owners_words_find_the_right_trade_first(ask: Ask, text: str, word: str) -> None:
    best = ask(text).patents[0]
    assert word in best.title + " ".join(best.reasons)


def test_the_same_question_gives_the_same_order(ask: Ask) -> None:
    assert ids(ask(DIE_CASTING, limit=10)) == ids(ask(DIE_CASTING, limit=10))


def test_every_suggestion_has_reasons_and_is_marked(ask: Ask) -> None:
    for match in everything(ask(DIE_CASTING)):
        assert 1 <= len(match.reasons) <= 3
        # Universities are real; their mentors and patents here are not, and say so.
        assert match.demo == (match.kind != "university")
        assert 0 < match.score <= 1


def test_a_university_ruled_out_in_the_text_is_not_shown(ask: Ask) -> None:
    all_names = {m.title for m in ask("铝合金压铸", limit=20).universities}
    assert "北京航空航天大学" in all_names
    left = ask("除了北航，还有谁做铝合金压铸", limit=20)
    assert "北京航空航天大学" not in {m.title for m in left.universities}


def test_excluded_names_hold_for_mentors_and_patents_too(ask: Ask) -> None:
    matches = ask(DIE_CASTING, limit=10, exclude_names=("北航",))
    assert "北京航空航天大学" not in "".join(m.title + m.subtitle for m in everything(matches))


def test_a_university_can_be_asked_for_by_short_name(ask: Ask) -> None:
    assert [m.title for m in ask("想找浙大").universities] == ["浙江大学"]


def test_a_number_that_names_a_thing_is_one_and_an_amount_is_none(demo_matcher: Matcher) -> None:
    query = Query(text="304板子拉伤，一年2000张，赔500块", today=TODAY)
    said = {concept.said for concept in demo_matcher.follow(query).inquiry.concepts}
    assert "304" in said
    assert not said & {"2000", "500"}


@pytest.mark.parametrize(
    "text", ["中大型铝合金压铸件", "想把废热变成电", "北大门的闸机", "天大的噪音"]
)
def test_letters_of_a_short_name_are_no_university(demo_matcher: Matcher, text: str) -> None:
    inquiry = demo_matcher.follow(Query(text=text, today=TODAY)).inquiry
    assert (inquiry.institutions, inquiry.unlisted) == ((), ())


@pytest.mark.parametrize("text", ["天大的老师谁懂压铸", "想找中大", "跟南航合作过，压铸"])
def test_a_short_name_by_itself_is_one(demo_matcher: Matcher, text: str) -> None:
    assert len(demo_matcher.follow(Query(text=text, today=TODAY)).inquiry.institutions) == 1


def test_a_university_that_the_catalogue_lacks_hides_nothing_and_is_named(ask: Ask) -> None:
    matches = ask("哈佛大学有没有老师做铝合金压铸，气孔率太高")
    assert matches.unlisted == ("哈佛大学",)
    assert ids(matches) == ids(ask("有没有老师做铝合金压铸，气孔率太高"))
    assert ask("除了哈佛大学，谁做铝合金压铸").unlisted == ()
    assert ask("浙大谁做铝合金压铸").unlisted == ()


def test_more_goes_on_where_the_first_answer_ended(ask: Ask) -> None:
    first = ask("焊接裂纹", limit=3)
    more = ask("焊接裂纹", limit=3, exclude_ids=frozenset(m.id for m in everything(first)))
    both = ask("焊接裂纹", limit=6)
    assert [m.id for m in (*first.patents, *more.patents)] == [m.id for m in both.patents]


def test_terms_from_elsewhere_count_as_said(ask: Ask) -> None:
    assert ask("这个怎么办", terms=("铝合金压铸", "气孔")).patents


@pytest.mark.parametrize(
    "text",
    [
        "我们厂做铝合金压铸的，气孔老是超标，试过调模温，没用",
        "印染废水COD降不下来",
        "注塑件缩水，表面有流痕",
    ],
)
def test_what_is_shown_everywhere_is_shown_in_its_own_province(ask: Ask, text: str) -> None:
    everywhere = ask(text, limit=3)
    assert everywhere.patents
    for match in everywhere.patents:
        assert match.id in {
            each.id for each in ask(text, region_code=match.region_code, limit=10).patents
        }
