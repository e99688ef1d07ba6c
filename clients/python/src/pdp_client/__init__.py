"""Asks a policy decision point (PDP): may this subject do this action on this resource, now?

    from pdp_client import PdpClient, Resource, Subject

    pdp = PdpClient("127.0.0.1:50051")
    decision = pdp.check(Subject("user", "alice"), "read", Resource("document", "roadmap"))
    if decision.allowed: ...

Whatever goes wrong denies. `pdp_client.fastapi` guards the routes of FastAPI and Starlette.
"""

from .aio import AsyncPdpClient
from .decision import Decision, Decisions, Reason
from .model import Action, Advice, DecisionError, DeterminingRule, Obligation, Resource, Subject
from .settings import Breaker, Tls
from .sync import PdpClient

__all__ = [
    "Action",
    "Advice",
    "AsyncPdpClient",
    "Breaker",
    "Decision",
    "DecisionError",
    "Decisions",
    "DeterminingRule",
    "Obligation",
    "PdpClient",
    "Reason",
    "Resource",
    "Subject",
    "Tls",
]
