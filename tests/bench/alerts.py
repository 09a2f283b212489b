# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev bench alerts`: the service under 500 rules at one minute (lateness, CPU, memory), and one evaluation of a rule
against Prometheus' own on the same series: 1,000 series, 100 rules that compare each with a level, in the same minute on the
same machine. Arguments: the folder of the programs, and how many minutes (3)."""
import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "service"))
bin_folder = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/release/bin")
minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 3
os.environ["TRIBUTARY_PROGRAM"] = os.path.join(bin_folder, "tributary")
import harness  # noqa: E402: the program's path must be set before

pause = threading.Event()


def rules(count, interval, query, condition):
    text = "groups:\n"
    for number in range(count):
        if number % 50 == 0:
            text += "- name: group%d\n  interval: %s\n  rules:\n" % (number // 50, interval)
        text += "  - alert: Rule%d\n    query: %s\n    condition: %s\n    for: 5m\n" % (
            number, query % number if "%d" in query else query, condition)
    return text


def metric(text, name):
    return float(re.search(r"^%s(?:\{[^}]*\})? (\S+)$" % re.escape(name), text, re.M).group(1))


def many_rules():
    world = harness.World()
    try:
        world.data.executemany("INSERT INTO load VALUES (?, ?)", [("host%d" % i, i % 97) for i in range(100)])
        world.apply(rules(500, "1m", "SELECT host, value + %d * 0 AS value FROM m.main.load",
                          '{type: threshold, op: ">", warning: 95, critical: 99}'))
        world.route(group_by="alertname", wait="30s", interval="5m")
        service = world.serve()
        harness.until(service.is_owner)
        harness.until(lambda: service.json("/stats")["evaluations"] >= 500, 130, "the first minute")
        before, began = metric(service.get("/metrics"), "process_cpu_seconds_total"), time.time()
        most = 0
        while time.time() - began < minutes * 60:
            pause.wait(5)
            most = max(most, metric(service.get("/metrics"), "process_resident_memory_bytes"))
        text, stats = service.get("/metrics"), service.json("/stats")
        cores = (metric(text, "process_cpu_seconds_total") - before) / (time.time() - began)
        late = stats["scheduler"]["latenessSeconds"]
        print("500 rules at 1 min, 100 series each, %.0f min: %d evaluations, %d failed, %d skipped; lateness median %.3f s, "
              "p99 %.3f s, max %.3f s; %.3f cores; %.0f MiB" % (
                  minutes, stats["evaluations"], stats["failedEvaluations"], stats["scheduler"]["skipped"],
                  late["median"], late["p99"], late["max"], cores, most / 2**20))
        return late["p99"] < 2 and cores < 1 and most < 300 * 2**20 and stats["failedEvaluations"] == 0
    finally:
        world.close()


class Exporter(http.server.BaseHTTPRequestHandler):
    body = "".join('load{host="host%d"} %d\n' % (i, i % 97) for i in range(1000)).encode()

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args):
        pass


def prometheus_evaluation(folder):
    """Seconds of one evaluation of a rule, as Prometheus itself counts them."""
    exporter = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Exporter)
    threading.Thread(target=exporter.serve_forever, daemon=True).start()
    with open(os.path.join(folder, "rules.yml"), "w") as file:
        file.write("groups:\n- name: g\n  interval: 1s\n  rules:\n" + "".join(
            "  - alert: Rule%d\n    expr: load > 95\n    for: 5m\n" % number for number in range(100)))
    with open(os.path.join(folder, "prometheus.yml"), "w") as file:
        file.write("rule_files: [rules.yml]\nscrape_configs:\n- job_name: load\n  scrape_interval: 5s\n"
                   "  static_configs:\n  - targets: ['127.0.0.1:%d']\n" % exporter.server_port)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([shutil.which("prometheus"), "--config.file=" + os.path.join(folder, "prometheus.yml"),
                               "--storage.tsdb.path=" + os.path.join(folder, "tsdb"),
                               "--web.listen-address=127.0.0.1:%d" % port],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def counts():
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % port, timeout=5) as answer:
                text = answer.read().decode()
        except OSError:
            return None
        return (metric(text, "prometheus_rule_evaluation_duration_seconds_sum"),
                metric(text, "prometheus_rule_evaluation_duration_seconds_count"))

    try:
        harness.until(counts, 60)
        pause.wait(12)
        first = counts()
        pause.wait(20)
        last = counts()
        return (last[0] - first[0]) / (last[1] - first[1])
    finally:
        server.kill()
        server.wait()
        exporter.shutdown()


def our_evaluation():
    world = harness.World()
    try:
        world.data.executemany("INSERT INTO load VALUES (?, ?)", [("host%d" % i, i % 97) for i in range(1000)])
        world.apply(rules(100, "1s", "SELECT host, value FROM m.main.load WHERE value > 95",
                          "{type: every_row}"))
        world.route(group_by="alertname", wait="30s", interval="5m")
        service = world.serve()
        harness.until(service.is_owner)
        pause.wait(12)
        first = service.json("/stats")
        pause.wait(20)
        last = service.json("/stats")
        spent = (last["meanEvaluationSeconds"] * last["evaluations"] -
                 first["meanEvaluationSeconds"] * first["evaluations"])
        return spent / (last["evaluations"] - first["evaluations"])
    finally:
        world.close()


def main():
    good = many_rules()
    if shutil.which("prometheus"):
        folder = tempfile.mkdtemp(prefix="tributary-prometheus-")
        theirs = prometheus_evaluation(folder)
        shutil.rmtree(folder, ignore_errors=True)
        ours = our_evaluation()
        print("one evaluation, 1,000 series, 100 rules at 1 s: ours %.3f ms, Prometheus %.3f ms, ratio %.2f" % (
            ours * 1000, theirs * 1000, ours / theirs))
        good = good and ours <= theirs
    else:
        print("SKIPPED LOUDLY: no prometheus to compare with")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
