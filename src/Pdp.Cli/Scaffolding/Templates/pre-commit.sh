#!/bin/sh
# Lets no commit pass whose policies are not valid, formatted and tested: those that are to be committed, not those of the work tree.
# `git config core.hooksPath .githooks` switches it on.
set -eu
cd "$(git rev-parse --show-toplevel)"
policies={directory}
export GIT_LITERAL_PATHSPECS=1

# nothing of them is to be committed, or they are elsewhere now
git diff --cached --quiet --no-ext-diff -- "$policies" && exit 0
[ -n "$(git ls-files --cached -- "$policies")" ] || exit 0

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
git ls-files --cached -z -- "$policies" | git checkout-index -z --stdin --prefix="$staged/"
# what is only meant to be added has no content yet, and is no part of the commit
git diff --name-only --diff-filter=A --no-ext-diff -z -- "$policies" | (cd "$staged" && xargs -0 rm -f --)
cd "$staged"
pdp validate --warnings-as-errors "$policies"
pdp fmt --check "$policies"
pdp test "$policies"
