#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private Flight SQL server on loopback for the tests: flightsql.sh start|stop|url. It is Apache Arrow's own example
# server on a SQLite file (tests/servers/flightsql), built once by `./dev setup flightsql`, or named by
# TRIBUTARY_FLIGHTSQL. Results of tables parted_… come in four parts.
set -euo pipefail
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/flightsql
cache=${TRIBUTARY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tributary}
password=flight-pw
mkdir -p "$base"

die() { echo "flightsql.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

find_server() {
  server=${TRIBUTARY_FLIGHTSQL:-}
  [ -n "$server" ] || server=$(ls -t "$cache"/flightsql-*/server 2>/dev/null | head -1) || true
  [ -x "$server" ] || die "the server is not built: ./dev setup flightsql"
}

start() {
  running && return 0
  find_server
  local i
  rm -f "$base"/data.sqlite*
  : >"$base/port"
  FLIGHTSQL_PASSWORD=$password setsid "$server" -file "$base/data.sqlite" -user tributary -parts 4 \
    >"$base/port" 2>"$base/log" </dev/null &
  echo $! >"$base/pid"
  for ((i = 0; i < 400; i++)); do
    running || { tail -20 "$base/log" >&2; die "the server ended while starting"; }
    [ -s "$base/port" ] && return 0
    sleep 0.05
  done
  die "the server does not tell its port; see $base/log"
}

stop() {
  running || { rm -f "$base/pid"; return 0; }
  local pid i
  pid=$(cat "$base/pid")
  kill "$pid"
  for ((i = 0; i < 100; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  ! kill -0 "$pid" 2>/dev/null || kill -9 "$pid"
  rm -f "$base/pid"
}

url() {
  running || die "not running: call start first"
  echo "uri=grpc://127.0.0.1:$(cat "$base/port") user=tributary password=$password"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  url) url ;;
  *) die "usage: flightsql.sh start|stop|url" ;;
esac
