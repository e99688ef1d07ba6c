"""Guards the routes of FastAPI and Starlette.

    pdp = AsyncPdpClient()
    app = FastAPI()
    install(app, pdp, subject=who)

    @app.get("/documents/{document_id}")
    async def read(document_id: str, decision: Decision = Depends(require("document", "read"))): ...

It needs Starlette only: without FastAPI, write `await require("document", "read")(request)` at the beginning of an endpoint.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .aio import AsyncPdpClient
from .decision import Decision, Reason
from .model import Action, Resource, Subject

SubjectSource = Callable[[Request], Subject | None | Awaitable[Subject | None]]
"""Says who calls, or None when nobody is known to. It may be asynchronous."""

TokenSource = Callable[[Request], str | None | Awaitable[str | None]]
"""The token of the user who calls, or None when there is none. It may be asynchronous."""

ContextSource = Callable[[Request], Mapping[str, Any] | Awaitable[Mapping[str, Any]]]
"""Says under which circumstances, such as `{"ip": request.client.host}`. It may be asynchronous."""

_STATE = "pdp_client_guard"


class Unauthenticated(HTTPException):
    """Nobody is known to call: 401."""

    def __init__(self, challenge: str) -> None:
        super().__init__(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": challenge})


class Refused(HTTPException):
    """A decision that does not allow: 403, 401 when the token of who calls is not taken, or 503 with `Retry-After` when the PDP gave no answer that could be used.

    Its `detail`, which end users see, is what the authors of the policies want people to be told, and nothing else.
    """

    def __init__(self, decision: Decision) -> None:
        if decision.reason is Reason.TOKEN_REFUSED:
            super().__init__(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        elif decision.reason.is_outage:
            super().__init__(HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})
        else:
            super().__init__(HTTPStatus.FORBIDDEN, decision.user_reason or None)
        self.decision = decision
        """The decision with all it tells, for logs; not for end users."""


@dataclass(frozen=True)
class _Guard:
    client: AsyncPdpClient
    subject: SubjectSource | None
    context: ContextSource | None
    challenge: str
    subject_token: TokenSource | None


def install(
    app: Starlette,
    client: AsyncPdpClient,
    *,
    subject: SubjectSource | None = None,
    subject_token: TokenSource | None = None,
    context: ContextSource | None = None,
    challenge: str = "Bearer",
) -> None:
    """Makes `require` work in an application, and answers its refusals with problem details (RFC 9457).

    A mounted application is one of its own: install it there as well.

    :param app: a FastAPI or Starlette application.
    :param client: what asks; the caller closes it.
    :param subject: says who calls, of what was verified; None leads to 401.
    :param subject_token: in its place, the token of who calls, which the PDP verifies; None leads to 401, and so does one that is not
        taken. With both, what the subject says must not be at odds with the token.
    :param context: says under which circumstances.
    :param challenge: the `WWW-Authenticate` of a 401.
    """
    if subject is None and subject_token is None:
        raise ValueError("expected `subject` or `subject_token`, which say who calls")
    setattr(app.state, _STATE, _Guard(client, subject, context, challenge, subject_token))
    app.add_exception_handler(Unauthenticated, problem)
    app.add_exception_handler(Refused, problem)


def require(
    resource_type: str,
    action: Action | str,
    *,
    id_from: str | None = None,
) -> Callable[[Request], Awaitable[Decision]]:
    """A dependency that lets a request pass only if the PDP allows an action on a resource.

    :param resource_type: the resource's type.
    :param action: what is to be done.
    :param id_from: the path parameter that has the resource's id; without it `<resource_type>_id`.
    :returns: a function of the request, for `Depends`. Its decision has the obligations and advice; it raises `Unauthenticated` or
        `Refused`, and `RuntimeError` (an error 500) when the application is not set up for it.
    """
    parameter = id_from or f"{resource_type}_id"

    async def allowed(request: Request) -> Decision:
        guard: _Guard | None = getattr(request.app.state, _STATE, None)
        if guard is None:
            raise RuntimeError("`pdp_client.fastapi.install` was not called for this application")
        if parameter not in request.path_params:
            raise RuntimeError(f"the route has no path parameter `{parameter}`: name it with `id_from`")
        subject = None if guard.subject is None else await _value(guard.subject(request))
        token = None if guard.subject_token is None else await _value(guard.subject_token(request))
        if (guard.subject is not None and subject is None) or (guard.subject_token is not None and not token):
            raise Unauthenticated(guard.challenge)
        context = {} if guard.context is None else await _value(guard.context(request))
        resource = Resource(resource_type, str(request.path_params[parameter]))
        decision = await guard.client.check(subject, action, resource, context, subject_token=token or "")
        if not decision.allowed:
            raise Refused(decision)
        return decision

    return allowed


async def problem(request: Request, error: Exception) -> Response:
    """Answers an `HTTPException` with problem details; `install` registers it for the refusals."""
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    content: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": status.value}
    if error.detail and error.detail != status.phrase:
        content["detail"] = error.detail
    return JSONResponse(content, status.value, error.headers, media_type="application/problem+json")


async def _value(given: Any) -> Any:
    return await given if inspect.isawaitable(given) else given
