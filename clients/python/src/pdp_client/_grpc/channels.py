"""How channels are set up."""

from __future__ import annotations

import json

import grpc

from ..settings import Tls

CHECK = "/pdp.v1.DecisionService/Check"
CHECK_BATCH = "/pdp.v1.DecisionService/CheckBatch"
HEALTH = "/grpc.health.v1.Health/Check"

# The messages of grpc.health.v1, of which a client needs no more than these bytes: a request for the whole server, and an
# answer whose only field is 1 (SERVING).
HEALTH_REQUEST = b""
HEALTH_SERVING = b"\x08\x01"

_SERVICE_CONFIG = json.dumps(
    {
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": [
            {
                "name": [{"service": "pdp.v1.DecisionService"}],
                "retryPolicy": {
                    "maxAttempts": 3,
                    "initialBackoff": "0.01s",
                    "maxBackoff": "0.05s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ],
        # A PDP in trouble is not asked more than ten times before retries stop until calls succeed again.
        "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
    }
)

OPTIONS: list[tuple[str, str | int]] = [
    ("grpc.service_config", _SERVICE_CONFIG),
    ("grpc.enable_retries", 1),
    # A proxy for the way out must not come between: it would read the questions and could write the answers.
    ("grpc.enable_http_proxy", 0),
    # A service config from DNS could undo what is promised here.
    ("grpc.service_config_disable_resolution", 1),
    # Each client has connections of its own, so that closing one touches no other.
    ("grpc.use_local_subchannel_pool", 1),
    # The library's defaults, up to 120 s, would keep a PDP that is back away from its callers.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),
    ("grpc.min_reconnect_backoff_ms", 1000),  # how long one attempt to connect may take
    ("grpc.dns_min_time_between_resolutions_ms", 1000),
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),  # a thousand answers with all they may have to say
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
]


def options(tls: Tls | None) -> list[tuple[str, str | int]]:
    """The options of a channel."""
    if tls is None or tls.server_name is None:
        return OPTIONS
    return [*OPTIONS, ("grpc.ssl_target_name_override", tls.server_name), ("grpc.default_authority", tls.server_name)]


def credentials(tls: Tls) -> grpc.ChannelCredentials:
    """Reads the files.

    :raises OSError: one cannot be read.
    """

    def content(path: str | None) -> bytes | None:
        if path is None:
            return None
        with open(path, "rb") as file:
            return file.read()

    return grpc.ssl_channel_credentials(content(tls.ca_file), content(tls.key_file), content(tls.certificate_file))
