"""What a check comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .model import Advice, DecisionError, DeterminingRule, Obligation


class Reason(str, Enum):
    """Why a decision is as it is: a closed set, of which `PERMITTED` alone allows."""

    PERMITTED = "permitted"
    """The PDP permits it, and every obligation is understood and was fulfilled."""
    DENIED = "denied"
    """A policy denies it."""
    NOT_APPLICABLE = "not_applicable"
    """No policy says anything about it."""
    INDETERMINATE = "indeterminate"
    """An error kept the policies from deciding, a missing attribute, say; `Decision.errors` has it."""
    UNKNOWN_OBLIGATION = "unknown_obligation"
    """The PDP permits it under an obligation that the client has not been told of."""
    OBLIGATION_FAILED = "obligation_failed"
    """The PDP permits it under an obligation whose handler failed."""
    DEADLINE = "deadline"
    """There was no answer in time."""
    UNAVAILABLE = "unavailable"
    """The PDP cannot be reached, is not ready or failed; also of a `Decision` that nobody has made."""
    CIRCUIT_OPEN = "circuit_open"
    """Too many calls failed lately, so this one was not made."""
    THROTTLED = "throttled"
    """The PDP takes no more calls at the moment."""
    INVALID_REQUEST = "invalid_request"
    """The question is malformed: `Decision.detail` says where."""
    INVALID_RESPONSE = "invalid_response"
    """The answer cannot be read, contradicts itself or has a value that this version does not know."""
    BATCH_SIZE_MISMATCH = "batch_size_mismatch"
    """There were not as many answers as questions."""
    STALE_POLICY = "stale_policy"
    """The revision that was asked for with `min_revision` is not in force."""
    UNAUTHENTICATED = "unauthenticated"
    """The PDP refused this client's own credentials. The user did nothing wrong."""
    TOKEN_REFUSED = "token_refused"
    """The PDP does not take the subject's token: `Decision.detail` says why."""

    def __str__(self) -> str:
        return self.value

    @property
    def is_outage(self) -> bool:
        """Whether the PDP gave no answer that could be used, so that asking later may come to something else."""
        return self in _OUTAGES


_OUTAGES = frozenset(
    {
        Reason.DEADLINE,
        Reason.UNAVAILABLE,
        Reason.CIRCUIT_OPEN,
        Reason.THROTTLED,
        Reason.INVALID_RESPONSE,
        Reason.BATCH_SIZE_MISMATCH,
        Reason.STALE_POLICY,
        Reason.UNAUTHENTICATED,
    }
)


@dataclass(frozen=True)
class Decision:
    """What a check came to. `Decision()` denies, and so does everything that is not `Reason.PERMITTED`.

    As a condition it is `allowed`: `if decision:` cannot permit what is denied.
    """

    reason: Reason = Reason.UNAVAILABLE
    """Why it is allowed or not."""
    determining: tuple[DeterminingRule, ...] = ()
    """The rules that made the answer; empty unless the PDP permits or denies."""
    obligations: tuple[Obligation, ...] = ()
    """What the application must do when it acts on the decision; each is understood when it is allowed."""
    advice: tuple[Advice, ...] = ()
    """What the application may do."""
    errors: tuple[DecisionError, ...] = ()
    """Errors the PDP met while deciding; for `Reason.INDETERMINATE` the deciding one comes first."""
    revision: str = ""
    """The revision of the policies that decided; empty when none did."""
    sequence: int = 0
    """The number of the bundle that decided, which grows from one bundle to the next; 0 when it has none."""
    decision_id: str = ""
    """Names the answer in the PDP's records; empty when there is none."""
    detail: str = ""
    """What went wrong, for logs; not for end users."""
    elapsed: float = 0.0
    """How long the check took, in seconds, handlers of obligations included."""

    @property
    def allowed(self) -> bool:
        """Whether the action may be done."""
        return self.reason is Reason.PERMITTED

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def user_reason(self) -> str:
        """What the policies' authors want people to be told, of several rules the first that says anything; often empty."""
        if self.reason in (Reason.UNKNOWN_OBLIGATION, Reason.OBLIGATION_FAILED):
            return ""  # the rules permit it
        return next((rule.reason for rule in self.determining if rule.reason), "")


class Decisions(tuple[Decision, ...]):
    """The decisions of a `check_many`, as many as there were questions and in their order.

    As a condition it is `all_allowed`, other than of a tuple: `if decisions:` cannot permit what is denied.
    """

    __slots__ = ()

    @property
    def all_allowed(self) -> bool:
        """Whether there are any, and each is allowed."""
        return len(self) > 0 and all(decision.allowed for decision in self)

    def __bool__(self) -> bool:
        return self.all_allowed
