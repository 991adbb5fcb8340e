#!/usr/bin/env bash
# Each package: current, equal to its model here, and on each board of BOARDS.
set -euo pipefail

boards=()
for board in $BOARDS; do boards+=(--board "$board"); done

while IFS= read -r package; do
    [ -n "$package" ] || continue
    echo "::group::$package"
    mlc compile "$package" --check
    mlc verify "$package" "${boards[@]}"
    echo "::endgroup::"
done <<< "$PACKAGES"
