#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private Prometheus on loopback with a fixed history, that scrapes itself: prometheus.sh start|stop|url
# History (times are 2026-01-31 in UTC, seconds since 1970 1769860800 = 12:00:00):
#   orders_total{shop,status}   12:00:00 … 13:00:00 every 15 s, north/ok +2, north/failed +0.5, south (no status) +1
#   readings{kind}              one sample a second from 12:00:00 for odd values
#   odd{…}                      labels that clash with columns, and texts that need escapes
#   ticks{host="h0" … "h9"}     4000 samples each, one a second from 12:00:00; value = second
# It loads at most 30000 samples for a query, so that readers meet that limit.
set -euo pipefail
name=prometheus
source "$(dirname "${BASH_SOURCE[0]}")/server.bash"

history() {
  awk 'BEGIN {
    t = 1769860800
    print "# HELP orders Orders taken, by shop."; print "# TYPE orders counter"
    for (i = 0; i <= 240; i++) printf "orders_total{shop=\"north\",status=\"ok\"} %d %d\n", 2 * i, t + 15 * i
    for (i = 0; i <= 240; i++) printf "orders_total{shop=\"north\",status=\"failed\"} %.1f %d\n", i / 2, t + 15 * i
    for (i = 0; i <= 240; i++) printf "orders_total{shop=\"south\"} %d %d\n", i, t + 15 * i
    print "# TYPE readings gauge"
    n = split("NaN +Inf -Inf -0 1e-300 1.7976931348623157e308 0.1 9007199254740993", v, " ")
    for (i = 1; i <= n; i++) printf "readings{kind=\"odd\"} %s %d.%03d\n", v[i], t + i - 1, i - 1
    print "# TYPE odd gauge"
    printf "odd{time=\"noon\",value=\"one\",Case=\"A\",case=\"b\",text=\"a\\\"b\\\\c\\nd.e 汉字\"} 1 %d\n", t
    printf "odd{text=\"a.b\"} 2 %d\n", t
    printf "odd{text=\"axb\"} 3 %d\n", t
    print "# TYPE ticks gauge"
    for (h = 0; h < 10; h++) for (i = 0; i < 4000; i++) printf "ticks{host=\"h%d\"} %d %d\n", h, i, t + i
    print "# EOF"
  }'
}

launch() {
  command -v prometheus >/dev/null && command -v promtool >/dev/null ||
    die "Prometheus is not installed (Debian: prometheus)"
  free_port >"$base/port"
  rm -rf "$base/data"
  mkdir -p "$base/data"
  history >"$base/history.om"
  promtool tsdb create-blocks-from openmetrics "$base/history.om" "$base/data" >"$base/import.log" 2>&1 ||
    { tail -20 "$base/import.log" >&2; die "the history cannot be imported"; }
  cat >"$base/prometheus.yml" <<YML
global: {scrape_interval: 1s}
scrape_configs: [{job_name: itself, static_configs: [{targets: ["127.0.0.1:$(port)"]}]}]
YML
  setsid prometheus --config.file="$base/prometheus.yml" --storage.tsdb.path="$base/data" \
    --storage.tsdb.retention.time=100y --query.max-samples=30000 \
    --web.listen-address="127.0.0.1:$(port)" >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  await curl -fs "http://127.0.0.1:$(port)/-/ready"
}

serve "$@"
