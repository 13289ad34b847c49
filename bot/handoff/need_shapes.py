"""A partial edit of a need by staff, checked before anything is written."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from stdnum.cn import uscc as credit_code

from bot.programme.need_columns import LONGEST_TEXT
from bot.reading.industry import divisions
from bot.reading.modes import known_modes
from bot.reading.place import full_name


def _stated(text: str) -> str:
    if not text.strip():
        raise ValueError("不能为空")
    return text.strip()


def _known_mode(mode: str) -> str:
    # Owners name several: 委托开发、共建.
    known_modes(*mode.split("、"))
    return mode


def _known_industry(code: str) -> str:
    if code not in divisions():
        raise ValueError("不是 GB/T 4754 的大类代码，如 C33")
    return code


def _known_region(code: str) -> str:
    if not full_name(code):
        raise ValueError("不是 GB/T 2260 的行政区划代码，如 420600")
    return code


def _valid_uscc(code: str) -> str:
    if not credit_code.is_valid(code):
        raise ValueError("统一社会信用代码的校验位不对")
    return str(credit_code.compact(code))


type Words = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_stated)]
type Name = Annotated[str, Field(max_length=200), AfterValidator(_stated)]


class Edit(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MetricEdit(Edit):
    text: Name
    role: Literal["current", "target", "condition"]


class QualificationEdit(Edit):
    name: Name
    status: Literal["有效", "申报中", "过期"]


class BudgetEdit(Edit):
    """Whole units of ``currency``; an open end is null."""

    min: int | None = Field(None, ge=0, lt=10**15)
    max: int | None = Field(None, ge=0, lt=10**15)
    currency: str = Field("CNY", pattern="^[A-Z]{3}$")
    approx: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> BudgetEdit:
        if self.min is None and self.max is None:
            raise ValueError("下限和上限至少要填一个")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("下限比上限大，请对调")
        return self


class DeadlineEdit(Edit):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    text: Annotated[str, Field(max_length=120), AfterValidator(_stated)] | None = None
    from_: date | None = Field(None, alias="from")
    by: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> DeadlineEdit:
        if self.from_ is not None and self.by is not None and self.from_ > self.by:
            raise ValueError("开始的日子晚于最后的日子，请对调")
        return self


class NeedEdit(Edit):
    """Fields that are left out stay as they are; null empties one.

    ``updated_at`` is that of the need as it was read: where it has changed since, nothing is
    written. ``need_id``: without it, the need that the conversation is about now.
    """

    updated_at: AwareDatetime
    need_id: str | None = None
    problem: Words | None = None
    detail: Words | None = None
    metrics: list[MetricEdit] = Field(default_factory=list, max_length=50)
    industry: Annotated[str, AfterValidator(_known_industry)] | None = None
    region: Annotated[str, AfterValidator(_known_region)] | None = None
    mode: Annotated[str, AfterValidator(_known_mode)] | None = None
    budget: BudgetEdit | None = None
    deadline: DeadlineEdit | None = None
    company: Name | None = None
    uscc: Annotated[str, AfterValidator(_valid_uscc)] | None = None
    qualifications: list[QualificationEdit] = Field(default_factory=list, max_length=50)
    public_summary: Words | None = None
    confidential: Words | None = None

    @property
    def fields(self) -> list[str]:
        """What the edit touches, in a stable order."""
        return sorted(self.model_fields_set - {"updated_at", "need_id"})


class NeedNew(Edit):
    """``problem``: the owner's words, as they were told to staff; what else they tell, such as the
    trade or a sum, is read from them."""

    problem: Words


class NeedRecord(Edit):
    """``how``: in which words, and where, the owner confirmed it; kept in the history.
    ``need_id``: without it, the need that the conversation is about now."""

    updated_at: AwareDatetime
    how: Name
    need_id: str | None = None
