#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private Prometheus Alertmanager on loopback that takes alerts and tells nobody: alertmanager.sh start|stop|url
set -euo pipefail
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/alertmanager
mkdir -p "$base"

die() { echo "alertmanager.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  die "no free port"
}

start() {
  running && return 0
  command -v prometheus-alertmanager >/dev/null ||
    die "Alertmanager is not installed (Debian: prometheus-alertmanager)"
  local i
  free_port >"$base/port"
  printf 'route: {receiver: nobody, group_by: [alertname]}\nreceivers: [{name: nobody}]\n' >"$base/config.yml"
  setsid prometheus-alertmanager --config.file="$base/config.yml" --storage.path="$base/data" \
    --web.listen-address="127.0.0.1:$(cat "$base/port")" --cluster.listen-address= >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  for ((i = 0; i < 400; i++)); do
    running || { tail -20 "$base/log" >&2; die "the server ended while starting"; }
    curl -fs -o /dev/null "http://127.0.0.1:$(cat "$base/port")/-/ready" && return 0
    sleep 0.05
  done
  die "the server does not get ready; see $base/log"
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
  echo "host=127.0.0.1 port=$(cat "$base/port") url=http://127.0.0.1:$(cat "$base/port")"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  url) url ;;
  *) die "usage: alertmanager.sh start|stop|url" ;;
esac
