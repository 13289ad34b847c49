"""The universities of the demonstration catalogue are public facts; these tests look for slips."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from stdnum import numdb

SHARED_COLLEGES = (
    Path(__file__).resolve().parents[3] / "shared/data/universities/moe_colleges_2017_2631.csv"
)

# The shared copy of the ministry's list is of 2017 and leaves out military academies.
NOT_IN_2017_LIST = {
    "上海体育大学": "上海体育学院 until 2023",
    "苏州工学院": "常熟理工学院 until 2025",
    "佛山大学": "佛山科学技术学院 until 2024",
    "国防科技大学": "military academy",
    "海军军医大学": "military academy",
    "空军军医大学": "military academy",
}

Record = dict[str, Any]


@pytest.fixture(scope="module")
def universities() -> list[Record]:
    text = (files("bot.store.demo") / "universities.yaml").read_text("utf-8")
    records: list[Record] = yaml.safe_load(text)
    return records


def region_names(code: str) -> tuple[str, str]:
    """Province and present name of a GB/T 2260 code; a retired name carries an end year."""
    (_, province), (_, place) = numdb.get("cn/loc").info(code)
    present = [name for name in place["county"].split(",") if not re.match(r"\[\d*-\d+\]", name)]
    return province["province"], re.sub(r"^\[\d*-\]", "", present[-1])


def test_the_whole_second_round_list_is_there(universities: list[Record]) -> None:
    tagged = Counter(tag for record in universities for tag in record["tags"])
    assert tagged["双一流"] == 147
    # 39 and 112 are the historical counts; three of the 112 are split into two campuses since.
    assert tagged["985"] == 39
    assert tagged["211"] == 115


def test_names_are_unique(universities: list[Record]) -> None:
    names = [record["name"] for record in universities]
    assert len(names) == len(set(names))


def test_region_province_and_city_agree(universities: list[Record]) -> None:
    for record in universities:
        assert re.fullmatch(r"\d{6}", record["region"]), record["name"]
        place = record["province"], record["city"]
        assert region_names(record["region"]) == place, record["name"]


def test_every_province_has_a_university(universities: list[Record]) -> None:
    assert len({record["province"] for record in universities}) == 31


def test_disciplines_and_strengths_are_filled(universities: list[Record]) -> None:
    for record in universities:
        for key in ("tags", "disciplines", "strengths"):
            values = record[key]
            assert values, (record["name"], key)
            assert all(isinstance(value, str) and value for value in values), (record["name"], key)
            assert len(values) == len(set(values)), (record["name"], key)
        assert len(record["strengths"]) <= 8, record["name"]


def test_listed_disciplines_are_a_part_of_all(universities: list[Record]) -> None:
    listed = 0
    for record in universities:
        first_class = record.get("first_class_disciplines", [])
        assert set(first_class) <= set(record["disciplines"]), record["name"]
        listed += len(first_class)
    # The published list has 433 entries; 北京大学 and 清华大学 settle theirs on their own.
    assert listed == 433
    silent = [r["name"] for r in universities if r.get("first_class_disciplines") == []]
    assert set(silent) == {"北京大学", "清华大学"}


def test_tags_do_not_contradict(universities: list[Record]) -> None:
    for record in universities:
        tags = set(record["tags"])
        assert ("双一流" in tags) == ("first_class_disciplines" in record), record["name"]
        assert "985" not in tags or {"211", "双一流"} <= tags, record["name"]


@pytest.mark.skipif(not SHARED_COLLEGES.exists(), reason="../shared is not beside this checkout")
def test_names_and_cities_are_those_of_the_ministry(universities: list[Record]) -> None:
    with SHARED_COLLEGES.open(encoding="utf-8") as source:
        cities = {row["name"]: row["city"] for row in csv.DictReader(source)}
    for record in universities:
        if record["name"] in NOT_IN_2017_LIST:
            continue
        assert record["name"] in cities
        # The ministry names the prefecture; this file the city itself where the two differ.
        if record["city"] != "延吉市":
            assert cities[record["name"]] == record["city"], record["name"]
