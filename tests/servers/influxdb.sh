#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private InfluxDB 1.x on loopback for the tests, with authentication on: influxdb.sh start|stop|url
set -euo pipefail
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/influxdb
mkdir -p "$base"

die() { echo "influxdb.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  die "no free port"
}

ask() { curl -fsS -o /dev/null "http://127.0.0.1:$(cat "$base/port")/query" "$@"; }

start() {
  running && return 0
  command -v influxd >/dev/null || die "InfluxDB is not installed (Debian: influxdb)"
  local i
  free_port >"$base/port"
  free_port >"$base/rpc"
  INFLUXDB_META_DIR="$base/meta" INFLUXDB_DATA_DIR="$base/data" INFLUXDB_DATA_WAL_DIR="$base/wal" \
    INFLUXDB_BIND_ADDRESS=127.0.0.1:$(cat "$base/rpc") INFLUXDB_HTTP_BIND_ADDRESS=127.0.0.1:$(cat "$base/port") \
    INFLUXDB_HTTP_AUTH_ENABLED=true INFLUXDB_HTTP_LOG_ENABLED=false INFLUXDB_REPORTING_DISABLED=true \
    INFLUXDB_MONITOR_STORE_ENABLED=false \
    setsid influxd run -config /dev/null >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  for ((i = 0; i < 400; i++)); do
    running || { tail -20 "$base/log" >&2; die "the server ended while starting"; }
    curl -fs -o /dev/null "http://127.0.0.1:$(cat "$base/port")/ping" && break
    sleep 0.05
  done
  # The first statement makes the administrator; on a later start it needs to log in.
  ask --data-urlencode "q=CREATE USER tributary WITH PASSWORD 'tributary-pw' WITH ALL PRIVILEGES" 2>/dev/null ||
    ask -u tributary:tributary-pw --data-urlencode "q=SHOW DATABASES" || die "cannot log in; see $base/log"
  ask -u tributary:tributary-pw --data-urlencode "q=CREATE DATABASE tributary"
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
  echo "host=127.0.0.1 port=$(cat "$base/port") user=tributary password=tributary-pw"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  url) url ;;
  *) die "usage: influxdb.sh start|stop|url" ;;
esac
