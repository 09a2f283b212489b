#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ClickHouse (Debian's 18.16) for the tests: clickhouse.sh start|stop|url
# Users: t (password pw-of-t), default (no password), r (pw-of-r, readonly=2), q (pw-of-q, readonly=1, only database
# `default`). All loopback only.
set -euo pipefail
dir="${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/clickhouse"
binary=$(command -v clickhouse-server || echo /usr/sbin/clickhouse-server)

running() { [ -f "$dir/pid" ] && kill -0 "$(cat "$dir/pid")" 2>/dev/null; }

free_port() { # prints a loopback port nobody listens on
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

user() { # name password profile [database]
  echo "<$1><password>$2</password><networks><ip>127.0.0.1</ip></networks><profile>$3</profile><quota>default</quota>"
  [ -z "${4:-}" ] || echo "<allow_databases><database>$4</database></allow_databases>"
  echo "</$1>"
}

write_config() { # http_port tcp_port
  cat >"$dir/config.xml" <<X
<?xml version="1.0"?>
<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <http_port>$1</http_port><tcp_port>$2</tcp_port><listen_host>127.0.0.1</listen_host>
  <path>$dir/data/</path><tmp_path>$dir/tmp/</tmp_path><user_files_path>$dir/user_files/</user_files_path>
  <format_schema_path>$dir/format_schemas/</format_schema_path><users_config>$dir/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <timezone>Asia/Shanghai</timezone><mark_cache_size>268435456</mark_cache_size>
</yandex>
X
  cat >"$dir/users.xml" <<X
<?xml version="1.0"?>
<yandex>
  <profiles>
    <default><max_memory_usage>2000000000</max_memory_usage></default>
    <reads><readonly>2</readonly></reads><strict><readonly>1</readonly></strict>
  </profiles>
  <users>$(user default "" default) $(user t pw-of-t default) $(user r pw-of-r reads) $(user q pw-of-q strict default)</users>
  <quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows>
    <read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas>
</yandex>
X
}

start() {
  running && return 0
  [ -x "$binary" ] || { echo "clickhouse-server is not installed" >&2; return 1; }
  mkdir -p "$dir"/{data,tmp,user_files,format_schemas}
  local http tcp
  http=$(free_port); tcp=$(free_port)
  write_config "$http" "$tcp"
  echo "$http" >"$dir/port"
  (cd "$dir" && exec setsid "$binary" --config="$dir/config.xml" >"$dir/log" 2>&1 </dev/null) &
  echo $! >"$dir/pid"
  for _ in $(seq 1 600); do
    running || { tail -20 "$dir/log" >&2; return 1; }
    [ "$(curl -fs --noproxy '*' --max-time 2 "http://127.0.0.1:$http/ping" 2>/dev/null)" = "Ok." ] && return 0
    sleep 0.05
  done
  echo "ClickHouse did not answer within 30 s; see $dir/log" >&2
  return 1
}

stop() {
  running || { rm -f "$dir/pid"; return 0; }
  local pid; pid=$(cat "$dir/pid")
  kill "$pid"
  for _ in $(seq 1 200); do kill -0 "$pid" 2>/dev/null || { rm -f "$dir/pid"; return 0; }; sleep 0.05; done
  kill -KILL "$pid"; rm -f "$dir/pid"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  url) echo "host=127.0.0.1 port=$(cat "$dir/port") user=t password=pw-of-t database=default" ;;
  *) echo "usage: $0 start|stop|url" >&2; exit 2 ;;
esac
