"""Which question gets which exact answer, and what is never taken for a question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from actions.exact import GENERAL
from actions.handbook import handbook
from actions.languages import in_another_language, wants_person_in_english
from bot.programme.needs import title_of
from bot.store.challenges import save_challenge
from tests.unit.actions.desk import DOMAIN, NOON, ROOT, Desk
from tests.unit.actions.need_form import answer, open_form, record, the_need

TABLES = ROOT / "tests" / "fixtures" / "handbook"
# Said by code and not by a line of the table: as chosen by what the store holds, or by none.
SAID_BY_CODE = {"utter_fact_bid_none", "utter_fact_chinese_only", "utter_fact_unsure"}
_LONGEST_BUBBLE = 120


def asked() -> Iterator[tuple[str, str]]:
    table = yaml.safe_load((TABLES / "asked.yml").read_text("utf-8"))
    yield from ((fact, question) for fact, questions in table.items() for question in questions)


def not_asked() -> Iterator[str]:
    table = yaml.safe_load((TABLES / "not_asked.yml").read_text("utf-8"))
    for messages in table.values():
        yield from messages


def named(text: str, purpose: str) -> list[str]:
    return [fact.name for fact in handbook().asked_for(text, purpose)]


@pytest.mark.parametrize(("fact", "question"), tuple(asked()))
def test_a_question_asks_for_its_fact(fact: str, question: str) -> None:
    assert named(question, "nlu_fallback") == [fact]


def test_every_fact_is_asked_for_in_two_ways() -> None:
    questions = list(asked())
    facts = [fact for fact, _ in questions]
    assert {fact.name for fact in handbook().facts} == set(facts)
    assert all(facts.count(fact) > 1 for fact in facts)
    assert len({question for _, question in questions}) == len(questions)


@pytest.mark.parametrize("message", tuple(not_asked()))
def test_a_need_an_answer_or_a_search_asks_for_none(message: str) -> None:
    book = handbook()
    purposes = sorted(book.always | book.where_asked)
    taken = {purpose: named(message, purpose) for purpose in purposes}
    assert {purpose: facts for purpose, facts in taken.items() if facts} == {}


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("免费许可", "inform"),
        ("我们用先使用后付费", "inform"),
        ("违约金要写明，不按合同就赔", "submit_need"),
        ("删除我的聊天记录", "delete_my_data"),
        ("我要投诉，电话多少", "affirm"),
    ],
)
def test_what_tells_or_commands_is_not_looked_up(text: str, purpose: str) -> None:
    assert named(text, purpose) == []


def test_the_closest_of_several_wins() -> None:
    assert named("年费减免能叠加吗", "ask_fee") == ["annual_fee_stack"]
    assert named("年费减多少", "ask_fee") == ["annual_fee_cut"]


def test_two_clauses_may_ask_for_one_fact_each() -> None:
    assert named("年费谁交，备案要多久", "ask_fee") == ["annual_fee_who", "filing_when"]


def test_traditional_script_is_read_too() -> None:
    assert named("開放許可的備案要在幾個月之內", "ask_fee") == ["filing_when"]


def test_each_fact_has_its_words_and_no_words_are_left_over() -> None:
    responses = {name for name in DOMAIN["responses"] if name.startswith("utter_fact_")}
    assert {fact.response for fact in handbook().facts} | SAID_BY_CODE == responses
    assert set(GENERAL.values()) <= set(DOMAIN["responses"])


def test_every_answer_fits_a_bubble() -> None:
    said = {
        name: each["text"]
        for name, variations in DOMAIN["responses"].items()
        if name.startswith("utter_fact_")
        for each in variations
    }
    assert {name: text for name, text in said.items() if len(text) > _LONGEST_BUBBLE} == {}


def test_purposes_are_those_of_the_domain() -> None:
    intents = {next(iter(each)) for each in DOMAIN["intents"]}
    book = handbook()
    assert book.always | book.where_asked <= intents
    assert frozenset().union(*(fact.also for fact in book.facts)) <= intents
    assert not book.always & book.where_asked


async def test_the_hearing_answers_and_the_rule_has_nothing_to_add(desk: Desk) -> None:
    said = await desk.write("许可到期了想接着用怎么办", "ask_open_licence_process")
    assert (said, desk.slots["answered"]) == (["utter_fact_licence_expired"], True)


async def test_inside_the_form_the_question_takes_no_field(desk: Desk) -> None:
    await open_form(desk)
    asked_for = desk.slots["requested_slot"]
    assert await answer(desk, "谁负责年费，我们要交吗", "inform") == ["utter_fact_annual_fee_who"]
    assert desk.slots["requested_slot"] == asked_for
    assert (await the_need(desk)).detail is None


async def test_a_part_of_a_message_is_answered_exactly_too(desk: Desk) -> None:
    said = await desk.write(
        "做注塑的，产品缩水，另外年费谁交",
        "submit_need",
        parts={"submit_need": "做注塑的，产品缩水", "ask_open_licence_process": "另外年费谁交"},
    )
    assert "utter_fact_annual_fee_who" in said
    assert "年费" not in ((await the_need(desk)).problem or "")


async def test_two_halves_may_ask_one_thing(desk: Desk) -> None:
    halves = {"withdraw_consent": "我不接受隐私协议", "ask_open_licence_process": "还能用吗"}
    said = await desk.write("我不接受隐私协议，还能用吗", "withdraw_consent", parts=halves)
    assert (said, desk.slots["answered"]) == (["utter_fact_without_consent"], True)


async def test_a_complaint_beside_a_question_is_heard(desk: Desk) -> None:
    parts = {"out_of_scope": "还有能不能贷款", "complaint": "另外那个老师联系不上了"}
    text = "环评你们管吗，还有能不能贷款，另外那个老师联系不上了"
    said = await desk.write(text, "out_of_scope", parts=parts)
    assert said == ["utter_fact_eia", "utter_fact_loans", "utter_complaint"]


async def test_the_general_paragraph_is_not_said_twice_running(desk: Desk) -> None:
    desk.events.append({"event": "user", "text": "开放许可怎么办理"})
    answered = {"event": "bot", "metadata": {"utter_action": "utter_open_licence"}}
    desk.events.append(answered)
    again = await desk.write("那具体是哪个窗口", "ask_open_licence_process")
    assert (again, desk.slots["answered"]) == (["utter_fact_unsure"], True)
    assert await desk.write("那具体是哪个窗口", "ask_open_licence_process") == []


async def test_which_challenges_are_open_the_store_says(desk: Desk) -> None:
    question = "现在有哪些榜可以揭"
    assert await desk.write(question, "ask_jiebang") == ["utter_fact_bid_none"]
    await record(desk)
    desk.loop = None
    async with desk.database.write() as session:
        need = await session.merge(await the_need(desk))
        need.state = "published"
        terms = {"title": title_of(need), "summary": "气孔", "published_at": NOON}
        await save_challenge(session, need.id, terms, NOON)
    assert await desk.write(question, "ask_jiebang") == ["utter_fact_bid_open"]
    assert desk.said[0]["count"] == "1"


@pytest.mark.parametrize(
    "text",
    [
        "Hello",
        "Do you have anyone who speaks English?",
        "I need a teacher for my factory",
        "日本語で話せますか、よろしくお願いします",
        "Здравствуйте, нужна помощь",
    ],
)
def test_another_language_is_known(text: str) -> None:
    assert in_another_language(text)


@pytest.mark.parametrize(
    "text",
    [
        "OK",
        "hi",
        "CNC machining PA12",
        "PCB",
        "help 救命",
        "你们用English吗 please",
        "3D printing",
        "40Cr",
        "no",
        "TPU for 鞋底",
    ],
)
def test_a_word_or_an_abbreviation_is_no_other_language(text: str) -> None:
    assert not in_another_language(text)


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("Can I talk to someone in English?", True),
        ("I need a person", True),
        ("human please", True),
        ("We need to train our staff on the new machine", False),
        ("our yield is only 60%", False),
        ("PA12", False),
        ("找个person聊", False),
    ],
)
def test_a_person_is_asked_for_in_english(text: str, wants: bool) -> None:
    assert wants_person_in_english(text) is wants


async def test_the_person_comes_and_the_desk_does_not_repeat_itself(desk: Desk) -> None:
    await desk.write("We make LED lamps and they get too hot", "inform")
    assert desk.said[0]["response"] == "utter_fact_chinese_only"
    desk.events.append({"event": "bot", "metadata": {"utter_action": "utter_fact_chinese_only"}})
    await desk.write("our yield is only 60%", "inform")
    assert desk.said[0]["response"] == "utter_chinese_only_again"
    await desk.write("Can I talk to someone?", "injection")
    assert desk.said[0]["custom"]["handoff"]["reason"]
    assert desk.slots["answered"] is True


def test_a_refusal_that_asks_what_is_left_is_answered_whatever_it_is_read_as() -> None:
    assert named("我不同意隐私政策，还能用吗", "withdraw_consent") == ["without_consent"]
    assert named("撤回同意", "withdraw_consent") == []
    assert named("我不同意了，电话删掉", "withdraw_consent") == []


@pytest.mark.parametrize("text", ["加微信领红包，代开发票", "专业代写论文，包过"])
async def test_who_advertises_gets_no_form(desk: Desk, text: str) -> None:
    assert await desk.write(text, "submit_need") == ["utter_out_of_scope"]
    assert desk.slots["answered"] is True


async def test_who_asks_about_an_invoice_advertises_nothing(desk: Desk) -> None:
    assert "utter_out_of_scope" not in await desk.write("学校能代开发票吗", "ask_fee")


async def test_what_it_costs_is_said_and_the_need_begins(desk: Desk) -> None:
    await desk.write("我们纸箱老开胶，解决这个大概要多少钱", "submit_need")
    assert "utter_fact_solving_cost" in [each["response"] for each in desk.said]
    assert desk.slots["answered"] is None
    assert "纸箱老开胶" in ((await the_need(desk)).problem or "")


async def test_another_language_gets_one_answer_in_both(desk: Desk) -> None:
    said = await desk.write("Can you tell me about the patents?", "injection")
    assert said == ["utter_fact_chinese_only"]


@pytest.mark.parametrize("text", ["那排他的呢", "能不能许可给我们一家"])
async def test_exclusive_in_other_words_is_refused_once(desk: Desk, text: str) -> None:
    assert await desk.write(text, "ask_ip_terms") == ["utter_no_exclusive"]
    assert desk.slots["answered"] is True
