# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace, services on it and a webhook sink, for the tests of `tributary serve`. Everything is in a private
folder and on loopback; only processes started here are ended, by their id."""
import http.server
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

PROGRAM = os.environ.get("TRIBUTARY_PROGRAM", "tributary")


class Sink:
    """Takes webhooks and remembers each with the moment it came; can be told to refuse or to hang."""

    def __init__(self):
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status = sink.status
                if status == 200:
                    with sink.changed:
                        sink.messages.append((time.time(), json.loads(body)))
                        sink.changed.notify_all()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # the sender was killed meanwhile

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, address):
                pass  # the other side was killed

        self.messages = []
        self.status = 200
        self.changed = threading.Condition()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d/" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, condition, seconds=30):
        """Until condition(messages); False when it never came true."""
        end = time.time() + seconds
        with self.changed:
            while not condition(self.messages):
                left = end - time.time()
                if left <= 0:
                    return False
                self.changed.wait(left)
        return True

    def told(self, label, status):
        """How often each value of a label was told with that status."""
        counts = {}
        with self.changed:
            for _, message in self.messages:
                for alert in message["alerts"]:
                    if alert["status"] == status and label in alert["labels"]:
                        value = alert["labels"][label]
                        counts[value] = counts.get(value, 0) + 1
        return counts

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def until(condition, seconds=30, what=""):
    """Waits for a condition that nothing notifies of."""
    end = time.time() + seconds
    pause = threading.Event()
    while True:
        result = condition()
        if result:
            return result
        if time.time() > end:
            raise AssertionError("never came true: " + (what or repr(condition)))
        pause.wait(0.01)


class Service:
    def __init__(self, world, *arguments):
        self.log = open(world.path("serve-%d.log" % len(world.services)), "w+")
        self.process = subprocess.Popen(
            [PROGRAM, "--workspace", world.workspace, "serve", "--listen", "127.0.0.1:0", *arguments],
            stdout=subprocess.PIPE, stderr=self.log, env=world.environment, text=True)
        self.url = self.process.stdout.readline().strip()
        world.services.append(self)
        assert self.url.startswith("http://"), self.said()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read().decode()

    def json(self, path):
        return json.loads(self.get(path))

    def is_owner(self):
        try:
            return self.json("/health").get("role") == "owner"
        except (urllib.error.URLError, OSError):
            return False

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def said(self):
        self.log.flush()
        with open(self.log.name) as log:
            return log.read()


class World:
    """A private workspace whose connection `m` is an SQLite file with a table load(host, value)."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tributary-service-")
        self.workspace = self.path("w.tributary")
        self.environment = dict(os.environ, TRIBUTARY_SECRETS="file", TRIBUTARY_SECRETS_PASSWORD="test",
                                HOME=self.folder, XDG_DATA_HOME=self.folder)
        self.services = []
        self.sink = Sink()
        self.data = sqlite3.connect(self.path("m.db"), isolation_level=None)
        self.data.execute("PRAGMA journal_mode = WAL")
        self.data.execute("CREATE TABLE load (host TEXT, value REAL)")
        self.run("connection", "add", "m", "--type", "sqlite", "--set", "file=" + self.path("m.db"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *arguments, status=0, text=None):
        done = subprocess.run([PROGRAM, "--workspace", self.workspace, *arguments], env=self.environment,
                              capture_output=True, text=True, input=text, timeout=120)
        assert done.returncode == status, "%s: %d, not %d\n%s%s" % (
            " ".join(arguments), done.returncode, status, done.stdout, done.stderr)
        return done.stdout

    def rules(self, text, name="rules.yml"):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def apply(self, text, name="rules.yml"):
        self.run("alert", "apply", "-f", self.rules(text, name))

    def route(self, text=None, group_by="host", wait="1ms", interval="300ms", repeat="1h"):
        self.run("alert", "import", self.rules(text or (
            "route:\n  receiver: ops\n  group_by: [%s]\n  group_wait: %s\n  group_interval: %s\n"
            "  repeat_interval: %s\nreceivers:\n- name: ops\n  webhook_configs:\n  - url: %s\n" % (
                group_by, wait, interval, repeat, self.sink.url)), "alertmanager.yml"))

    def serve(self, *arguments):
        return Service(self, *arguments)

    def close(self):
        for service in self.services:
            if service.process.poll() is None:
                service.kill()
            service.process.stdout.close()
            service.log.close()
        self.data.close()
        self.sink.close()
        shutil.rmtree(self.folder, ignore_errors=True)


HOT = """groups:
- name: load
  interval: %s
  rules:
  - alert: Hot
    query: SELECT host, value FROM m.main.load
    condition: {type: threshold, op: ">", warning: 90}
    annotations: {summary: "{{ $labels.host }} is at {{ $value }}"}
"""
