#!/usr/bin/env bash
# s3.sh start|stop   S3_DATA, S3_PORT (the first of four; each + 10000 as well), S3_ACCESS_KEY, S3_SECRET_KEY
# SeaweedFS from its wheel, with one private bucket made by the tests.
set -euo pipefail
. "$(dirname "$0")/common.sh"
: "${S3_DATA:?}" "${S3_PORT:=18333}" "${S3_ACCESS_KEY:=testkey}" "${S3_SECRET_KEY:=testsecret}"
weed=${WEED:-$(command -v weed || echo "$(dirname "${PYTHON:-python3}")/weed")}
pidfile=$S3_DATA/weed.pid
ready() {
  curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$S3_PORT/healthz" 2>/dev/null &&
    curl -fsS -m 2 "http://127.0.0.1:$((S3_PORT + 1))/dir/status" 2>/dev/null | grep -q '"DataNodes":\[{'
}

case "${1:-}" in
  start)
    mkdir -p "$S3_DATA/volumes"
    alive "$pidfile" && exit 0
    for offset in 0 1 2 3; do refuse_busy $((S3_PORT + offset)) $((S3_PORT + offset + 10000)); done
    cat >"$S3_DATA/s3.json" <<EOF
{"identities": [{"name": "app",
  "credentials": [{"accessKey": "$S3_ACCESS_KEY", "secretKey": "$S3_SECRET_KEY"}],
  "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
EOF
    cd "$S3_DATA"
    # Telemetry is on by default; a wrong bucket name must be an error, not a new bucket.
    HOME=$S3_DATA TMPDIR=$S3_DATA nohup setsid "$weed" -logdir="$S3_DATA" server \
      -dir="$S3_DATA/volumes" -ip=127.0.0.1 -ip.bind=127.0.0.1 -master.telemetry=false \
      -master.port=$((S3_PORT + 1)) -volume.port=$((S3_PORT + 2)) \
      -filer -filer.port=$((S3_PORT + 3)) -s3 -s3.port="$S3_PORT" -s3.config="$S3_DATA/s3.json" \
      -s3.autoCreateBucket=false -s3.port.iceberg=0 -s3.port.lance=0 \
      -master.volumeSizeLimitMB=64 -volume.preStopSeconds=0 -volume.max=100 \
      -volume.minFreeSpace=1 </dev/null >"$S3_DATA/out.log" 2>&1 &
    echo $! >"$pidfile"
    for _ in $(seq 600); do
      ready && exit 0
      alive "$pidfile" || break
      sleep 0.1
    done
    tail -30 "$S3_DATA/out.log" >&2
    exit 1
    ;;
  # It takes 17 s to say goodbye, and nothing here is worth waiting for.
  stop) stop_pid "$pidfile" 1 ;;
  *) sed -n 2p "$0" >&2; exit 2 ;;
esac
