"""The contract's messages, made by `protoc` from `protos/pdp/v1`; `tests/test_messages.py` holds them to it."""
