"""Records of the catalogue as staff enter them: by hand, or line by line from a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.reading.codes import read_patent_numbers
from bot.reading.gazetteer import gazetteer
from bot.reading.industry import divisions
from bot.reading.modes import known_modes

type FeeMode = Literal["免费", "一次总付", "总付额内分期", "入门费+提成", "提成", "分阶段", "面议"]
# 集成攻关大平台 and 教育部工程研究中心 are what the programme itself counts.
type Level = Literal[
    "集成攻关大平台", "教育部工程研究中心", "省级工程研究中心", "重点实验室", "其他"
]
# 专利法 art. 50 asks for a stated fee: such a declaration may be listed, never taken.
NEGOTIABLE = "面议"
# 国家知识产权局's caps of 2024: "一般不高于".
MOST_YUAN, MOST_PERCENT = 20_000_000, 20.0

# China grants patents since then; and nobody declares further ahead than that.
EARLIEST_TERM, LATEST_TERM = date(1985, 4, 1), date(2099, 12, 31)


def _known_region(code: str) -> str:
    if code not in gazetteer().by_code:
        raise ValueError("不是 GB/T 2260 的行政区划代码，如 330100")
    return code


def _known_industry(code: str) -> str:
    if code[:3] not in divisions():
        raise ValueError("不是 GB/T 4754 的行业代码，如 C33")
    return code


def _known_mode(mode: str) -> str:
    known_modes(mode)
    return mode


def _patent_number(text: str) -> str:
    """As the store keeps it: ZL201610270273.7."""
    found = read_patent_numbers(f"专利 {text}")
    if len(found) != 1:
        raise ValueError("不是专利号，如 ZL201610270273.7")
    if not found[0].valid:
        raise ValueError("专利号的校验位不对")
    return f"ZL{found[0].number}"


type Keywords = Annotated[list[Annotated[str, Field(min_length=1, max_length=80)]],
                       Field(max_length=60)]  # fmt: skip
type Industry = Annotated[str, Field(max_length=5), AfterValidator(_known_industry)]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class UniversityRecord(Record):
    name: Annotated[str, Field(min_length=2, max_length=120)]
    region_code: Annotated[str, AfterValidator(_known_region)]
    tags: Keywords = []
    disciplines: Keywords = []
    first_class_disciplines: Keywords = []
    strengths: Keywords = []

    @field_validator("first_class_disciplines")
    @classmethod
    def _are_disciplines(cls, named: list[str], info: ValidationInfo) -> list[str]:
        # Absent where the disciplines have a fault of their own.
        disciplines = info.data.get("disciplines", named)
        if other := [each for each in named if each not in disciplines]:
            raise ValueError(f"一流学科不在学科里：{'、'.join(other)}")
        return named


class MentorRecord(Record):
    """``load``: firms served now, of ``capacity``."""

    university_id: Annotated[str, Field(min_length=1, max_length=64)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    title: Annotated[str, Field(min_length=1, max_length=40)]
    field: Annotated[str, Field(min_length=1, max_length=120)]
    industry_code: Industry
    directions: Keywords = []
    keywords: Keywords = []
    profile: Annotated[str, Field(max_length=4000)] = ""
    modes: list[Annotated[str, AfterValidator(_known_mode)]] = []
    load: Annotated[int, Field(ge=0, le=100)] = 0
    capacity: Annotated[int, Field(ge=0, le=100)] = 3


class PlatformRecord(Record):
    """``services``: what firms get there; ``builders``: who built it with the university."""

    name: Annotated[str, Field(min_length=2, max_length=160)]
    level: Level
    university_id: Annotated[str, Field(min_length=1, max_length=64)]
    field: Annotated[str, Field(min_length=1, max_length=120)]
    industry_code: Industry
    directions: Keywords = []
    services: Keywords = []
    builders: Keywords = []
    profile: Annotated[str, Field(max_length=4000)] = ""


class FeeStageRecord(Record):
    from_year: Annotated[int, Field(ge=1, le=20)]
    yuan: Annotated[int, Field(ge=0, lt=10**12)]


class LicenceRecord(Record):
    """An open-licence declaration (实施细则 art. 85)."""

    state: Literal["active", "withdrawn"] = "active"
    fee_mode: FeeMode
    fee_yuan: Annotated[int, Field(ge=0, lt=10**12)] | None = None
    royalty_percent: Annotated[float, Field(ge=0, le=100)] | None = None
    royalty_base: Annotated[str, Field(max_length=20)] | None = None
    stages: Annotated[list[FeeStageRecord], Field(max_length=20)] = []
    pay_after_use: bool = False
    text: Annotated[str, Field(max_length=2000)] = ""
    area: Annotated[str, Field(min_length=1, max_length=80)] = "全国"
    term_from: date | None = None
    term_to: date | None = None
    source: Annotated[str, Field(max_length=120)] = ""

    @model_validator(mode="after")
    def _fee_is_stated(self) -> Self:
        if self.fee_mode in {"一次总付", "总付额内分期", "入门费+提成"} and self.fee_yuan is None:
            raise ValueError(f"{self.fee_mode}要写明费用")
        if "提成" in self.fee_mode and self.royalty_percent is None:
            raise ValueError(f"{self.fee_mode}要写明提成比例")
        if self.fee_mode == "分阶段" and not self.stages:
            raise ValueError("分阶段要写明每个阶段的费用")
        return self

    @field_validator("term_from", "term_to")
    @classmethod
    def _within_reason(cls, day: date | None) -> date | None:
        if day is not None and not EARLIEST_TERM <= day <= LATEST_TERM:
            raise ValueError(f"{day:%Y}年不像许可期限的年份，请核对")
        return day

    @field_validator("term_to")
    @classmethod
    def _ends_after_it_began(cls, day: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("term_from")
        if begins and day and begins > day:
            raise ValueError("许可截止早于起始")
        return day


class PatentRecord(Record):
    """``university_id`` is null where another owns it; then ``owner_name`` says who."""

    patent_no: Annotated[str, Field(max_length=40), AfterValidator(_patent_number)]
    title: Annotated[str, Field(min_length=2, max_length=300)]
    abstract: Annotated[str, Field(max_length=6000)] = ""
    keywords: Keywords = []
    ipc: Annotated[str, Field(max_length=32, pattern=r"^$|^[A-H]\d{2}")] = ""
    type: Literal["发明", "实用新型", "外观设计"] = "发明"
    owner_name: Annotated[str, Field(min_length=1, max_length=200)]
    university_id: Annotated[str, Field(max_length=64)] | None = None
    industry_code: Industry | None = None
    granted_on: date | None = None
    licence: LicenceRecord | None = None


def doubts(record: Record, today: date) -> list[str]:
    """What is allowed but should be looked at."""
    licence = record.licence if isinstance(record, PatentRecord) else None
    if licence is None:
        return []
    found = {
        "面议不符合开放许可的要求，只列出，不能办理": licence.fee_mode == NEGOTIABLE,
        "费用高于 2000 万元": (licence.fee_yuan or 0) > MOST_YUAN,
        "提成高于 20%": (licence.royalty_percent or 0) > MOST_PERCENT,
        "许可期限已过": licence.term_to is not None and licence.term_to < today,
    }
    return [text for text, holds in found.items() if holds]


def place_names(region_code: str) -> tuple[str, str]:
    """Province and city; a municipality is both."""
    known = gazetteer().by_code
    province = known[region_code[:2] + "0000"].name
    city = known.get(region_code[:4] + "00")
    return province, city.name if city is not None else province
