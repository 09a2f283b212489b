#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private InfluxDB 2.x on loopback for the tests: influxdb2.sh start|stop|url. The server is the influxd of
# TRIBUTARY_INFLUXD2, or of PATH if that is of version 2 (Debian's is 1.6).
set -euo pipefail
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/influxdb2
token=tributary-test-token
mkdir -p "$base"

die() { echo "influxdb2.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

find_server() {
  server=${TRIBUTARY_INFLUXD2:-$(command -v influxd || true)}
  [ -x "$server" ] && "$server" version 2>/dev/null | grep -q '^InfluxDB v2' ||
    die "no influxd of version 2: set TRIBUTARY_INFLUXD2 to one (the stand-in is tested all the same)"
}

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  die "no free port"
}

ask() { # path, body
  curl -fsS -H "Authorization: Token $token" -H 'Content-Type: application/json' \
    "http://127.0.0.1:$(cat "$base/port")$1" ${2:+-d "$2"}
}

set_up() { # the first time: organization, bucket, and the bucket's name for InfluxQL
  ask /api/v2/setup "{\"username\": \"tributary\", \"password\": \"tributary-pw\", \"org\": \"tributary\",
    \"bucket\": \"tributary\", \"token\": \"$token\"}" >/dev/null
}

start() {
  running && return 0
  find_server
  local i
  free_port >"$base/port"
  setsid "$server" --bolt-path "$base/influxd.bolt" --sqlite-path "$base/influxd.sqlite" \
    --engine-path "$base/engine" --http-bind-address "127.0.0.1:$(cat "$base/port")" --reporting-disabled \
    --log-level error >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  for ((i = 0; i < 600; i++)); do
    running || { tail -20 "$base/log" >&2; die "the server ended while starting"; }
    ask /health >/dev/null 2>&1 && break
    sleep 0.05
  done
  if ask /api/v2/setup | grep -q '"allowed": *true'; then set_up; fi
}

stop() {
  running || { rm -f "$base/pid"; return 0; }
  local pid i
  pid=$(cat "$base/pid")
  kill "$pid"
  for ((i = 0; i < 200; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  ! kill -0 "$pid" 2>/dev/null || kill -9 "$pid"
  rm -f "$base/pid"
}

url() {
  running || die "not running: call start first"
  echo "host=127.0.0.1 port=$(cat "$base/port") org=tributary token=$token"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  url) url ;;
  *) die "usage: influxdb2.sh start|stop|url" ;;
esac
