#!/usr/bin/env bash
# No index's or registry's address stands in the repository: an installation follows its own
# machine's settings, and a mirror is nobody else's business.
set -euo pipefail
cd "$(dirname "$0")/.."
pattern='https?://[a-z0-9.-]*(pypi|pythonhosted|npmjs|registry)[a-z0-9.-]*|--(extra-)?index-url|"resolved": *"http'
if git grep -nIE "$pattern" -- . ':!bin/check_addresses.sh'; then
  echo "An index's or a registry's address is written down above." >&2
  exit 1
fi
