"""Every error leaves as RFC 9457 problem JSON with a stable code; no trace, no HTML."""

from __future__ import annotations

import json

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import BadRequest, DeskError, NotFound, TooLarge

log = structlog.get_logger(__name__)

PROBLEM = "application/problem+json"


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except DeskError as error:
        return problem_response(error)
    except web.HTTPRequestEntityTooLarge:
        return problem_response(TooLarge())
    except web.HTTPNotFound:
        return problem_response(NotFound())
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _plain_problem(error)
    except (UnicodeDecodeError, web.PayloadAccessError):
        return problem_response(BadRequest())
    except Exception:
        # The path names a room, never a person: conversation ids are the only ids in it.
        log.exception("http.failed", method=request.method, path=request.path)
        return problem_response(DeskError())


def problem_response(error: DeskError) -> web.Response:
    headers = {}
    if "retry_after" in error.data:
        headers["Retry-After"] = str(error.data["retry_after"])
    return web.Response(
        status=error.status,
        text=json.dumps(error.as_problem(), ensure_ascii=False),
        content_type=PROBLEM,
        headers=headers,
    )


def _plain_problem(error: web.HTTPException) -> web.Response:
    body = {
        "type": "about:blank",
        "title": error.reason,
        "status": error.status,
        "code": error.reason.lower().replace(" ", "_"),
        "detail": error.reason,
    }
    allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return web.Response(
        status=error.status, text=json.dumps(body), content_type=PROBLEM, headers=allow
    )
