"""What a university may read follows the need."""

from __future__ import annotations

from bot.programme.absorbing import absorb, correct_words
from bot.programme.needs import (
    note_changes,
    summarise,
)
from bot.programme.taking_facts import Heard
from bot.reading.facts import read
from bot.store.database import Database
from tests.fixtures.owner_data import (
    FIRM,
    LATER,
    TODAY,
    begin,
    recorded,
)


class TestSummary:
    async def test_it_follows_the_need(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            need = await recorded(session, its, company=FIRM[0])
            need.detail = "襄阳恒力锅炉厂的老炉子"
            correct_words(need, "不是漏水，是漏油")
            told = summarise(need)
        assert "漏油" in told
        assert "漏水" not in told
        assert FIRM[0] not in told

    async def test_what_staff_wrote_stands_until_it_is_to_stay_secret(
        self, database: Database
    ) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            need = await recorded(session, its)
            need.public_summary = "锅炉的密封问题"
            assert summarise(need) == "锅炉的密封问题"
            words = "这个要保密，别让同行知道"
            absorb(need, Heard(words, read(words, today=TODAY), insists=True))
            await note_changes(session, need, (), now=LATER, message_id=None, made_secret=True)
        assert "密封" not in summarise(need)
