#!/usr/bin/env bash
# No package index's, registry's or mirror's address stands in the repository, with or without its
# scheme: an installation follows its own machine's settings, and a mirror is nobody else's
# business. The words alone may: npm, PyPI, `lms.core.search_registry`.
set -euo pipefail
cd "$(dirname "$0")/.."
label='[a-z0-9-]*' dotted='([a-z0-9-]+\.)*'
begin='(^|[^a-z0-9_.-])' end='($|[^a-z0-9_-])'
# Nothing but a host is called so: any dot after it makes an address of the word.
names='pypi|pythonhosted|npmjs|npmmirror|yarnpkg|rubygems|crates'
# Ordinary words as well: an address where the name ends as hosts end, not as modules do.
words='registry|mirrors?|npm|artifactory|nexus'
tops='org|com|net|io|dev|co|edu|gov|internal|local|lan|corp|intranet|eu|us|uk|de|fr|nl|ch|ru|in|au|sg|jp|kr|tw|cn|vn'
# Those whose names hold none of these words.
others='(docker|quay|ghcr|gcr)\.io|docker\.elastic\.co|(mcr|docker)\.microsoft\.com|hub\.docker\.com'
others+='|proxy\.golang\.org|(deb|ftp|security|archive|ports)\.(debian\.org|ubuntu\.com)'
patterns=(
  "$begin$dotted$label($names)$label\.[a-z0-9]"
  "$begin$dotted$label($words)$label\.$dotted($tops)$end"
  "$begin$label($names|$words)$label:[0-9]{2,5}$end"
  "https?://[^/[:space:]]*($names|$words)"
  "$begin$dotted($others)$end"
  # A host that gives nothing away, by its path.
  "[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]+)?/([^[:space:]]*/)?(simple|$names|npm)(/|$end)"
  '(^|[^a-z])(extra[-_])?index[-_]url'
  '"resolved": *"http'
)
arguments=()
for pattern in "${patterns[@]}"; do arguments+=(-e "$pattern"); done
if git grep -nIiE "${arguments[@]}" -- .; then
  echo "An index's or a registry's address is written down above." >&2
  exit 1
fi
