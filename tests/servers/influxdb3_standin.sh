#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The stand-in for InfluxDB 3.x on loopback (see influxdb3_standin.py): influxdb3_standin.sh start|stop|url
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/influxdb3_standin
mkdir -p "$base"

die() { echo "influxdb3_standin.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

start() {
  running && return 0
  command -v python3 >/dev/null || die "python3 is not installed"
  local i
  : >"$base/port"
  setsid python3 "$here/influxdb3_standin.py" >"$base/port" 2>"$base/log" </dev/null &
  echo $! >"$base/pid"
  for ((i = 0; i < 200; i++)); do
    running || { tail -20 "$base/log" >&2; die "the stand-in ended while starting"; }
    [ -s "$base/port" ] && return 0
    sleep 0.05
  done
  die "the stand-in does not tell its port"
}

stop() {
  running && kill "$(cat "$base/pid")"
  rm -f "$base/pid"
}

url() {
  running || die "not running: call start first"
  echo "host=127.0.0.1 port=$(cat "$base/port") token=standin-token"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  url) url ;;
  *) die "usage: influxdb3_standin.sh start|stop|url" ;;
esac
