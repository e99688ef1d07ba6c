from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DECISION_DENY: Decision
DECISION_INDETERMINATE: Decision
DECISION_NOT_APPLICABLE: Decision
DECISION_PERMIT: Decision
DECISION_UNSPECIFIED: Decision
DESCRIPTOR: _descriptor.FileDescriptor
EFFECT_DENY: Effect
EFFECT_PERMIT: Effect
EFFECT_UNSPECIFIED: Effect
INNER_VALUE_DENY: InnerValue
INNER_VALUE_INDETERMINATE_DENY: InnerValue
INNER_VALUE_INDETERMINATE_DENY_PERMIT: InnerValue
INNER_VALUE_INDETERMINATE_PERMIT: InnerValue
INNER_VALUE_NOT_APPLICABLE: InnerValue
INNER_VALUE_PERMIT: InnerValue
INNER_VALUE_UNSPECIFIED: InnerValue

class Action(_message.Message):
    __slots__ = ["name", "properties"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    name: str
    properties: _struct_pb2.Struct
    def __init__(self, name: _Optional[str] = ..., properties: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class Advice(_message.Message):
    __slots__ = ["id", "properties"]
    ID_FIELD_NUMBER: _ClassVar[int]
    PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    id: str
    properties: _struct_pb2.Struct
    def __init__(self, id: _Optional[str] = ..., properties: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class CheckBatchItem(_message.Message):
    __slots__ = ["action", "resource"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    action: Action
    resource: Resource
    def __init__(self, action: _Optional[_Union[Action, _Mapping]] = ..., resource: _Optional[_Union[Resource, _Mapping]] = ...) -> None: ...

class CheckBatchRequest(_message.Message):
    __slots__ = ["context", "items", "min_revision", "subject", "subject_token"]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    MIN_REVISION_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    context: _struct_pb2.Struct
    items: _containers.RepeatedCompositeFieldContainer[CheckBatchItem]
    min_revision: str
    subject: Subject
    subject_token: str
    def __init__(self, subject: _Optional[_Union[Subject, _Mapping]] = ..., context: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., items: _Optional[_Iterable[_Union[CheckBatchItem, _Mapping]]] = ..., min_revision: _Optional[str] = ..., subject_token: _Optional[str] = ...) -> None: ...

class CheckBatchResponse(_message.Message):
    __slots__ = ["results"]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[CheckBatchResult]
    def __init__(self, results: _Optional[_Iterable[_Union[CheckBatchResult, _Mapping]]] = ...) -> None: ...

class CheckBatchResult(_message.Message):
    __slots__ = ["error", "response"]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    error: CheckError
    response: CheckResponse
    def __init__(self, response: _Optional[_Union[CheckResponse, _Mapping]] = ..., error: _Optional[_Union[CheckError, _Mapping]] = ...) -> None: ...

class CheckError(_message.Message):
    __slots__ = ["code", "message", "violations"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    code: int
    message: str
    violations: _containers.RepeatedCompositeFieldContainer[FieldViolation]
    def __init__(self, code: _Optional[int] = ..., message: _Optional[str] = ..., violations: _Optional[_Iterable[_Union[FieldViolation, _Mapping]]] = ...) -> None: ...

class CheckRequest(_message.Message):
    __slots__ = ["action", "context", "min_revision", "resource", "subject", "subject_token"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    MIN_REVISION_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    action: Action
    context: _struct_pb2.Struct
    min_revision: str
    resource: Resource
    subject: Subject
    subject_token: str
    def __init__(self, subject: _Optional[_Union[Subject, _Mapping]] = ..., action: _Optional[_Union[Action, _Mapping]] = ..., resource: _Optional[_Union[Resource, _Mapping]] = ..., context: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., min_revision: _Optional[str] = ..., subject_token: _Optional[str] = ...) -> None: ...

class CheckResponse(_message.Message):
    __slots__ = ["advice", "allowed", "decision", "decision_id", "determining", "errors", "misfits", "obligations", "revision", "sequence", "shadows", "status"]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    DETERMINING_FIELD_NUMBER: _ClassVar[int]
    ERRORS_FIELD_NUMBER: _ClassVar[int]
    MISFITS_FIELD_NUMBER: _ClassVar[int]
    OBLIGATIONS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SHADOWS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    advice: _containers.RepeatedCompositeFieldContainer[Advice]
    allowed: bool
    decision: Decision
    decision_id: str
    determining: _containers.RepeatedCompositeFieldContainer[DeterminingRule]
    errors: _containers.RepeatedCompositeFieldContainer[DecisionError]
    misfits: _containers.RepeatedScalarFieldContainer[str]
    obligations: _containers.RepeatedCompositeFieldContainer[Obligation]
    revision: str
    sequence: int
    shadows: _containers.RepeatedCompositeFieldContainer[ShadowDecision]
    status: str
    def __init__(self, decision: _Optional[_Union[Decision, str]] = ..., allowed: bool = ..., determining: _Optional[_Iterable[_Union[DeterminingRule, _Mapping]]] = ..., obligations: _Optional[_Iterable[_Union[Obligation, _Mapping]]] = ..., advice: _Optional[_Iterable[_Union[Advice, _Mapping]]] = ..., errors: _Optional[_Iterable[_Union[DecisionError, _Mapping]]] = ..., status: _Optional[str] = ..., misfits: _Optional[_Iterable[str]] = ..., shadows: _Optional[_Iterable[_Union[ShadowDecision, _Mapping]]] = ..., revision: _Optional[str] = ..., decision_id: _Optional[str] = ..., sequence: _Optional[int] = ...) -> None: ...

class CheckStreamRequest(_message.Message):
    __slots__ = ["request", "request_id"]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request: CheckRequest
    request_id: int
    def __init__(self, request_id: _Optional[int] = ..., request: _Optional[_Union[CheckRequest, _Mapping]] = ...) -> None: ...

class CheckStreamResponse(_message.Message):
    __slots__ = ["error", "request_id", "response"]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    error: CheckError
    request_id: int
    response: CheckResponse
    def __init__(self, request_id: _Optional[int] = ..., response: _Optional[_Union[CheckResponse, _Mapping]] = ..., error: _Optional[_Union[CheckError, _Mapping]] = ...) -> None: ...

class DecisionError(_message.Message):
    __slots__ = ["code", "member", "message", "policy", "position", "rule", "version"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    code: str
    member: str
    message: str
    policy: str
    position: ExpressionPosition
    rule: str
    version: int
    def __init__(self, policy: _Optional[str] = ..., version: _Optional[int] = ..., rule: _Optional[str] = ..., code: _Optional[str] = ..., message: _Optional[str] = ..., member: _Optional[str] = ..., position: _Optional[_Union[ExpressionPosition, _Mapping]] = ...) -> None: ...

class DeterminingRule(_message.Message):
    __slots__ = ["policy", "reason", "rule", "version"]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    policy: str
    reason: str
    rule: str
    version: int
    def __init__(self, policy: _Optional[str] = ..., version: _Optional[int] = ..., rule: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class EvaluationError(_message.Message):
    __slots__ = ["attribute", "code", "message"]
    ATTRIBUTE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    attribute: str
    code: str
    message: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ..., attribute: _Optional[str] = ...) -> None: ...

class ExplainRequest(_message.Message):
    __slots__ = ["action", "context", "resource", "subject", "subject_token"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    action: Action
    context: _struct_pb2.Struct
    resource: Resource
    subject: Subject
    subject_token: str
    def __init__(self, subject: _Optional[_Union[Subject, _Mapping]] = ..., action: _Optional[_Union[Action, _Mapping]] = ..., resource: _Optional[_Union[Resource, _Mapping]] = ..., context: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., subject_token: _Optional[str] = ...) -> None: ...

class ExplainResponse(_message.Message):
    __slots__ = ["response", "roots", "shadows", "token"]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    ROOTS_FIELD_NUMBER: _ClassVar[int]
    SHADOWS_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    response: CheckResponse
    roots: _containers.RepeatedCompositeFieldContainer[PolicyTrace]
    shadows: _containers.RepeatedCompositeFieldContainer[PolicyTrace]
    token: TokenProvenance
    def __init__(self, response: _Optional[_Union[CheckResponse, _Mapping]] = ..., roots: _Optional[_Iterable[_Union[PolicyTrace, _Mapping]]] = ..., shadows: _Optional[_Iterable[_Union[PolicyTrace, _Mapping]]] = ..., token: _Optional[_Union[TokenProvenance, _Mapping]] = ...) -> None: ...

class ExpressionPosition(_message.Message):
    __slots__ = ["column", "length", "line", "start"]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    column: int
    length: int
    line: int
    start: int
    def __init__(self, start: _Optional[int] = ..., length: _Optional[int] = ..., line: _Optional[int] = ..., column: _Optional[int] = ...) -> None: ...

class ExpressionTrace(_message.Message):
    __slots__ = ["nodes", "text"]
    NODES_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    nodes: _containers.RepeatedCompositeFieldContainer[SubExpression]
    text: str
    def __init__(self, text: _Optional[str] = ..., nodes: _Optional[_Iterable[_Union[SubExpression, _Mapping]]] = ...) -> None: ...

class FieldViolation(_message.Message):
    __slots__ = ["description", "field"]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    description: str
    field: str
    def __init__(self, field: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class ItemTrace(_message.Message):
    __slots__ = ["policy", "rule"]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    policy: PolicyTrace
    rule: RuleTrace
    def __init__(self, rule: _Optional[_Union[RuleTrace, _Mapping]] = ..., policy: _Optional[_Union[PolicyTrace, _Mapping]] = ...) -> None: ...

class Obligation(_message.Message):
    __slots__ = ["id", "properties"]
    ID_FIELD_NUMBER: _ClassVar[int]
    PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    id: str
    properties: _struct_pb2.Struct
    def __init__(self, id: _Optional[str] = ..., properties: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class PolicyTrace(_message.Message):
    __slots__ = ["combining", "error", "id", "items", "location", "path", "target", "value", "variables", "version"]
    COMBINING_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    VARIABLES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    combining: str
    error: DecisionError
    id: str
    items: _containers.RepeatedCompositeFieldContainer[ItemTrace]
    location: SourceLocation
    path: str
    target: ExpressionTrace
    value: InnerValue
    variables: _containers.RepeatedCompositeFieldContainer[VariableTrace]
    version: int
    def __init__(self, id: _Optional[str] = ..., path: _Optional[str] = ..., version: _Optional[int] = ..., combining: _Optional[str] = ..., value: _Optional[_Union[InnerValue, str]] = ..., error: _Optional[_Union[DecisionError, _Mapping]] = ..., location: _Optional[_Union[SourceLocation, _Mapping]] = ..., target: _Optional[_Union[ExpressionTrace, _Mapping]] = ..., variables: _Optional[_Iterable[_Union[VariableTrace, _Mapping]]] = ..., items: _Optional[_Iterable[_Union[ItemTrace, _Mapping]]] = ...) -> None: ...

class Resource(_message.Message):
    __slots__ = ["id", "properties", "type"]
    ID_FIELD_NUMBER: _ClassVar[int]
    PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    id: str
    properties: _struct_pb2.Struct
    type: str
    def __init__(self, type: _Optional[str] = ..., id: _Optional[str] = ..., properties: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class RuleTrace(_message.Message):
    __slots__ = ["action_matches", "effect", "error", "id", "location", "reason", "value", "when"]
    ACTION_MATCHES_FIELD_NUMBER: _ClassVar[int]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    WHEN_FIELD_NUMBER: _ClassVar[int]
    action_matches: bool
    effect: Effect
    error: DecisionError
    id: str
    location: SourceLocation
    reason: str
    value: InnerValue
    when: ExpressionTrace
    def __init__(self, id: _Optional[str] = ..., effect: _Optional[_Union[Effect, str]] = ..., value: _Optional[_Union[InnerValue, str]] = ..., action_matches: bool = ..., when: _Optional[_Union[ExpressionTrace, _Mapping]] = ..., reason: _Optional[str] = ..., error: _Optional[_Union[DecisionError, _Mapping]] = ..., location: _Optional[_Union[SourceLocation, _Mapping]] = ...) -> None: ...

class ShadowDecision(_message.Message):
    __slots__ = ["decision", "in_force", "policy", "version"]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    IN_FORCE_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    decision: Decision
    in_force: Decision
    policy: str
    version: int
    def __init__(self, policy: _Optional[str] = ..., version: _Optional[int] = ..., decision: _Optional[_Union[Decision, str]] = ..., in_force: _Optional[_Union[Decision, str]] = ...) -> None: ...

class SourceLocation(_message.Message):
    __slots__ = ["file", "pointer"]
    FILE_FIELD_NUMBER: _ClassVar[int]
    POINTER_FIELD_NUMBER: _ClassVar[int]
    file: str
    pointer: str
    def __init__(self, file: _Optional[str] = ..., pointer: _Optional[str] = ...) -> None: ...

class SubExpression(_message.Message):
    __slots__ = ["depth", "error", "literal", "position", "rounds", "text", "value"]
    DEPTH_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    LITERAL_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    ROUNDS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    depth: int
    error: EvaluationError
    literal: str
    position: ExpressionPosition
    rounds: int
    text: str
    value: _struct_pb2.Value
    def __init__(self, depth: _Optional[int] = ..., text: _Optional[str] = ..., position: _Optional[_Union[ExpressionPosition, _Mapping]] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., error: _Optional[_Union[EvaluationError, _Mapping]] = ..., literal: _Optional[str] = ..., rounds: _Optional[int] = ...) -> None: ...

class Subject(_message.Message):
    __slots__ = ["id", "properties", "type"]
    ID_FIELD_NUMBER: _ClassVar[int]
    PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    id: str
    properties: _struct_pb2.Struct
    type: str
    def __init__(self, type: _Optional[str] = ..., id: _Optional[str] = ..., properties: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class TokenProvenance(_message.Message):
    __slots__ = ["claims", "issuer", "key_id"]
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    ISSUER_FIELD_NUMBER: _ClassVar[int]
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    claims: _containers.RepeatedScalarFieldContainer[str]
    issuer: str
    key_id: str
    def __init__(self, issuer: _Optional[str] = ..., key_id: _Optional[str] = ..., claims: _Optional[_Iterable[str]] = ...) -> None: ...

class VariableTrace(_message.Message):
    __slots__ = ["expression", "name"]
    EXPRESSION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    expression: ExpressionTrace
    name: str
    def __init__(self, name: _Optional[str] = ..., expression: _Optional[_Union[ExpressionTrace, _Mapping]] = ...) -> None: ...

class Decision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class InnerValue(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Effect(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
