#!/usr/bin/env bash
# Each package: current, equal to its model here, and on each board of $BOARDS.
set -euo pipefail

read -r -a ids <<< "${BOARDS//$'\n'/ }"
options=()
for id in "${ids[@]}"; do options+=(--board "$id"); done

while IFS= read -r package; do
    [ -n "$package" ] || continue
    echo "::group::$package"
    mlc compile "$package" --check
    mlc verify "$package" "${options[@]}"
    echo "::endgroup::"
done <<< "$PACKAGES"
