# Shared by the service scripts. These servers are for tests only: no passwords worth the name,
# no fsync, data in a throw-away folder. compose.yaml is what a real installation looks like.

# Whether something listens on a port. A health check answers for whoever owns the port, so each
# start asks this first and keeps the process id it started.
busy() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

alive() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

refuse_busy() {
  local port
  for port in "$@"; do
    if busy "$port"; then echo "Port $port is used by another program." >&2; exit 1; fi
  done
}

# stop_pid FILE SECONDS: ask, wait, then insist.
stop_pid() {
  local pid
  [ -s "$1" ] || return 0
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq $(($2 * 10))); do
    kill -0 "$pid" 2>/dev/null || { rm -f "$1"; return 0; }
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$1"
}

# Some servers refuse to run as root: become somebody else, where we are root.
as_user() {
  local user=$1
  shift
  if [ "$(id -u)" = 0 ]; then setpriv --reuid="$user" --regid="$user" --clear-groups "$@"; else "$@"; fi
}
