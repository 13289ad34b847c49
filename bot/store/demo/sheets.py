"""Reads the hand-written YAML sheets behind the demonstration catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Words = tuple[str, ...]


class _Sheet(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class UniversitySheet(_Sheet):
    name: str
    region: str = Field(pattern=r"^\d{6}$")
    province: str
    city: str
    tags: Words = Field(min_length=1)
    disciplines: Words = Field(min_length=1)
    first_class_disciplines: Words = ()
    strengths: Words = Field(min_length=1)


class PeopleSheet(_Sheet):
    surnames: Words = Field(min_length=1)
    given: Words = Field(min_length=2)
    titles: Words = Field(min_length=1)


class Industry(_Sheet):
    code: str
    name: str


class Direction(_Sheet):
    title: str
    keywords: Words = Field(min_length=1)
    note: str


class Invention(_Sheet):
    title: str
    abstract: str
    keywords: Words = Field(min_length=1)
    ipc: str
    type: Literal["发明", "实用新型"]


class FieldSheet(_Sheet):
    """One industrial field. ``slug`` is the name of its file and part of every id made from it."""

    slug: str
    industry: Industry
    field: str
    ipc: Words
    disciplines: Words = Field(min_length=1)
    directions: tuple[Direction, ...] = Field(min_length=1)
    patents: tuple[Invention, ...] = Field(min_length=1)


class SheetError(ValueError):
    """A sheet of the demonstration catalogue cannot be used; the message names file and place."""


def read_universities() -> tuple[UniversitySheet, ...]:
    source = _folder() / "universities.yaml"
    return tuple(_check(UniversitySheet, source, record) for record in _load(source))


def read_people() -> PeopleSheet:
    source = _folder() / "people.yaml"
    return _check(PeopleSheet, source, _load(source))


def read_fields() -> tuple[FieldSheet, ...]:
    """All field sheets, in the order of their file names."""
    return tuple(
        _check(FieldSheet, source, {**_load(source), "slug": source.name.removesuffix(".yaml")})
        for source in _field_files()
    )


def _folder() -> Traversable:
    return files("bot.store.demo")


def _field_files() -> Iterator[Traversable]:
    folder = _folder() / "fields"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return (folder / name for name in names)


# The C reader is ten times as fast and as safe; a build of PyYAML without it still works.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _load(source: Traversable) -> Any:
    try:
        return yaml.load(source.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise SheetError(f"{source.name}: {error}") from error


def _check[Model: _Sheet](model: type[Model], source: Traversable, record: object) -> Model:
    try:
        return model.model_validate(record)
    except ValidationError as error:
        raise SheetError(f"{source.name}: {error}") from error
