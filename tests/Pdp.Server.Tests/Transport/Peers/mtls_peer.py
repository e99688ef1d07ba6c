"""Asks over mTLS with Debian's gRPC for Python: `ADDRESS AUTHORITY CERTIFICATE KEY`, with a request as base64 on standard input."""

import base64
import pathlib
import sys

import grpc

address, authority, certificate, key = sys.argv[1:]
own = {} if certificate == "-" else {"private_key": pathlib.Path(key).read_bytes(), "certificate_chain": pathlib.Path(certificate).read_bytes()}
channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(pathlib.Path(authority).read_bytes(), **own))
try:
    answer = channel.unary_unary("/pdp.v1.DecisionService/Check")(base64.b64decode(sys.stdin.read()), timeout=20)
    print(base64.b64encode(answer).decode())
except grpc.RpcError as error:
    print(error.code().name)
