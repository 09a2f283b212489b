#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private InfluxDB 1.x on loopback for the tests, with authentication on: influxdb.sh start|stop|url
set -euo pipefail
name=influxdb
source "$(dirname "${BASH_SOURCE[0]}")/server.bash"
settings="user=tributary password=tributary-pw"

ask() { curl -fsS -o /dev/null "http://127.0.0.1:$(port)/query" "$@"; }

launch() {
  command -v influxd >/dev/null || die "InfluxDB is not installed (Debian: influxdb)"
  free_port >"$base/port"
  free_port >"$base/rpc"
  INFLUXDB_META_DIR="$base/meta" INFLUXDB_DATA_DIR="$base/data" INFLUXDB_DATA_WAL_DIR="$base/wal" \
    INFLUXDB_BIND_ADDRESS=127.0.0.1:$(cat "$base/rpc") INFLUXDB_HTTP_BIND_ADDRESS=127.0.0.1:$(port) \
    INFLUXDB_HTTP_AUTH_ENABLED=true INFLUXDB_HTTP_LOG_ENABLED=false INFLUXDB_REPORTING_DISABLED=true \
    INFLUXDB_MONITOR_STORE_ENABLED=false \
    setsid influxd run -config /dev/null >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  await curl -fs "http://127.0.0.1:$(port)/ping"
  # The first statement makes the administrator; on a later start it needs to log in.
  ask --data-urlencode "q=CREATE USER tributary WITH PASSWORD 'tributary-pw' WITH ALL PRIVILEGES" 2>/dev/null ||
    ask -u tributary:tributary-pw --data-urlencode "q=SHOW DATABASES" || die "cannot log in; see $base/log"
  ask -u tributary:tributary-pw --data-urlencode "q=CREATE DATABASE tributary"
}

serve "$@"
