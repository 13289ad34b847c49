"""What universities offer: universities, mentors, patents with their open-licence declarations,
and platforms (research centres that firms may use or build together)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, SerialKey


class University(Base):
    __tablename__ = "universities"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    region_code: Mapped[str] = mapped_column(String(6), index=True)
    province: Mapped[str] = mapped_column(String(40))
    city: Mapped[str] = mapped_column(String(40))
    tags: Mapped[list[Any]] = mapped_column(default=list)
    disciplines: Mapped[list[Any]] = mapped_column(default=list)
    # Those of `disciplines` on the list of 双一流建设学科 (2022).
    first_class_disciplines: Mapped[list[Any]] = mapped_column(default=list)
    strengths: Mapped[list[Any]] = mapped_column(default=list)
    is_demo: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]


class Mentor(Base):
    __tablename__ = "mentors"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    university_id: Mapped[str] = mapped_column(ForeignKey("universities.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(120))
    industry_code: Mapped[str] = mapped_column(String(5), index=True)
    directions: Mapped[list[Any]] = mapped_column(default=list)
    keywords: Mapped[list[Any]] = mapped_column(default=list)
    profile: Mapped[str] = mapped_column(Text, default="")
    modes: Mapped[list[Any]] = mapped_column(default=list)
    load: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int] = mapped_column(default=3)
    is_demo: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]


class Patent(Base):
    __tablename__ = "patents"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    # As printed: ZL201610270273.7 (GB application number with its check digit).
    patent_no: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    abstract: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[list[Any]] = mapped_column(default=list)
    ipc: Mapped[str] = mapped_column(String(32), default="")
    type: Mapped[str] = mapped_column(String(16))
    owner_name: Mapped[str] = mapped_column(String(200))
    university_id: Mapped[str | None] = mapped_column(ForeignKey("universities.id"), index=True)
    industry_code: Mapped[str | None] = mapped_column(String(5), index=True)
    granted_on: Mapped[date | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]


class LicenceDeclaration(Base):
    """An open-licence declaration (专利法 art. 50; 实施细则 art. 85 lists its fields)."""

    __tablename__ = "licence_declarations"

    patent_id: Mapped[str] = mapped_column(ForeignKey("patents.id"), primary_key=True)
    # active | withdrawn
    state: Mapped[str] = mapped_column(String(12), default="active")
    # 免费 | 一次总付 | 总付额内分期 | 入门费+提成 | 提成 | 分阶段 | 面议 (not a valid open licence)
    fee_mode: Mapped[str] = mapped_column(String(16))
    fee_yuan: Mapped[int | None] = mapped_column(BigInteger)
    royalty_percent: Mapped[float | None]
    royalty_base: Mapped[str | None] = mapped_column(String(20))
    # 分阶段: [{"from_year", "yuan"}]
    stages: Mapped[list[Any]] = mapped_column(default=list)
    pay_after_use: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text, default="")
    area: Mapped[str] = mapped_column(String(80), default="全国")
    term_from: Mapped[date | None]
    term_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(120), default="")


class Platform(Base):
    """A research centre of a university: 教育部工程研究中心, 集成攻关大平台 and the like."""

    __tablename__ = "platforms"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(160), unique=True)
    level: Mapped[str] = mapped_column(String(24))
    # The university it stands at.
    university_id: Mapped[str] = mapped_column(ForeignKey("universities.id"), index=True)
    field: Mapped[str] = mapped_column(String(120))
    industry_code: Mapped[str] = mapped_column(String(5), index=True)
    directions: Mapped[list[Any]] = mapped_column(default=list)
    # What firms get there: 中试, 检测, 联合攻关.
    services: Mapped[list[Any]] = mapped_column(default=list)
    # 共建单位.
    builders: Mapped[list[Any]] = mapped_column(default=list)
    profile: Mapped[str] = mapped_column(Text, default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]


class CatalogueChange(SerialKey, Base):
    """The change log that keeps every replica's search index fresh: read ``id > watermark``."""

    __tablename__ = "catalogue_changes"

    kind: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
