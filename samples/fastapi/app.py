"""A service with documents, which asks the PDP who may do what with them.

Its documents and users are those that the sample policies know (`policies/directory`). Who calls is told by a token; real services
check one here (a session, a JWT).
"""

from __future__ import annotations

import logging
import os

from fastapi import Body, Depends, FastAPI, HTTPException, Request
from pdp_client import AsyncPdpClient, Obligation, Resource, Subject
from pdp_client.fastapi import Unauthenticated, install, require

ADDRESS = os.environ.get("PDP_ADDRESS", "127.0.0.1:50051")

TOKENS = {f"{name}-token": name for name in ("alice", "bob", "carol", "dave", "frank", "gustav", "heidi")}

DOCUMENTS = {
    "handbook": "Lunch is at noon.",
    "roadmap": "First this, then that.",
    "falcon": "It flies.",
    "merger": "Acme and Globex.",
}


async def log_access(obligation: Obligation) -> None:
    """Does what policies oblige to: where this fails, the document is not shown."""
    logging.getLogger("access").info("%s", dict(obligation.properties))


def who(request: Request) -> Subject | None:
    """Who calls, or None."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    name = TOKENS.get(token) if scheme.lower() == "bearer" else None
    return None if name is None else Subject("user", name)


def circumstances(request: Request) -> dict[str, str]:
    """From where. Behind a proxy it takes more: the peer is the proxy then."""
    return {} if request.client is None else {"ip": request.client.host}


pdp = AsyncPdpClient(ADDRESS, obligations={"log-access": log_access})
# A list shows no document's text, so that there is no access to log.
pdp_for_lists = AsyncPdpClient(ADDRESS, understood=["log-access"])

app = FastAPI(title="Documents")
app.add_event_handler("shutdown", pdp.close)
app.add_event_handler("shutdown", pdp_for_lists.close)
install(app, pdp, subject=who, context=circumstances)


@app.get("/documents/{document_id}", dependencies=[Depends(require("document", "read"))])
async def read(document_id: str) -> dict[str, str]:
    """Shows a document."""
    if document_id not in DOCUMENTS:
        raise HTTPException(404)
    return {"id": document_id, "text": DOCUMENTS[document_id]}


@app.put("/documents/{document_id}", dependencies=[Depends(require("document", "edit"))])
async def edit(document_id: str, text: str = Body(embed=True)) -> dict[str, str]:
    """Changes a document."""
    DOCUMENTS[document_id] = text
    return {"id": document_id, "text": text}


@app.get("/documents")
async def documents(request: Request) -> list[str]:
    """Lists the documents that the caller may read."""
    subject = who(request)
    if subject is None:
        raise Unauthenticated("Bearer")
    ids = list(DOCUMENTS)
    decisions = await pdp_for_lists.check_many(subject, [("read", Resource("document", id)) for id in ids], circumstances(request))
    return [id for id, decision in zip(ids, decisions, strict=True) if decision.allowed]
