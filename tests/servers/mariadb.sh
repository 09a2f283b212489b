#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private MariaDB on loopback for the tests: mariadb.sh start|stop|url
set -euo pipefail
name=mariadb
source "$(dirname "${BASH_SOURCE[0]}")/server.bash"

admin() { mariadb --no-defaults -S "$base/sock" -u root "$@"; }

launch() {
  command -v mariadb-install-db >/dev/null || die "MariaDB is not installed (Debian: mariadb-server, mariadb-client)"
  local daemon user options=()
  daemon=$(command -v mariadbd || echo /usr/sbin/mariadbd)
  user=$(id -un)
  if [ "$(id -u)" = 0 ]; then
    user=mysql
    chmod 755 "$(dirname "$base")"
    chown mysql:mysql "$base"
  fi
  [ -d "$base/data/mysql" ] || mariadb-install-db --no-defaults --user="$user" --datadir="$base/data" \
    --auth-root-authentication-method=normal --skip-test-db >"$base/install.log" 2>&1 ||
    { tail -20 "$base/install.log" >&2; die "mariadb-install-db failed"; }
  certificates
  [ -f "$base/tls/server.pem" ] &&
    options=(--ssl-ca="$base/tls/ca.pem" --ssl-cert="$base/tls/server.pem" --ssl-key="$base/tls/server.key")
  free_port >"$base/port"
  setsid "$daemon" --no-defaults --user="$user" --datadir="$base/data" --socket="$base/sock" \
    --pid-file="$base/mysqld.pid" --bind-address=127.0.0.1 --port="$(port)" --skip-name-resolve \
    --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=256M --character-set-server=utf8mb4 \
    "${options[@]}" >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  await admin -e "SELECT 1"
  admin -e "CREATE USER IF NOT EXISTS tributary@'127.0.0.1' IDENTIFIED BY 'tributary-pw';
    GRANT ALL ON *.* TO tributary@'127.0.0.1' WITH GRANT OPTION; CREATE DATABASE IF NOT EXISTS tributary;" ||
    die "the server does not answer; see $base/log"
}

tell_settings() {
  local tls=""
  [ -f "$base/tls/ca.pem" ] && tls=" tls_ca=$base/tls/ca.pem"
  echo "user=tributary password=tributary-pw database=tributary tls_mode=disable$tls"
}

serve "$@"
