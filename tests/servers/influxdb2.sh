#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private InfluxDB 2.x on loopback for the tests: influxdb2.sh start|stop|url. The server is the influxd of
# TRIBUTARY_INFLUXD2, or of PATH if that is of version 2 (Debian's is 1.6).
set -euo pipefail
name=influxdb2
source "$(dirname "${BASH_SOURCE[0]}")/server.bash"
token=tributary-test-token
settings="org=tributary token=$token"

find_server() {
  server=${TRIBUTARY_INFLUXD2:-$(command -v influxd || true)}
  [ -x "$server" ] && "$server" version 2>/dev/null | grep -q '^InfluxDB v2' ||
    die "no influxd of version 2: set TRIBUTARY_INFLUXD2 to one (the stand-in is tested all the same)"
}

ask() { # path, body
  curl -fsS -H "Authorization: Token $token" -H 'Content-Type: application/json' \
    "http://127.0.0.1:$(port)$1" ${2:+-d "$2"}
}

set_up() { # the first time: organization, bucket, and the bucket's name for InfluxQL
  ask /api/v2/setup "{\"username\": \"tributary\", \"password\": \"tributary-pw\", \"org\": \"tributary\",
    \"bucket\": \"tributary\", \"token\": \"$token\"}" >/dev/null
}

launch() {
  find_server
  free_port >"$base/port"
  setsid "$server" --bolt-path "$base/influxd.bolt" --sqlite-path "$base/influxd.sqlite" \
    --engine-path "$base/engine" --http-bind-address "127.0.0.1:$(port)" --reporting-disabled \
    --log-level error >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  await ask /health
  if ask /api/v2/setup | grep -q '"allowed": *true'; then set_up; fi
}

serve "$@"
