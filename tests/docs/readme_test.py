#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the README's transcript over four sources as it is written, and compares what is printed.

readme_test.py PROGRAM. Needs TRIBUTARY_TEST_POSTGRESQL, _CLICKHOUSE and _INFLUXDB (./dev test sets them); without
them it says so and exits with 77, which ctest counts as skipped. Ports, versions and times differ from machine to
machine: those alone are replaced, in the commands and on both sides of the comparison."""
import base64
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SKIPPED = 77

ORDERS = """
DROP TABLE IF EXISTS public.orders;
CREATE TABLE public.orders(id serial PRIMARY KEY, customer_id int, machine text, amount numeric(10, 2));
INSERT INTO public.orders(customer_id, machine, amount) VALUES
  (1, 'press-1', 100), (1, 'press-1', 87.5), (1, 'press-1', 12.5), (1, 'press-2', 137.5), (1, 'press-3', 200),
  (1, 'press-3', 37.5), (2, 'press-1', 75), (2, 'press-1', 37.5), (2, 'press-2', 25), (2, 'press-3', 62.5),
  (3, 'press-1', 75), (3, 'press-2', 125), (3, 'press-3', 30);
ANALYZE public.orders;
"""
COSTS = ["DROP TABLE IF EXISTS default.machine_cost",
         "CREATE TABLE default.machine_cost(machine String, kwh Float64, eur_per_kwh Float64) ENGINE = Log",
         "INSERT INTO default.machine_cost VALUES ('press-1', 120.5, 0.25), ('press-2', 80, 0.25),"
         " ('press-3', 95.25, 0.25)"]
TEMPERATURES = """temperature,machine=press-1 celsius=61.5 1700000000000000000
temperature,machine=press-1 celsius=67.5 1700000060000000000
temperature,machine=press-2 celsius=70.5 1700000000000000000
temperature,machine=press-3 celsius=73.5 1700000000000000000
temperature,machine=press-3 celsius=58 1700000060000000000
"""
CUSTOMERS = """
CREATE TABLE customers(id INTEGER PRIMARY KEY, region TEXT);
INSERT INTO customers VALUES (1, 'EU'), (2, 'CN'), (3, 'US');
"""


def settings(name):
    text = os.environ.get("TRIBUTARY_TEST_" + name)
    if not text:
        print(f"SKIPPED LOUDLY: TRIBUTARY_TEST_{name} is not set; ./dev test starts the server and sets it")
        sys.exit(SKIPPED)
    return dict(pair.split("=", 1) for pair in text.split())


def ask(url, user, password, body):
    request = urllib.request.Request(url, data=body.encode())
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback, whatever the proxy settings say
    return opener.open(request, timeout=60).read()


def fill(shop, lake, plant, folder):
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", shop["host"], "-p", shop["port"], "-U", shop["user"],
                    shop["database"]], input=ORDERS, text=True, check=True, env=dict(os.environ, PGPASSWORD=shop["password"]))
    for statement in COSTS:
        ask(f"http://{lake['host']}:{lake['port']}/", lake["user"], lake["password"], statement)
    base = f"http://{plant['host']}:{plant['port']}"
    for statement in ("DROP DATABASE plant", "CREATE DATABASE plant"):
        ask(f"{base}/query", plant["user"], plant["password"], urllib.parse.urlencode({"q": statement}))
    ask(f"{base}/write?db=plant", plant["user"], plant["password"], TEMPERATURES)
    with sqlite3.connect(os.path.join(folder, "crm.db")) as crm:
        crm.executescript(CUSTOMERS)


def transcript():
    """[(command, expected output)]: `$ ` starts a command, indented lines after a backslash go on with it."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        block = re.search(r"^```\n(\$ tributary connection add.*?)^```", file.read(), re.M | re.S).group(1)
    steps = []
    for line in block.splitlines():
        if line.startswith("$ "):
            steps.append([line[2:], []])
        elif not steps[-1][1] and steps[-1][0].endswith("\\"):
            steps[-1][0] += "\n" + line
        else:
            steps[-1][1].append(line)
    return steps


def with_own_ports(command, ports):
    kind = re.search(r"--type (\w+)", command)
    return re.sub(r"--set port=\d+", f"--set port={ports[kind.group(1)]}", command) if kind and kind.group(1) in ports \
        else command


def comparable(lines):
    text = "\n".join(line.rstrip() for line in lines)
    text = re.sub(r"^(\w+: \w+) \S+, connected in \d+ ms", r"\1 VERSION, connected in N ms", text, flags=re.M)
    return text.strip()


def main():
    shop, lake, plant = settings("POSTGRESQL"), settings("CLICKHOUSE"), settings("INFLUXDB")
    ports = {"postgresql": shop["port"], "clickhouse": lake["port"], "influxdb": plant["port"]}
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        fill(shop, lake, plant, folder)
        environment = dict(os.environ, PATH=os.path.dirname(os.path.abspath(sys.argv[1])) + ":" + os.environ["PATH"],
                           TRIBUTARY_WORKSPACE=os.path.join(folder, "workspace.tributary"), TRIBUTARY_SECRETS="file",
                           TRIBUTARY_SECRETS_PASSWORD="readme", PG_PASSWORD=shop["password"],
                           CH_PASSWORD=lake["password"], INFLUX_PASSWORD=plant["password"])
        for command, expected in transcript():
            if command.startswith("cat "):  # shows a file that the next command reads
                with open(os.path.join(folder, command[4:]), "w", encoding="utf-8") as file:
                    file.write("\n".join(expected) + "\n")
            run = subprocess.run(["bash", "-c", "set -o pipefail\n" + with_own_ports(command, ports)], cwd=folder, text=True,
                                 capture_output=True, env=environment)
            if run.returncode != 0 or comparable(run.stdout.splitlines()) != comparable(expected):
                failures += 1
                print(f"$ {command}\n--- the README\n" + "\n".join(expected) +
                      f"\n--- printed (exit status {run.returncode})\n{run.stdout}{run.stderr}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
