#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private MariaDB on loopback for the tests: mariadb.sh start|stop|url
set -euo pipefail
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/mariadb
mkdir -p "$base"

die() { echo "mariadb.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

admin() { mariadb --no-defaults -S "$base/sock" -u root "$@"; }

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  die "no free port"
}

certificates() { # an own authority and a certificate for 127.0.0.1, for the TLS tests
  command -v openssl >/dev/null || return 0
  [ -f "$base/tls/server.pem" ] && return 0
  mkdir -p "$base/tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Tributary test authority" \
    -keyout "$base/tls/ca.key" -out "$base/tls/ca.pem" 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj "/CN=127.0.0.1" \
    -keyout "$base/tls/server.key" -out "$base/tls/server.csr" 2>/dev/null
  openssl x509 -req -in "$base/tls/server.csr" -CA "$base/tls/ca.pem" -CAkey "$base/tls/ca.key" -CAcreateserial \
    -days 3650 -extfile <(echo "subjectAltName=IP:127.0.0.1") -out "$base/tls/server.pem" 2>/dev/null
  chmod -R a+rX "$base/tls"
  chmod a+r "$base/tls/server.key"
}

start() {
  running && return 0
  command -v mariadb-install-db >/dev/null || die "MariaDB is not installed (Debian: mariadb-server, mariadb-client)"
  local daemon user options=() i
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
    --pid-file="$base/mysqld.pid" --bind-address=127.0.0.1 --port="$(cat "$base/port")" --skip-name-resolve \
    --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=256M --character-set-server=utf8mb4 \
    "${options[@]}" >"$base/log" 2>&1 </dev/null &
  echo $! >"$base/pid"
  for ((i = 0; i < 600; i++)); do
    running || { tail -20 "$base/log" >&2; die "the server ended while starting"; }
    admin -e "SELECT 1" >/dev/null 2>&1 && break
    sleep 0.05
  done
  admin -e "CREATE USER IF NOT EXISTS tributary@'127.0.0.1' IDENTIFIED BY 'tributary-pw';
    GRANT ALL ON *.* TO tributary@'127.0.0.1' WITH GRANT OPTION; CREATE DATABASE IF NOT EXISTS tributary;" ||
    die "the server does not answer; see $base/log"
}

stop() {
  running || { rm -f "$base/pid"; return 0; }
  local pid i
  pid=$(cat "$base/pid")
  kill "$pid"
  for ((i = 0; i < 400; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  ! kill -0 "$pid" 2>/dev/null || kill -9 "$pid"
  rm -f "$base/pid"
}

url() {
  running || die "not running: call start first"
  local tls=""
  [ -f "$base/tls/ca.pem" ] && tls=" tls_ca=$base/tls/ca.pem"
  echo "host=127.0.0.1 port=$(cat "$base/port") user=tributary password=tributary-pw database=tributary tls_mode=disable$tls"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  url) url ;;
  *) die "usage: mariadb.sh start|stop|url" ;;
esac
