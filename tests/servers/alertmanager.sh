#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private Prometheus Alertmanager on loopback that takes alerts and tells nobody: alertmanager.sh start|stop|url
set -euo pipefail
name=alertmanager
source "$(dirname "${BASH_SOURCE[0]}")/server.bash"

launch() {
  command -v prometheus-alertmanager >/dev/null ||
    die "Alertmanager is not installed (Debian: prometheus-alertmanager)"
  free_port >"$base/port"
  printf 'route: {receiver: nobody, group_by: [alertname]}\nreceivers: [{name: nobody}]\n' >"$base/config.yml"
  setsid prometheus-alertmanager --config.file="$base/config.yml" --storage.path="$base/data" \
    --web.listen-address="127.0.0.1:$(port)" --cluster.listen-address= >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  await curl -fs "http://127.0.0.1:$(port)/-/ready"
}

tell_settings() {
  echo "url=http://127.0.0.1:$(port)"
}

serve "$@"
