#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private Flight SQL server on loopback for the tests: flightsql.sh start|stop|url. It is Apache Arrow's own example
# server on a SQLite file (tests/servers/flightsql), built once by `./dev setup flightsql`, or named by
# TRIBUTARY_FLIGHTSQL. Results of tables parted_… come in four parts.
set -euo pipefail
name=flightsql
source "$(dirname "${BASH_SOURCE[0]}")/server.bash"
cache=${TRIBUTARY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tributary}
password=flight-pw

find_server() {
  server=${TRIBUTARY_FLIGHTSQL:-}
  [ -n "$server" ] || server=$(ls -t "$cache"/flightsql-*/server 2>/dev/null | head -1) || true
  [ -x "$server" ] || die "the server is not built: ./dev setup flightsql"
}

launch() {
  find_server
  rm -f "$base"/data.sqlite*
  : >"$base/port"
  FLIGHTSQL_PASSWORD=$password setsid "$server" -file "$base/data.sqlite" -user tributary -parts 4 \
    >"$base/port" 2>"$base/log" </dev/null &
  echo $! >"$base/pid"
  await test -s "$base/port"
}

url() { # its driver knows no host and port
  running || die "not running: call start first"
  echo "uri=grpc://127.0.0.1:$(port) user=tributary password=$password"
}

serve "$@"
