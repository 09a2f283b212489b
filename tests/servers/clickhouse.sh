#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ClickHouse (Debian's 18.16) for the tests: clickhouse.sh start|stop|url
# Users: t (password pw-of-t), default (no password), r (pw-of-r, readonly=2), q (pw-of-q, readonly=1, only database
# `default`). All loopback only.
set -euo pipefail
name=clickhouse
settings="user=t password=pw-of-t database=default"
source "$(dirname "${BASH_SOURCE[0]}")/server.bash"
binary=$(command -v clickhouse-server || echo /usr/sbin/clickhouse-server)

user() { # name password profile [database]
  echo "<$1><password>$2</password><networks><ip>127.0.0.1</ip></networks><profile>$3</profile><quota>default</quota>"
  [ -z "${4:-}" ] || echo "<allow_databases><database>$4</database></allow_databases>"
  echo "</$1>"
}

write_config() { # http_port tcp_port
  cat >"$base/config.xml" <<X
<?xml version="1.0"?>
<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <http_port>$1</http_port><tcp_port>$2</tcp_port><listen_host>127.0.0.1</listen_host>
  <path>$base/data/</path><tmp_path>$base/tmp/</tmp_path><user_files_path>$base/user_files/</user_files_path>
  <format_schema_path>$base/format_schemas/</format_schema_path><users_config>$base/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <timezone>Asia/Shanghai</timezone><mark_cache_size>268435456</mark_cache_size>
</yandex>
X
  cat >"$base/users.xml" <<X
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

ready() { [ "$(curl -fs --noproxy '*' --max-time 2 "http://127.0.0.1:$(port)/ping")" = "Ok." ]; }

launch() {
  [ -x "$binary" ] || die "ClickHouse is not installed (Debian: clickhouse-server)"
  mkdir -p "$base"/{data,tmp,user_files,format_schemas}
  free_port >"$base/port"
  write_config "$(port)" "$(free_port)"
  (cd "$base" && exec setsid "$binary" --config="$base/config.xml" >"$base/log" 2>&1 </dev/null) &
  echo $! >"$base/pid"
  await ready
}

serve "$@"
