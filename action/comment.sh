#!/usr/bin/env bash
# Puts the sizes on the pull request: one comment of ours, found again by its first line.
set -euo pipefail

marker='<!-- mlc-size -->'
body="$RUNNER_TEMP/mlc-comment.md"
{
    echo "$marker"
    cat "$RUNNER_TEMP/mlc-size.md"
} > "$body"

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
filter="[.[] | select(.body | startswith(\"$marker\")) | .id][0] // empty"
if ! known=$(gh api --paginate "$comments" --jq "$filter"); then
    echo "::warning::mlc: the comments of the pull request cannot be read"
    exit 0
fi
known=${known%%$'\n'*}
if [ -n "$known" ]; then
    request=(--method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known")
else
    request=(--method POST "$comments")
fi
# A fork's token may read only; the sizes are in the job's summary all the same.
gh api "${request[@]}" --field "body=@$body" --silent ||
    echo "::warning::mlc: no leave to comment on the pull request (permissions: pull-requests: write)"
