"""The action server: Rasa calls it on the loopback for every turn."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic, response
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse

from actions.ask_contact import AskContact
from actions.at_once import Answered
from actions.base import DeskAction
from actions.between import Affirm, Back, Cancel, Deny, PickUp
from actions.cheaper import Cheaper
from actions.data_rights import (
    DeleteData,
    ExportData,
    SwitchRecommendations,
    WithdrawConsent,
)
from actions.hear import Hear
from actions.introduction_form import (
    AskAgreed,
    CloseIntroduction,
    Pick,
    ValidateIntroductionForm,
)
from actions.located import AskRegion
from actions.narrowing import Narrow
from actions.need_form import AskConfirmed, CloseNeed, ValidateNeedForm
from actions.people import Complaint, Goodbye, Human
from actions.searching import AnotherRegion, Find, More
from actions.services import ActionServices
from actions.status import Status
from actions.why import Why

log = structlog.get_logger(__name__)

ACTIONS: tuple[type[DeskAction], ...] = (
    Hear, ValidateNeedForm, AskConfirmed, AskContact, AskRegion, CloseNeed, PickUp, Back, Cancel,
    Affirm, Deny, Find, More, AnotherRegion, Cheaper, Why, Pick, ValidateIntroductionForm,
    AskAgreed, CloseIntroduction, Status, DeleteData, ExportData, WithdrawConsent,
    SwitchRecommendations, Goodbye, Human, Complaint, Narrow, Answered,
)  # fmt: skip


def build_executor(services: ActionServices) -> ActionExecutor:
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(services))
    return executor


def build_app(services: ActionServices) -> Sanic[Any, Any]:
    """The SDK's web application without its CORS and without messages in its logs."""
    app: Sanic[Any, Any] = create_app(build_executor(services), cors_origins=None)
    app.error_handler = _Failures()
    return app


class _Failures(ErrorHandler):
    """500, so that Rasa drops the action; the log names the fault and holds none of the text."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        kind = type(exception).__name__
        if isinstance(exception, SanicException):
            return response.json({"error": kind}, status=exception.status_code)
        name = (request.json or {}).get("next_action")
        log.error("action_failed", action=name, error=kind, at=_origin(exception))
        return response.json({"error": kind, "action_name": name}, status=500)


def _origin(error: BaseException) -> str:
    """File and line, without the exception's own words: those may quote an owner."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


async def serve(services: ActionServices, host: str, port: int) -> None:
    """Listen until cancelled."""
    app = build_app(services)
    server: Any = await app.create_server(
        host=host, port=port, return_asyncio_server=True, access_log=False
    )
    await server.startup()
    await server.start_serving()
    try:
        await asyncio.Event().wait()
    finally:
        server.close()
        await server.wait_closed()
