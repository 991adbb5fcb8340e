#!/usr/bin/env bash
# Sizes of each package on $BOARDS, with what changed since the commit $BASE where that has the package.
set -euo pipefail

read -r -a ids <<< "${BOARDS//$'\n'/ }"
options=()
for id in "${ids[@]}"; do options+=(--board "$id"); done
table="$RUNNER_TEMP/mlc-size.md"
base="$RUNNER_TEMP/mlc-base"
status=0
: > "$table"

if [ -n "${BASE:-}" ]; then
    git fetch --quiet --depth=1 origin "$BASE"
    git worktree add --quiet --force --detach "$base" "$BASE"
fi

while IFS= read -r package; do
    [ -n "$package" ] || continue
    compare=()
    # What the commit before was over is told there.
    if [ -d "$base/$package" ]; then
        mlc size "$base/$package" "${options[@]}" > /dev/null 2>&1 || true
        report="$base/$package/mlc-report.json"
        if [ -f "$report" ]; then compare=(--compare "$report"); fi
    fi
    # Over a limit: the table and the other packages are still wanted.
    mlc size "$package" "${options[@]}" "${compare[@]}" --reporter github >> "$table" || status=$?
    echo >> "$table"
done <<< "$PACKAGES"

tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}" < "$table"
exit "$status"
