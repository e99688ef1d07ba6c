"""The way to the PDP over gRPC."""
