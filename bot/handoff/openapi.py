"""The OpenAPI 3.1 description, made from the declared endpoints so that it cannot drift."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.handoff.desk_schema import SocketFrame
from bot.handoff.endpoint import FORM, RAW, Endpoint
from bot.handoff.problem_schema import Problem

REF = "#/components/schemas/{model}"
SAFE = frozenset({"GET", "HEAD"})

type Shape = type[BaseModel]
# By shape and mode.
type Named = Mapping[Any, dict[str, Any]]


def describe(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """With the frames of the staff socket, for which OpenAPI has no words, among the schemas."""
    named, definitions = models_json_schema(_shapes(endpoints), ref_template=REF)
    schemas: dict[str, Any] = definitions.get("$defs", {})
    paths: dict[str, dict[str, Any]] = {}
    for each in endpoints:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, named, schemas)
    queries = {_name(named[each.query, "validation"]) for each in endpoints if each.query}
    return {
        "openapi": "3.1.0",
        "info": {"title": "千校万企 staff API", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {name: shape for name, shape in schemas.items() if name not in queries},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "bot_session"},
            },
        },
    }


def _shapes(endpoints: Sequence[Endpoint]) -> list[tuple[Shape, JsonSchemaMode]]:
    """What is answered is described as written, what is asked as read: there a default may be
    left out."""
    answered: set[Shape] = {each.answer for each in endpoints if each.answer is not None}
    asked: set[Shape] = {
        shape for each in endpoints for shape in (each.query, each.body) if shape is not None
    }
    modes: list[tuple[set[Shape], JsonSchemaMode]] = [
        (answered | {Problem, SocketFrame}, "serialization"), (asked, "validation"),
    ]  # fmt: skip
    return [
        (shape, mode)
        for shapes, mode in modes
        for shape in sorted(shapes, key=lambda shape: shape.__name__)
    ]


def _operation(each: Endpoint, named: Named, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "tags": [each.path.removeprefix("/api/v1/").partition("/")[0]],
        "summary": each.summary,
        "operationId": f"{each.method.lower()}{_identifier(each.path)}",
        "parameters": [*_path_parameters(each.path), *_query_parameters(each, named, schemas)],
        "responses": {str(each.status): _answer(each, named), **_refusals(each)},
    }
    if each.upload:
        file = {"type": "string", "contentMediaType": RAW}
        form = {"type": "object", "required": ["file"], "properties": {"file": file}}
        operation["requestBody"] = _body(each.upload, form if each.upload == FORM else file)
    elif each.body is not None:
        operation["requestBody"] = _body("application/json", named[each.body, "validation"])
    if each.roles is not None:
        operation["security"] = [{"bearer": []}, {"cookie": []}]
        operation["x-roles"] = sorted(each.roles)
    return operation


def _answer(each: Endpoint, named: Named) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": each.summary}
    if each.answer is not None:
        schema = named[each.answer, "serialization"]
        answer["content"] = {"application/json": {"schema": schema}}
    elif each.downloads:
        file = {"schema": {"type": "string", "format": "binary"}}
        answer["content"] = dict.fromkeys(each.downloads, file)
    return answer


def _refusals(each: Endpoint) -> dict[str, Any]:
    """By status; what may go wrong everywhere stands under ``default``."""
    told = {
        400: each.query is not None or each.body is not None or bool(each.upload),
        401: each.roles is not None or each.body is not None,
        403: each.roles is not None,
        404: "{" in each.path,
        409: each.method not in SAFE,
    }
    refusal = {
        "description": "RFC 9457 problem",
        "content": {
            "application/problem+json": {"schema": {"$ref": REF.format(model=Problem.__name__)}}
        },
    }
    return {**{str(status): refusal for status, may in told.items() if may}, "default": refusal}


def _body(media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


def _name(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _identifier(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", path.removeprefix("/api/v1").lower()).rstrip("_")


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _query_parameters(
    each: Endpoint, named: Named, schemas: dict[str, Any]
) -> list[dict[str, Any]]:
    if each.query is None:
        return []
    schema = schemas[_name(named[each.query, "validation"])]
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema.get("properties", {}).items()
    ]
