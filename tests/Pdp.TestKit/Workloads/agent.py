"""A SPIFFE Workload API as an agent serves it, over a socket: what it says is told by lines of JSON on standard input.

It writes its messages by hand, by the numbers of the specification, and knows nothing of the project's own contract.
"""

import base64
import json
import sys
import threading
from concurrent import futures

import grpc

HEADER = "workload.spiffe.io"


def field(number, value):
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def binary(text):
    return base64.b64decode(text, validate=True)


def entries(number, members):
    return b"".join(field(number, field(1, name.encode()) + field(2, binary(value))) for name, value in members.items())


def x509(state):
    message = b""
    for svid in state["svids"]:
        one = field(1, svid["id"].encode()) + field(2, binary(svid["chain"])) + field(3, binary(svid["key"])) + field(4, binary(svid["bundle"]))
        message += field(1, one + field(5, svid.get("hint", "").encode()))
    for der in state.get("crl", []):
        message += field(2, binary(der))
    return message + entries(3, state.get("federated", {}))


class Agent:
    def __init__(self):
        self.changed = threading.Condition()
        self.version = 0
        self.ended = 0
        self.messages = {"FetchX509SVID": None, "FetchJWTBundles": None}
        self.status = None

    def take(self, line):
        order = json.loads(line)
        with self.changed:
            if "status" in order:
                self.status = (getattr(grpc.StatusCode, order["status"]), order.get("text", ""))
            elif "end" in order:
                self.ended += 1
            else:
                self.status = None
                if "x509" in order:
                    self.messages["FetchX509SVID"] = x509(order["x509"])
                if "raw" in order:
                    self.messages["FetchX509SVID"] = binary(order["raw"])
                if "jwt" in order:
                    self.messages["FetchJWTBundles"] = entries(1, order["jwt"])
            self.version += 1
            self.changed.notify_all()

    def stream(self, method):
        def serve(_, context):
            context.add_callback(self.wake)
            header = dict(context.invocation_metadata()).get(HEADER)
            print("call", method, header, flush=True)
            if header != "true":
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "security header missing from request")
            with self.changed:
                ended = self.ended
            sent = None
            while True:
                with self.changed:
                    while context.is_active() and self.status is None and self.ended == ended and self.version == sent:
                        self.changed.wait(1)
                    status, message = self.status, self.messages[method]
                    if not context.is_active() or self.ended != ended:
                        return
                    new, sent = self.version != sent, self.version
                if status is not None:
                    context.abort(*status)
                if new and message is not None:
                    yield message

        return grpc.unary_stream_rpc_method_handler(serve)

    def wake(self):
        with self.changed:
            self.changed.notify_all()


def main():
    agent = Agent()
    handlers = {method: agent.stream(method) for method in agent.messages}
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("SpiffeWorkloadAPI", handlers),))
    server.add_insecure_port(sys.argv[1])
    server.start()
    print("ready", flush=True)
    for line in sys.stdin:
        agent.take(line)
        print("taken", flush=True)
    server.stop(0)


main()
