"""The OpenAPI 3.1 description, made from the declared endpoints so that it cannot drift."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.handoff.endpoint import Endpoint

REF = "#/components/schemas/{model}"
PROBLEM = {
    "description": "RFC 9457 problem",
    "content": {"application/problem+json": {"schema": {"type": "object"}}},
}


def describe(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    shapes = {
        shape for each in endpoints for shape in (each.answer, each.body) if shape is not None
    }
    _, definitions = models_json_schema(
        [(shape, "serialization") for shape in sorted(shapes, key=lambda shape: shape.__name__)],
        ref_template=REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for each in endpoints:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {"title": "千校万企 staff API", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(each: Endpoint) -> dict[str, Any]:
    responses: dict[str, Any] = {"default": PROBLEM}
    answer: dict[str, Any] = {"description": each.summary}
    if each.answer is not None:
        answer["content"] = {"application/json": {"schema": _ref(each.answer)}}
    responses[str(each.status)] = answer
    operation: dict[str, Any] = {
        "summary": each.summary,
        "operationId": f"{each.method.lower()}{_identifier(each.path)}",
        "parameters": [*_path_parameters(each.path), *_query_parameters(each)],
        "responses": responses,
    }
    if each.body is not None:
        content = {"application/json": {"schema": _ref(each.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    if each.roles is not None:
        operation["security"] = [{"bearer": []}]
        operation["x-roles"] = sorted(each.roles)
    return operation


def _ref(shape: type[Any]) -> dict[str, str]:
    # Pydantic names a generic's schema Listing_Row_ for Listing[Row].
    return {"$ref": REF.format(model=re.sub(r"[^A-Za-z0-9.\-_]", "_", shape.__name__))}


def _identifier(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", path.removeprefix("/api/v1").lower()).rstrip("_")


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _query_parameters(each: Endpoint) -> list[dict[str, Any]]:
    if each.query is None:
        return []
    schema = each.query.model_json_schema()
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]
