# SPDX-License-Identifier: GPL-3.0-or-later
# start|stop|url of a server written in Python that prints its port and serves until it is ended. Sourced by the
# scripts of the stand-ins, which set:
#   name      of the script, of the server's folder, and of NAME.py beside the script
#   arguments (array, may be empty) for NAME.py
#   settings  what `url` prints after host and port
# and may define `prepare`, called before a start: it fails, with a reason on stderr, where the server cannot be had.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/$name
mkdir -p "$base"

die() { echo "$name.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

start() {
  running && return 0
  command -v python3 >/dev/null || die "python3 is not installed"
  if declare -F prepare >/dev/null; then prepare; fi
  local i
  : >"$base/port"
  setsid python3 "$here/$name.py" "${arguments[@]}" >"$base/port" 2>"$base/log" </dev/null &
  echo $! >"$base/pid"
  for ((i = 0; i < 1200; i++)); do
    running || { tail -20 "$base/log" >&2; die "it ended while starting"; }
    [ -s "$base/port" ] && return 0
    sleep 0.05
  done
  die "it does not tell its port"
}

stop() {
  running && kill "$(cat "$base/pid")"
  rm -f "$base/pid"
}

url() {
  running || die "not running: call start first"
  echo "host=127.0.0.1 port=$(cat "$base/port") $settings"
}

serve() { # start|stop|url
  case ${1:-} in
    start) start ;;
    stop) stop ;;
    url) url ;;
    *) die "usage: $name.sh start|stop|url" ;;
  esac
}
