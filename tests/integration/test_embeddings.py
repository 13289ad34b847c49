"""Vectors from an OpenAI-compatible endpoint help a search, and never hold it up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot.matching.criteria import Matches, Query
from bot.matching.matcher import Matcher
from bot.matching.trace import as_trace
from bot.matching.vectors import FILE, VectorFile, Vectors
from bot.running.doctor import examine
from bot.semantics.embeddings import Embeddings, Meanings
from bot.semantics.endpoint import EndpointFailed
from bot.settings import Settings
from bot.store.catalogue_writes import remove, save_patents, save_universities
from bot.store.database import Database
from bot.store.models import LicenceDeclaration, Patent, University
from bot.store.search import SearchIndex
from bot.store.vectors import VectorIndex
from tests.fixtures.embeddings_server import (
    KEY,
    EmbeddingsServer,
    direction_of,
    embeddings_server,
)

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
ASKED = "硬糖放两天就发黏"
# The second shares no word with what is asked, and no link of the thesaurus leads to it.
TITLES = {
    "p-candy": "一种硬糖的防粘连包装盒",
    "p-alike": "一种阿胶片的隔湿薄膜衣",
    "p-other": "一种废水脱色装置",
}


@pytest.fixture
async def server() -> AsyncIterator[EmbeddingsServer]:
    async with embeddings_server() as served:
        yield served


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def embeddings(server: EmbeddingsServer, http: aiohttp.ClientSession) -> Embeddings:
    return Embeddings(http, server.url, "test-embed", SecretStr(KEY))


def patent(key: str, title: str) -> tuple[Patent, LicenceDeclaration]:
    number = sum(map(ord, key))
    return (
        Patent(id=key, patent_no=f"ZL2099{number:08d}.1", title=title, owner_name="某大学",
               type="发明", university_id="u-1"),
        LicenceDeclaration(patent_id=key, fee_mode="免费", state="active"),
    )  # fmt: skip


@pytest.fixture
async def stocked(database: Database, tmp_path: Path) -> Database:
    school = University(
        id="u-1", name="某大学", region_code="330100", province="浙江省", city="杭州市"
    )
    async with database.write() as session:
        await save_universities(session, [school], NOW)
        await save_patents(session, [patent(*each) for each in TITLES.items()], NOW)
    await SearchIndex(database, tmp_path / "index").sync()
    return database


def ask(folder: Path, vector: tuple[float, ...] | None, text: str = ASKED) -> Matches:
    query = Query(text=text, today=TODAY, kinds=frozenset({"patent"}), vector=vector)
    return Matcher(folder / "index", folder / "vectors").match(query)


def ids(matches: Matches) -> list[str]:
    return [match.id for match in matches.patents]


class TestSearch:
    async def test_a_record_without_a_word_in_common_is_found_by_its_meaning(
        self, stocked: Database, tmp_path: Path, embeddings: Embeddings
    ) -> None:
        assert ids(ask(tmp_path, None)) == ["p-candy"]
        assert await VectorIndex(stocked, tmp_path / "vectors", embeddings).sync() == 3
        vector = await Meanings(embeddings).of(ASKED)
        found = ask(tmp_path, vector)
        assert ids(found) == ["p-candy", "p-alike"]
        assert "意思相近" in found.patents[1].reasons[0]
        assert TITLES["p-alike"] in found.patents[1].reasons[0]

    async def test_meaning_opens_no_list_that_words_leave_shut(
        self, stocked: Database, tmp_path: Path, embeddings: Embeddings
    ) -> None:
        await VectorIndex(stocked, tmp_path / "vectors", embeddings).sync()
        text = "钢琴调律总走音"
        assert ids(ask(tmp_path, await Meanings(embeddings).of("发黏"), text)) == []

    async def test_the_trace_tells_what_came_by_meaning(
        self, stocked: Database, tmp_path: Path, embeddings: Embeddings
    ) -> None:
        await VectorIndex(stocked, tmp_path / "vectors", embeddings).sync()
        query = Query(text=ASKED, today=TODAY, vector=await Meanings(embeddings).of(ASKED))
        trace = as_trace(Matcher(tmp_path / "index", tmp_path / "vectors"), query)
        assert "语言模型觉得相近" in trace
        assert "1 条没有相同的词" in trace


class TestFollowing:
    async def test_an_edit_is_followed_and_a_removal(
        self, stocked: Database, tmp_path: Path, embeddings: Embeddings, server: EmbeddingsServer
    ) -> None:
        vectors = VectorIndex(stocked, tmp_path / "vectors", embeddings)
        await vectors.sync()
        async with stocked.write() as session:
            await save_patents(session, [patent("p-other", "一种减少气孔的压铸方法")], NOW)
            await remove(session, "patent", ["p-alike"], NOW)
        assert await vectors.sync() == 1
        assert server.asked[-1]["input"] == ["一种减少气孔的压铸方法"]
        reader = Vectors(tmp_path / "vectors")
        assert [n.id for n in reader.nearest("patent", direction_of("砂眼"), 1)] == ["p-other"]
        near = reader.nearest("patent", direction_of("发黏"), 5)
        assert "p-alike" not in [n.id for n in near]
        assert await vectors.sync() == 0

    async def test_an_endpoint_that_fails_half_way_is_gone_on_with(
        self, stocked: Database, tmp_path: Path, embeddings: Embeddings, server: EmbeddingsServer
    ) -> None:
        vectors = VectorIndex(stocked, tmp_path / "vectors", embeddings)
        server.status = 503
        with pytest.raises(EndpointFailed, match="503"):
            await vectors.sync()
        server.status = 200
        assert await vectors.sync() == 3

    async def test_another_model_begins_anew(
        self,
        stocked: Database,
        tmp_path: Path,
        embeddings: Embeddings,
        server: EmbeddingsServer,
        http: aiohttp.ClientSession,
    ) -> None:
        folder = tmp_path / "vectors"
        await VectorIndex(stocked, folder, embeddings).sync()
        other = Embeddings(http, server.url, "another", SecretStr(KEY))
        assert await VectorIndex(stocked, folder, other).sync() == 3


NONSENSE = [
    b"", b"null", b"[]", b"{}", b"<html>busy</html>", b'{"data": []}', b'{"data": {"index": 0}}',
    b'{"data": [{"index": 0, "embedding": []}]}',
    b'{"data": [{"index": 0, "embedding": [0, 0]}]}',
    b'{"data": [{"index": 0, "embedding": [NaN, 1]}]}',
    b'{"data": [{"index": 0, "embedding": [1e400, 1]}]}',
    b'{"data": [{"index": 0, "embedding": ["a"]}]}',
    b'{"data": [{"index": 0, "embedding": "AAAA"}]}',
    b'{"data": [{"index": 1, "embedding": [1.0]}]}',
]  # fmt: skip


class TestTrouble:
    @pytest.mark.parametrize("answer", NONSENSE)
    async def test_nonsense_is_no_vector(
        self, embeddings: Embeddings, server: EmbeddingsServer, answer: bytes
    ) -> None:
        server.answer = answer
        with pytest.raises(EndpointFailed):
            await embeddings.embed(["发黏"], 60)
        assert await Meanings(embeddings).of("发黏") is None

    async def test_one_that_hangs_is_left_and_not_asked_again_for_a_while(
        self, embeddings: Embeddings, server: EmbeddingsServer
    ) -> None:
        server.hangs = True
        meanings = Meanings(embeddings)
        assert await meanings.of("发黏") is None
        asked = len(server.asked)
        assert await meanings.of("气孔") is None
        assert len(server.asked) == asked

    async def test_one_that_refuses_or_is_away(
        self, http: aiohttp.ClientSession, server: EmbeddingsServer, unused_tcp_port: int
    ) -> None:
        wrong_key = Embeddings(http, server.url, "m", SecretStr("sk-wrong"))
        with pytest.raises(EndpointFailed, match="401"):
            await wrong_key.embed(["发黏"], 60)
        away = Embeddings(http, f"http://127.0.0.1:{unused_tcp_port}/v1/embeddings", "m", None)
        assert await Meanings(away).of("发黏") is None

    async def test_what_was_asked_before_is_remembered(
        self, embeddings: Embeddings, server: EmbeddingsServer
    ) -> None:
        meanings = Meanings(embeddings)
        first = await meanings.of("发黏")
        server.status = 500
        assert await meanings.of("发黏") == first


class TestFile:
    def test_an_entry_torn_by_a_crash_is_cut_off(self, tmp_path: Path) -> None:
        VectorFile(tmp_path, "m").append({"patent:p": ("d", (1.0, 0.0))}, (), "7")
        whole = (tmp_path / FILE).read_bytes()
        (tmp_path / FILE).write_bytes(whole + whole[:-3][-20:])
        assert [n.id for n in Vectors(tmp_path).nearest("patent", (1.0, 0.0), 3)] == ["p"]
        (tmp_path / FILE).write_bytes(whole[:-2])
        again = VectorFile(tmp_path, "m")
        assert (again.digests, again.mark) == ({"patent:p": "d"}, None)
        again.append({"patent:q": ("d", (0.0, 1.0))}, (), "8")
        assert [n.id for n in Vectors(tmp_path).nearest("patent", (0.0, 1.0), 1)] == ["q"]

    def test_history_is_cleared_up_and_readers_follow(self, tmp_path: Path) -> None:
        file, reader = VectorFile(tmp_path, "m"), Vectors(tmp_path)
        for turn in range(1_200):
            file.append({"patent:p": (str(turn), (1.0, float(turn)))}, (), str(turn))
            if turn % 100 == 0:
                reader.nearest("patent", (1.0, 0.0), 1)
        assert (tmp_path / FILE).stat().st_size < 100_000
        [near] = reader.nearest("patent", (0.0, 1.0), 1)
        assert near.likeness == pytest.approx(1_199, rel=0.01)
        assert VectorFile(tmp_path, "m").digests == {"patent:p": "1199"}

    def test_vectors_of_another_length_are_not_compared(self, tmp_path: Path) -> None:
        VectorFile(tmp_path, "m").append({"patent:p": ("d", (1.0, 0.0))}, (), "7")
        assert Vectors(tmp_path).nearest("patent", (1.0, 0.0, 0.0), 3) == []


async def test_the_doctor_tries_it(server: EmbeddingsServer) -> None:
    settings = Settings(
        bot_embeddings_url=server.url, bot_embeddings_model="m", bot_embeddings_key=SecretStr(KEY)
    )
    said: list[str] = []
    await examine(settings, said.append)
    assert any("正常" in line and "m，4 维" in line for line in said)
    server.status = 500
    said.clear()
    await examine(settings, said.append)
    assert any("有问题" in line and "status 500" in line for line in said)
