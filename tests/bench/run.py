#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed and memory as ratios: Tributary's command line against each source's own client, in turn, in one run.

usage: run.py BUILD_BIN [--strict] [filter]
Servers come from TRIBUTARY_TEST_<NAME> (./dev bench starts them). A ratio is peer time / our time: 1.0 is as fast, 0.5
half as fast. Ours and the peer run in turn; the ratio is that of the best of RUNS runs each, because on a machine that
does other work as well everything but the best run measures that work; the median of the pairs is told beside it.
Exit status 1 with --strict when a bar is missed, 0 without."""
import base64
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import window  # noqa: E402
from table import Table  # noqa: E402

STRICT = "--strict" in sys.argv
ARGUMENTS = [word for word in sys.argv[1:] if word != "--strict"]
BIN = os.path.abspath(ARGUMENTS[0])
FILTER = ARGUMENTS[1] if len(ARGUMENTS) > 1 else ""
TRIBUTARY = os.path.join(BIN, "tributary")
ROWS = int(os.environ.get("TRIBUTARY_BENCH_ROWS", "2000000"))
RUNS = int(os.environ.get("TRIBUTARY_BENCH_RUNS", "5"))
WORK = tempfile.mkdtemp(prefix="tributary-bench-")
WORKSPACE = os.path.join(WORK, "bench.tributary")
ENV = dict(os.environ, TRIBUTARY_SECRETS="file", TRIBUTARY_SECRETS_PASSWORD="bench", TRIBUTARY_WORKSPACE=WORKSPACE)
table = Table()


def server(name):
    text = os.environ.get("TRIBUTARY_TEST_" + name)
    return dict(word.split("=", 1) for word in text.split()) if text else None


def measure(command, env=ENV):
    """(seconds, peak MiB, seconds of CPU) of a command whose output goes to /dev/null."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {errors.decode(errors='replace')[-400:]}")
    return time.monotonic() - start, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def tributary(*arguments):
    return [TRIBUTARY, *arguments]


