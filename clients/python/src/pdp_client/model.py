"""What is asked, and the parts of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = Mapping[str, Any]
"""An object as JSON knows it: `None`, `bool`, `int` up to 2**53, finite `float`, `str`, lists or tuples, and mappings."""


@dataclass(frozen=True)
class Subject:
    """Who wants to do something.

    Take it from what you have verified (a session, a checked token), never from what the caller merely says.
    """

    type: str
    """The kind of subject, such as `user`; not empty."""
    id: str
    """The id, unique within the type; not empty."""
    properties: JsonObject = field(default_factory=dict)
    """Attributes that policies may read."""


@dataclass(frozen=True)
class Action:
    """What is to be done. Where it has no properties, its name alone will do."""

    name: str
    """Its name, such as `read`; not empty."""
    properties: JsonObject = field(default_factory=dict)
    """Attributes that policies may read."""


@dataclass(frozen=True)
class Resource:
    """On what it is to be done."""

    type: str
    """The kind of resource, such as `document`; not empty."""
    id: str
    """The id, unique within the type; not empty."""
    properties: JsonObject = field(default_factory=dict)
    """Attributes that policies may read."""


@dataclass(frozen=True)
class Obligation:
    """What the caller must do when it acts on the answer."""

    id: str
    """What to do; its meaning is agreed between the policies' authors and the application."""
    properties: JsonObject = field(default_factory=dict)
    """Values computed for this answer. Times and durations are text in CEL's form; numbers are floats."""


@dataclass(frozen=True)
class Advice:
    """What the caller may do; ignoring it is always right."""

    id: str
    """What to do."""
    properties: JsonObject = field(default_factory=dict)
    """Values computed for this answer, as an obligation's."""


@dataclass(frozen=True)
class DeterminingRule:
    """A rule that made the answer."""

    policy: str
    """Path of policy ids from the root policy on, such as `documents/archive`."""
    version: int
    """Version of the policy document that holds the rule."""
    rule: str
    """The rule's id; empty when the policy's algorithm itself decided."""
    reason: str
    """What the rule's author wants people to be told; may be empty."""


@dataclass(frozen=True)
class DecisionError:
    """An error the PDP met while deciding. It is for operators and authors of policies, not for end users."""

    policy: str
    """Path of policy ids; empty when the request itself is at fault."""
    rule: str
    """The rule's id; empty for a policy's target or own obligation."""
    code: str
    """`missing-attribute`, `syntax-error` or `processing-error`."""
    message: str
    """What went wrong."""
