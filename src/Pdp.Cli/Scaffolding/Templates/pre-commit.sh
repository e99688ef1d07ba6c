#!/bin/sh
# Lets no commit pass whose policies are not valid, formatted and tested: those that are to be committed, not those of the work tree.
# `git config core.hooksPath .githooks` switches it on.
set -eu
cd "$(git rev-parse --show-toplevel)"
staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
git ls-files -z -- {directory} | git checkout-index -z --stdin --prefix="$staged/"
cd "$staged"
pdp validate --warnings-as-errors {directory}
pdp fmt --check {directory}
pdp test {directory}
