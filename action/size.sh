#!/usr/bin/env bash
# Sizes of each package on BOARDS, with what changed since the commit BASE where that has the package.
set -euo pipefail

boards=()
for board in $BOARDS; do boards+=(--board "$board"); done
table="$RUNNER_TEMP/mlc-size.md"
base="$RUNNER_TEMP/mlc-base"
: > "$table"

if [ -n "${BASE:-}" ]; then
    git fetch --quiet --depth=1 origin "$BASE"
    git worktree add --quiet --force "$base" "$BASE"
fi

while IFS= read -r package; do
    [ -n "$package" ] || continue
    compare=()
    if [ -d "$base/$package" ] && mlc size "$base/$package" "${boards[@]}" > /dev/null; then
        compare=(--compare "$base/$package/mlc-report.json")
    fi
    mlc size "$package" "${boards[@]}" "${compare[@]}" --reporter github >> "$table"
    echo >> "$table"
done <<< "$PACKAGES"

tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}" < "$table"
