"""The way over HTTP: the OpenID AuthZEN Authorization API 1.0."""