def add(name, kind, settings, secret=None):
    command = tributary("connection", "add", name, "--type", kind)
    for key, value in settings.items():
        command += ["--set", f"{key}={value}"]
    # From the environment: deriving the key of a secret file takes a while by design and is not what is measured.
    if secret is not None:
        ENV[f"TRIBUTARY_SECRET_{name.upper()}_PASSWORD"] = secret
    subprocess.run(command, check=True, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def scan(table, form="csv"):
    return tributary("query", f"SELECT * FROM {table}", "--format", form)


def compare(name, ours, peer, bar, peer_env=None, rows=ROWS):
    pairs = []
    measure(ours), measure(peer, peer_env or ENV)
    peak, cpu = 0, float("inf")
    for _ in range(RUNS):
        a, memory, busy = measure(ours)
        b, _, _ = measure(peer, peer_env or ENV)
        pairs.append((a, b))
        peak = max(peak, memory)
        cpu = min(cpu, busy)
    best = min(a for a, _ in pairs)
    ratio = min(b for _, b in pairs) / best
    median = statistics.median(b / a for a, b in pairs)
    table.add(name, ratio, "×", bar,
              note=f"median {median:.2f} ×, {rows / best / 1e6:.2f} M rows/s, {cpu:.2f} s of CPU, {peak:.0f} MiB")


def bench_postgresql():
    s = server("POSTGRESQL")
    env = dict(ENV, PGPASSWORD=s["password"])
    psql = ["psql", "-X", "-q", "-h", s["host"], "-p", s["port"], "-U", s["user"], "-d", s["database"]]
    sql = f"""DROP TABLE IF EXISTS bench; CREATE TABLE bench AS SELECT i::bigint AS id, (i % 1000)::int AS k,
      (i % 7)::smallint AS d, i * 0.5::float8 AS v, (i % 100000 / 100.0)::numeric(12,2) AS amount, 'name ' || i % 5000 AS name,
      i % 2 = 0 AS flag, timestamp '2024-01-01' + i * interval '1 second' AS ts, date '2024-01-01' + i % 365 AS day
      FROM generate_series(1, {ROWS}) i; ANALYZE bench"""
    subprocess.run(psql + ["-c", sql], check=True, env=env)
    add("pg", "postgresql", {k: s[k] for k in ("host", "port", "user", "database")}, s["password"])
    compare("PostgreSQL scan, rows dropped / psql binary COPY", scan("pg.public.bench", "null"),
            psql + ["-c", "COPY bench TO STDOUT (FORMAT binary)"], 0.8, env)
    compare("PostgreSQL scan to CSV / psql binary COPY", tributary("query", "SELECT * FROM pg.public.bench", "--format", "csv"),
            psql + ["-c", "COPY bench TO STDOUT (FORMAT binary)"], 0.8, env)


def bench_mariadb():
    s = server("MYSQL")
    client = ["mysql", "--no-defaults", "--quick", "-h", s["host"], "-P", s["port"], "-u", s["user"], s["database"]]
    env = dict(ENV, MYSQL_PWD=s["password"])
    sql = f"""DROP TABLE IF EXISTS bench; CREATE TABLE bench (id bigint, k int, d smallint, v double, amount decimal(12,2),
      name varchar(40), flag tinyint, ts datetime, day date) CHARSET utf8mb4; INSERT INTO bench SELECT seq, seq % 1000, seq % 7, seq * 0.5,
      seq % 100000 / 100, concat('name ', seq % 5000), seq % 2, '2024-01-01' + INTERVAL seq SECOND,
      '2024-01-01' + INTERVAL seq % 365 DAY FROM seq_1_to_{ROWS}"""
    subprocess.run(client + ["-e", sql], check=True, env=env)
    add("my", "mysql", {k: s[k] for k in ("host", "port", "user", "database")}, s["password"])
    compare("MariaDB scan to CSV / mysql --quick", tributary("query", f"SELECT * FROM my.{s['database']}.bench", "--format", "csv"),
            client + ["-e", "SELECT * FROM bench"], 0.8, env)


def clickhouse(s, sql):
    request = urllib.request.Request(f"http://{s['host']}:{s['port']}/", data=sql.encode(),
                                     headers={"X-ClickHouse-User": s["user"], "X-ClickHouse-Key": s.get("password", "")})
    return urllib.request.urlopen(request).read()


def bench_clickhouse():
    s = server("CLICKHOUSE")
    clickhouse(s, "DROP TABLE IF EXISTS default.bench")
    clickhouse(s, """CREATE TABLE default.bench (id Int64, k Int32, d Int16, v Float64, w Float32, name String, flag UInt8,
      ts DateTime, day Date) ENGINE = MergeTree(day, id, 8192)""")
    clickhouse(s, f"""INSERT INTO default.bench SELECT number, number % 1000, number % 7, number * 0.5, number / 3,
      concat('name ', toString(number % 5000)), number % 2, toDateTime('2024-01-01 00:00:00') + number,
      toDate('2024-01-01') + number % 365 FROM system.numbers LIMIT {ROWS}""")
    add("ch", "clickhouse", {k: s[k] for k in ("host", "port", "user")}, s.get("password"))
    curl = ["curl", "-sS", "-H", f"X-ClickHouse-User: {s['user']}", "-H", f"X-ClickHouse-Key: {s.get('password', '')}",
            f"http://{s['host']}:{s['port']}/", "--data-binary", "SELECT * FROM default.bench FORMAT Native"]
    compare("ClickHouse scan, rows dropped / curl FORMAT Native", scan("ch.default.bench", "null"), curl, 0.7)
    compare("ClickHouse scan to CSV / curl FORMAT Native", scan("ch.default.bench"), curl, None)


def influx(s, path, body=b""):
    request = urllib.request.Request(f"http://{s['host']}:{s['port']}{path}", data=body)
    if s.get("user"):
        pair = f"{s['user']}:{s['password']}".encode()
        request.add_header("Authorization", "Basic " + base64.b64encode(pair).decode())
    return urllib.request.urlopen(request).read()


def bench_influxdb():
    s = server("INFLUXDB")
    for q in ("DROP DATABASE bench", "CREATE DATABASE bench"):
        influx(s, "/query?q=" + q.replace(" ", "%20"))
    rows = min(ROWS, 500000)
    for begin in range(0, rows, 20000):
        influx(s, "/write?db=bench&precision=s", "\n".join(
            f"m,machine=m{i % 20},line=l{i % 4} v={i * 0.5},n={i}i,ok={'true' if i % 2 else 'false'},state=\"run\" {1700000000 + i}"
            for i in range(begin, begin + 20000)).encode())
    settings = {k: s[k] for k in ("host", "port", "user") if k in s}
    add("fl", "influxdb", settings, s.get("password"))
    login = ["-u", f"{s['user']}:{s['password']}"] if s.get("user") else []
    peers = {}
    for accept in ("application/x-msgpack", "application/csv"):
        peers[accept] = ["curl", "-sS", *login, "-G", f"http://{s['host']}:{s['port']}/query", "-H", "Accept: " + accept,
                         "--data-urlencode", "db=bench", "--data-urlencode", "epoch=ns", "--data-urlencode", "chunked=true",
                         "--data-urlencode", "q=SELECT * FROM m"]
    best = min(peers, key=lambda accept: min(measure(peers[accept])[0] for _ in range(2)))
    for form, words in (("null", "rows dropped"), ("csv", "to CSV")):
        compare(f"InfluxDB scan, {words} / curl {best.removeprefix('application/')}", scan("fl.bench.m", form), peers[best],
                0.7, rows=rows)


def bench_sqlite():
    path = os.path.join(WORK, "bench.db")
    sql = f"""CREATE TABLE bench (id INTEGER PRIMARY KEY, k INTEGER, d INTEGER, v REAL, amount REAL, name TEXT, flag INTEGER,
      ts TEXT, day TEXT); WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {ROWS}) INSERT INTO bench
      SELECT i, i % 1000, i % 7, i * 0.5, i % 100000 / 100.0, 'name ' || i % 5000, i % 2,
      datetime('2024-01-01', i || ' seconds'), date('2024-01-01', i % 365 || ' days') FROM s"""
    subprocess.run(["sqlite3", path, sql], check=True)
    add("lite", "sqlite", {"file": path})
    compare("SQLite scan to CSV / sqlite3 -csv", tributary("query", "SELECT * FROM lite.main.bench", "--format", "csv"),
            ["sqlite3", "-csv", path, "SELECT * FROM bench"], 1.0)


def ten_million_rows():
    """The settings of a PostgreSQL with the table bench_10m."""
    s = server("POSTGRESQL")
    env = dict(ENV, PGPASSWORD=s["password"])
    psql = ["psql", "-X", "-q", "-h", s["host"], "-p", s["port"], "-U", s["user"], "-d", s["database"]]
    sql = """SET client_min_messages = warning; CREATE UNLOGGED TABLE IF NOT EXISTS bench_10m AS SELECT i::bigint AS id,
      (i % 1000)::int AS k, i * 0.5::float8 AS v, 'name ' || i % 5000 AS name FROM generate_series(1, 10000000) i"""
    subprocess.run(psql + ["-c", sql], check=True, env=env)
    add("ten", "postgresql", {k: s[k] for k in ("host", "port", "user", "database")}, s["password"])
    return psql, env


def bench_memory():
    ten_million_rows()
    _, peak, _ = measure(tributary("query", "SELECT * FROM ten.public.bench_10m", "--format", "csv", "--output",
                                os.path.join(WORK, "ten.csv")))
    table.add("10 M rows streamed to a file: peak resident memory", peak, "MiB", 300, False)
    profile = os.path.join(WORK, "profile.json")
    firsts = []
    for _ in range(RUNS):
        measure(tributary("query", "SELECT * FROM ten.public.bench_10m LIMIT 3000000", "--format", "null", "--profile",
                          profile))
        firsts.append(json.load(open(profile))["first_row_ms"])
    table.add("first rows of 10 M, command line, with connecting", min(firsts), "ms", 150, False,
              f"median {statistics.median(firsts):.0f} ms")


def bench_window():
    if not os.path.exists(os.path.join(BIN, "tributary-desktop")):
        table.skip("window", "tributary-desktop is not built")
        return
    psql, env = ten_million_rows()
    window.measure(BIN, WORKSPACE, table, ENV, RUNS, psql, env)


def bench_plugins():
    """The same driver in a sandbox and inside, its rows looked at once; the process is started beforehand."""
    program = os.path.join(BIN, "tributary_plugin_bench")
    driver = os.path.join(BIN, "test_plugins", "libtest_plugin_source.so")
    if not os.path.exists(program) or not os.path.exists(driver):
        table.skip("plugins", "tributary_plugin_bench is not built")
        return

    def run(*arguments):
        return json.loads(subprocess.run([program, *map(str, arguments)], check=True, capture_output=True).stdout)

    starts = run("start", driver, 4 * RUNS)["first_row_ms"]
    table.add("plugin: cold start of its process to the first row", min(starts), "ms", 50, False,
              f"median {statistics.median(starts):.0f} ms")
    row_bytes = 41
    # A driver that computes needs a core of its own for a fair wall time, so its bar is on the CPU.
    for name, rows, rate, work, bar, cpu_bar in (
            ("plugin at 100 MB/s, sandbox / inside", 2 * ROWS, 100, 0, 1.10, None),
            ("plugin that computes its rows, sandbox / inside", 2 * ROWS, 0, 300, None, 1.10),
            ("plugin that yields as fast as it can, sandbox / inside", 8 * ROWS, 0, 0, None, None)):
        taken = run("scan", driver, rows, 65536, rate, work, RUNS)
        wall = min(taken["sandbox"]) / min(taken["inside"])
        cpu = min(taken["sandbox_cpu"]) / min(taken["inside_cpu"])
        table.add(name + ", time", wall, "×", bar, False,
                  f"{rows * row_bytes / min(taken['sandbox']) / 1e6:.0f} MB/s in the sandbox")
        table.add(name + ", CPU", cpu, "×", cpu_bar, False)


CASES = {"sqlite": (bench_sqlite, None), "postgresql": (bench_postgresql, "POSTGRESQL"), "mariadb": (bench_mariadb, "MYSQL"),
         "clickhouse": (bench_clickhouse, "CLICKHOUSE"), "influxdb": (bench_influxdb, "INFLUXDB"),
         "memory": (bench_memory, "POSTGRESQL"), "window": (bench_window, "POSTGRESQL"),
         "plugins": (bench_plugins, None)}


def main():
    print(f"{ROWS} rows × 9 columns, best of {RUNS} runs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    chosen = [name for name in CASES if FILTER in name]
    if not chosen:
        print(f"no measurement '{FILTER}'; there are: micro, " + ", ".join(CASES), file=sys.stderr)
        return 2
    for name in chosen:
        case, needs = CASES[name]
        if needs and not server(needs):
            table.skip(name, "no server")
            continue
        case()
    table.show()
    shutil.rmtree(WORK)
    return 1 if STRICT and (table.missed() or table.skipped) else 0


sys.exit(main())
