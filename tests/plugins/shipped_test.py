#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""shipped_test.py TRIBUTARY REPOSITORY: every package of the built-in repository passes `tributary plugin test`."""
import glob
import http.server
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading

failed = []


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps([{"id": i, "name": f"row {i}"} for i in range(100)]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def git(folder, *arguments):
    subprocess.run(["git", "-C", folder, "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments], check=True,
                   capture_output=True)


def sources(folder, port):
    """What a connection of each source needs to be told."""
    logs, repository, database = folder + "/logs", folder + "/repository", folder + "/a.db"
    os.makedirs(logs)
    with open(logs + "/app.log", "w") as file:
        for i in range(500):
            file.write(json.dumps({"n": i, "level": "info" if i % 3 else "error"}) + "\n")
    os.makedirs(repository)
    git(repository, "init", "-q")
    for i in range(3):
        with open(repository + "/a.txt", "a") as file:
            file.write(f"line {i}\n")
        git(repository, "add", "a.txt")
        git(repository, "commit", "-q", "-m", f"change {i}")
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE t(i INTEGER, s VARCHAR(20))")
        connection.executemany("INSERT INTO t VALUES(?, ?)", [(i, f"row {i}") for i in range(500)])
    return {"rest-json": [f"url=http://127.0.0.1:{port}/rows"], "log-files": ["folder=" + logs],
            "git-history": ["folder=" + repository],
            "odbc-bridge": ["driver=SQLite3", "file=" + database]}


def try_package(tributary, package, settings, environment):
    command = [tributary, "plugin", "test", package, "--json"]
    for one in settings:
        command += ["--set", one]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    name = os.path.basename(package)
    try:
        checks = json.loads(done.stdout)
    except ValueError:
        checks = []
    wrong = [c for c in checks if c["outcome"] == "FAILED"]
    rows = [c for c in checks if c["check"] == "sample rows"]
    if done.returncode != 0 or not checks or wrong or any(c["outcome"] != "ok" for c in rows):
        failed.append(name)
        print(f"FAILED {name} (status {done.returncode})\n{json.dumps(wrong + rows, indent=1)}\n{done.stderr[-2000:]}")
    else:
        print(f"ok {name}: {sum(c['outcome'] == 'ok' for c in checks)} passed, "
              f"{sum(c['outcome'] == 'skipped' for c in checks)} skipped")


def main():
    tributary, packages = os.path.abspath(sys.argv[1]), sorted(glob.glob(sys.argv[2] + "/packages/*.tplug"))
    folder = os.path.realpath(tempfile.mkdtemp(prefix="tributary-shipped-"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder + "/data", XDG_CONFIG_HOME=folder + "/config",
                       TRIBUTARY_PLUGINS=folder + "/plugins")
    try:
        settings = sources(folder, server.server_port)
        for package in packages:
            plugin = os.path.basename(package).rsplit("-", 2)[0]
            try_package(tributary, package, settings.get(plugin, []), environment)
    finally:
        server.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
    if len(packages) < 18:
        failed.append(f"only {len(packages)} packages in {sys.argv[2]}")
        print(failed[-1])
    return 1 if failed else 0


sys.exit(main())
