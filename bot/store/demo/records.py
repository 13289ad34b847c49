"""What the demonstration catalogue is made of: plain records, ready to be stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DemoUniversity:
    """A real university: public facts. Only the people and patents placed at it are invented."""

    id: str
    name: str
    region: str
    province: str
    city: str
    tags: tuple[str, ...]
    disciplines: tuple[str, ...]
    first_class_disciplines: tuple[str, ...]
    strengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoMentor:
    """An invented person. ``load`` counts firms served now; equal to ``capacity`` means full."""

    id: str
    name: str
    university_id: str
    title: str
    field: str
    industry_code: str
    directions: tuple[str, ...]
    keywords: tuple[str, ...]
    profile: str
    modes: tuple[str, ...]
    load: int
    capacity: int
    is_demo: bool = True


@dataclass(frozen=True, slots=True)
class DemoPlatform:
    """An invented research centre of a real university."""

    id: str
    name: str
    level: str
    university_id: str
    field: str
    industry_code: str
    directions: tuple[str, ...]
    services: tuple[str, ...]
    builders: tuple[str, ...]
    profile: str
    is_demo: bool = True


@dataclass(frozen=True, slots=True)
class FeeStage:
    """The fee of one licence year onwards, until the next stage; ``from_year`` counts from 1."""

    from_year: int
    yuan: int


@dataclass(frozen=True, slots=True)
class DemoFee:
    """许可使用费支付方式、标准 of one declaration (实施细则 art. 85).

    ``amount_yuan`` is the whole fee (一次总付, 总付额内分期), the entry fee (入门费+提成) or 0
    (免费); absent where there is no single sum (提成, 分阶段). ``text`` is the published clause.
    """

    mode: str
    text: str
    amount_yuan: int | None = None
    royalty_percent: float | None = None
    royalty_base: str | None = None
    stages: tuple[FeeStage, ...] = ()
    pay_after_use: bool = False


@dataclass(frozen=True, slots=True)
class DemoPatent:
    """An invented patent under an invented open-licence declaration.

    ``patent_no`` bears the year 2099, so that it can never be a real one, and a right check digit.
    ``term_from`` and ``term_to`` bound the declared licence (许可期限), both days included.
    """

    id: str
    patent_no: str
    title: str
    abstract: str
    keywords: tuple[str, ...]
    ipc: str
    type: str
    owner_name: str
    university_id: str
    field: str
    industry_code: str
    granted_on: date
    term_from: date
    term_to: date
    fee: DemoFee
    area: str
    is_demo: bool = True


@dataclass(frozen=True, slots=True)
class DemoCatalogue:
    universities: tuple[DemoUniversity, ...]
    mentors: tuple[DemoMentor, ...]
    patents: tuple[DemoPatent, ...]
    platforms: tuple[DemoPlatform, ...]
