# SPDX-License-Identifier: GPL-3.0-or-later
"""`tributary serve` from outside: reload, standby and takeover, a stopped owner that wakes up, catch-up, queries that
fail, hang or return too much, the HTTP face, a graceful stop, a channel that is down, a real Prometheus."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sqlite3
import time
import unittest
import urllib.error
import urllib.request

from harness import HOT, World, until


SLOW = "SELECT count(*) AS n FROM range(100000000) a, range(100000000) b"


def request(url, method="GET", body=None, token=None, headers=None):
    """Status and text of an answer, whatever it is."""
    asked = urllib.request.Request(url, method=method, data=body.encode() if body is not None else None,
                                   headers=dict(headers or {}))
    if token:
        asked.add_header("Authorization", "Bearer " + token)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


class ServiceTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def owner(self, *options):
        service = self.world.serve(*options)
        until(service.is_owner, what="in charge: " + service.said())
        return service

    def token(self):
        with open(self.world.workspace + ".token") as file:
            return file.read().strip()

    def rule(self, service, name):
        for group in service.json("/api/v1/rules")["data"]["groups"]:
            for rule in group["rules"]:
                if rule["name"] == name:
                    return rule
        return {}

    def test_an_alert_goes_out_and_is_resolved(self):
        world = self.world
        world.apply(HOT % "200ms")
        world.route()
        service = self.owner()
        world.data.execute("INSERT INTO load VALUES ('a', 95), ('b', 5)")
        self.assertTrue(world.sink.wait(lambda _: world.sink.told("host", "firing") == {"a": 1}), service.said())
        message = world.sink.messages[0][1]
        self.assertEqual(message["version"], "4")
        self.assertEqual(message["alerts"][0]["annotations"]["summary"], "a is at 95")
        alerts = service.json("/api/v1/alerts")["data"]["alerts"]
        self.assertEqual([(one["labels"]["host"], one["state"]) for one in alerts], [("a", "firing")])
        world.data.execute("UPDATE load SET value = 1")
        self.assertTrue(world.sink.wait(lambda _: world.sink.told("host", "resolved") == {"a": 1}), service.said())
        history = json.loads(world.run("alert", "history", "--format", "json"))
        self.assertEqual([one["to"] for one in reversed(history)][:2], ["firing", "resolved"])
        sent = json.loads(world.run("alert", "history", "--what", "notifications", "--format", "json"))
        self.assertEqual({one["status"] for one in sent}, {"delivered"})

    def test_changes_are_taken_over_without_a_restart(self):
        world = self.world
        world.route()
        service = self.owner()
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        world.apply(HOT % "200ms")
        self.assertTrue(world.sink.wait(lambda _: "a" in world.sink.told("host", "firing")), service.said())
        # The file itself is followed: another threshold, and no error stops what runs.
        world.rules((HOT % "200ms").replace("90", "99"))
        self.assertTrue(world.sink.wait(lambda _: "a" in world.sink.told("host", "resolved")), service.said())
        world.rules("groups:\n- name: broken\n  rulez: []\n")
        until(lambda: "rulez" in self.said_of_file(), what="the error is told")
        self.assertEqual(self.rule(service, "Hot")["health"], "ok")
        world.rules((HOT % "200ms").replace("90", "50"))
        self.assertTrue(world.sink.wait(lambda _: world.sink.told("host", "firing").get("a") == 2), service.said())

    def said_of_file(self):
        with sqlite3.connect(self.world.workspace + ".alerts") as file:
            return " ".join(row[0] for row in file.execute("SELECT error FROM rule_file"))

    def test_a_silence_and_an_acknowledgement_by_http_and_command_line(self):
        world = self.world
        world.apply(HOT % "200ms")
        world.route()
        service = self.owner()
        id = world.run("alert", "silence", "host=a", "--for", "1h", "--comment", "known").strip()
        silences = service.json("/api/v1/silences")
        self.assertEqual([(one["id"], one["status"]["state"]) for one in silences], [(id, "active")])
        until(lambda: service.json("/stats")["reloads"] > 0, what="the silence is known")
        world.data.execute("INSERT INTO load VALUES ('a', 95), ('b', 96)")
        self.assertTrue(world.sink.wait(lambda _: "b" in world.sink.told("host", "firing")), service.said())
        self.assertNotIn("a", world.sink.told("host", "firing"))
        status, _ = request(service.url + "/api/v1/silences/" + id, "DELETE")
        self.assertEqual(status, 401)
        status, _ = request(service.url + "/api/v1/silences/" + id, "DELETE", token=self.token())
        self.assertEqual(status, 200)
        self.assertTrue(world.sink.wait(lambda _: "a" in world.sink.told("host", "firing")), service.said())
        body = json.dumps({"matchers": [{"name": "host", "value": "b.*", "isRegex": True}], "createdBy": "me",
                           "startsAt": "2030-01-01T00:00:00Z", "endsAt": "2030-01-02T00:00:00Z", "comment": ""})
        status, text = request(service.url + "/api/v1/silences", "POST", body, self.token())
        self.assertEqual(status, 200, text)
        self.assertIn(json.loads(text)["silenceID"], world.run("alert", "silences"))
        status, text = request(service.url + "/api/v1/silences", "POST", '{"matchers": []}', self.token())
        self.assertEqual(status, 400, text)
        alert = service.json("/api/v1/alerts")["data"]["alerts"][0]["fingerprint"]
        world.run("alert", "ack", alert, "--comment", "looking")
        world.run("alert", "ack", "0000000000000000", status=4)
        world.run("alert", "unack", alert)
        world.run("alert", "unsilence", "nosuch", status=4)

    def test_the_standby_takes_over_when_the_owner_is_killed_or_stopped(self):
        world = self.world
        world.apply(HOT % "200ms")
        world.route()
        first = self.owner("--lease", "2")
        second = world.serve("--lease", "2")
        until(lambda: "standing by" in second.said(), what="the second says who is in charge")
        self.assertIn(str(first.process.pid), second.said())
        self.assertEqual(second.json("/health")["owner"]["pid"], first.process.pid)
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        self.assertTrue(world.sink.wait(lambda _: "a" in world.sink.told("host", "firing")), first.said())
        self.assertEqual(first.stop(), 0)
        until(second.is_owner, 10, "the second takes over")
        world.data.execute("INSERT INTO load VALUES ('b', 95)")
        self.assertTrue(world.sink.wait(lambda _: "b" in world.sink.told("host", "firing")), second.said())
        self.assertEqual(world.sink.told("host", "firing"), {"a": 1, "b": 1})

    def test_an_owner_that_was_frozen_sends_nothing_when_it_wakes_up(self):
        world = self.world
        world.apply(HOT % "200ms")
        world.route()
        first = self.owner("--lease", "1")
        second = world.serve("--lease", "1")
        until(lambda: "standing by" in second.said(), what="the second stands by")
        first.process.send_signal(signal.SIGSTOP)
        until(second.is_owner, 20, "the second takes over from a frozen one")
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        self.assertTrue(world.sink.wait(lambda _: "a" in world.sink.told("host", "firing")), second.said())
        first.process.send_signal(signal.SIGCONT)
        until(lambda: "not in charge any more" in first.said(), what="the first gives up")
        world.data.execute("INSERT INTO load VALUES ('b', 95)")
        self.assertTrue(world.sink.wait(lambda _: "b" in world.sink.told("host", "firing")), second.said())
        self.assertEqual({message["externalURL"] for _, message in world.sink.messages}, {second.url})
        self.assertEqual(world.sink.told("host", "firing"), {"a": 1, "b": 1})

    def test_bad_queries_delay_nobody(self):
        world = self.world
        world.data.executemany("INSERT INTO load VALUES (?, 1)", [("h%d" % i,) for i in range(10)])
        rules = HOT % "500ms"
        for name, query in [("Fails", "SELECT nosuch FROM m.main.load"), ("NoValue", "SELECT host FROM m.main.load"),
                            ("Twins", "SELECT 'same' AS host, 95 AS value FROM range(2)"),
                            ("Million", "SELECT range::VARCHAR AS host, 95 AS value FROM range(1000000)"),
                            ("NaN", "SELECT 'n' AS host, 'NaN'::DOUBLE AS value")] + [
                                ("Hangs%d" % i, SLOW) for i in range(6)]:
            rules += "  - alert: %s\n    query: %s\n    condition: {type: threshold, op: \">\", warning: 90}\n" % (
                name, query)
        world.apply(rules)
        world.route()
        service = self.owner()
        until(lambda: self.rule(service, "Hangs0").get("lastError"), 30, "a query that hangs is stopped")
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        self.assertTrue(world.sink.wait(lambda _: "a" in world.sink.told("host", "firing")), service.said())
        for name, word in [("Fails", "nosuch"), ("Twins", "same"), ("Million", "50000"), ("Hangs0", "")]:
            self.assertEqual(self.rule(service, name)["health"], "err", name)
            self.assertIn(word, self.rule(service, name)["lastError"], name)
        self.assertEqual(self.rule(service, "NaN")["health"], "ok")
        evaluations = json.loads(world.run("alert", "history", self.rule(service, "Hot")["id"], "--what",
                                           "evaluations", "--format", "json"))
        moments = [one["at"] for one in evaluations]
        self.assertEqual(len(moments), len(set(moments)))
        self.assertEqual({one["error"] for one in evaluations}, {""})

    def test_time_nobody_was_there_is_caught_up_with(self):
        world = self.world
        world.apply(HOT % "1s")
        for policy, least, most in [("each", 3, 100), ("once", 0, 1), ("skip", 0, 0)]:
            service = self.owner("--catch-up", policy)
            until(lambda: self.rule(service, "Hot").get("health") == "ok", what="evaluated once")
            service.stop()
            before = self.moments()
            stopped = time.time()
            until(lambda: time.time() > stopped + 4.2)
            service = self.owner("--catch-up", policy)
            until(lambda: self.moments() - before, what="evaluated again")
            until(lambda: max(self.moments()) >= int(time.time()) - 1, what="up to date")
            made_up = len([at for at in self.moments() - before if at < self.started(service) - 1])
            self.assertTrue(least <= made_up <= most, "%s: %d made up" % (policy, made_up))
            service.stop()

    def moments(self):
        with sqlite3.connect(self.world.workspace + ".alerts") as file:
            return {row[0] // 1000 for row in file.execute("SELECT scheduled_at FROM evaluation")}

    def started(self, service):
        import datetime
        text = service.json("/stats")["startedAt"]
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()

    def test_a_channel_that_is_down_gets_its_messages_later(self):
        world = self.world
        world.apply(HOT % "200ms")
        world.route()
        world.sink.status = 500
        service = self.owner()
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        until(lambda: json.loads(world.run("alert", "history", "--what", "notifications", "--format", "json")) or
              service.json("/stats")["notifications"]["underWay"], what="it was tried")
        world.sink.status = 200
        self.assertTrue(world.sink.wait(lambda _: "a" in world.sink.told("host", "firing"), 60), service.said())

    def test_a_graceful_stop_ends_running_queries_and_keeps_the_state(self):
        world = self.world
        world.apply((HOT % "200ms").replace("    annotations", "    for: 1h\n    annotations") +
                    "- name: slow\n  interval: 5s\n  rules:\n  - alert: Slow\n    query: " + SLOW +
                    "\n    condition: {type: threshold, op: \">\", warning: 1}\n")
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        service = self.owner()

        def pending():  # the slow rule may have timed out, which is an alert of its own
            return [one["activeAt"] for one in service.json("/api/v1/alerts")["data"]["alerts"]
                    if one["labels"]["alertname"] == "Hot"]

        since = until(pending, what="pending")
        until(lambda: service.json("/stats")["scheduler"]["running"] > 0, what="a query hangs")
        began = time.time()
        self.assertEqual(service.stop(), 0)
        self.assertLess(time.time() - began, 12)
        service = self.owner()
        until(lambda: service.json("/stats")["evaluations"] > 2, what="evaluated again")
        self.assertEqual(pending(), since, "the pending alert kept its time")

    def test_http_abuse(self):
        service = self.owner()
        host, port = service.url[len("http://"):].split(":")

        def raw(data, seconds=15):
            with socket.create_connection((host, int(port)), timeout=seconds) as peer:
                try:
                    peer.sendall(data)
                    return peer.recv(200)
                except (ConnectionResetError, BrokenPipeError):
                    return b""

        self.assertIn(b" 431 ", raw(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100000 + b"\r\n\r\n"))
        self.assertIn(b" 413 ", raw(b"POST /api/v1/silences HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"))
        self.assertIn(b" 400 ", raw(b"\x16\x03\x01 this is no http\r\n\r\n"))
        self.assertIn(b" 421 ", raw(b"GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        self.assertEqual(request(service.url + "/nosuch")[0], 404)
        self.assertEqual(request(service.url + "/health", "DELETE", token=self.token())[0], 405)
        self.assertEqual(request(service.url + "/api/v1/silences", "POST", "{}", "wrong")[0], 401)
        self.assertEqual(request(service.url + "/api/v1/silences", "POST", "[1,", self.token())[0], 400)
        slow = [socket.create_connection((host, int(port)), timeout=30) for _ in range(60)]
        for peer in slow:
            peer.sendall(b"GET /hea")
        self.assertEqual(request(service.url + "/health")[0], 200, "others are answered meanwhile")
        began = time.time()
        self.assertEqual(slow[0].recv(100), b"", "who never ends its request is cut off")
        self.assertLess(time.time() - began, 20)
        for peer in slow:
            peer.close()
        self.assertEqual(oct(os.stat(self.world.workspace + ".token").st_mode & 0o777), "0o600")

    def test_openlineage_events_are_taken(self):
        service = self.owner()
        event = {"eventType": "COMPLETE", "eventTime": "2025-01-01T00:00:00Z", "producer": "urn:test",
                 "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
                 "run": {"runId": "0190c1b2-0000-7000-8000-000000000001"}, "job": {"namespace": "n", "name": "j"},
                 "inputs": [{"namespace": "n", "name": "a"}], "outputs": [{"namespace": "n", "name": "b"}]}
        self.assertEqual(request(service.url + "/api/v1/lineage", "POST", json.dumps(event))[0], 401)
        status, text = request(service.url + "/api/v1/lineage", "POST", json.dumps(event), self.token())
        self.assertEqual(status, 201, text)
        status, text = request(service.url + "/api/v1/lineage", "POST", '{"no": "event"}', self.token())
        self.assertEqual(status, 400, text)
        self.assertIn("b", self.world.run("lineage", "export", "--format", "csv"))

    def test_a_real_prometheus_reads_the_metrics(self):
        prometheus = shutil.which("prometheus")
        if not prometheus or not shutil.which("promtool"):
            self.skipTest("SKIPPED LOUDLY: no prometheus on this machine")
        world = self.world
        world.apply(HOT % "200ms")
        world.data.execute("INSERT INTO load VALUES (?, 95)", ('a "quoted"\\\nname',))
        service = self.owner("--watchdog")
        until(lambda: service.json("/api/v1/alerts")["data"]["alerts"], what="it fires")
        checked = subprocess.run(["promtool", "check", "metrics"], input=service.get("/metrics"), text=True,
                                 capture_output=True)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        world.rules("scrape_configs:\n- job_name: tributary\n  scrape_interval: 200ms\n  scrape_timeout: 200ms\n"
                    "  static_configs:\n  - targets: ['%s']\n" % service.url[len("http://"):], "prometheus.yml")
        server = subprocess.Popen([prometheus, "--config.file=" + world.path("prometheus.yml"),
                                   "--storage.tsdb.path=" + world.path("tsdb"),
                                   "--web.listen-address=127.0.0.1:%d" % port],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (server.kill(), server.wait()))

        def value(query):
            try:
                _, text = request("http://127.0.0.1:%d/api/v1/query?query=%s" % (
                    port, urllib.request.quote(query)))
                return [one["value"][1] for one in json.loads(text)["data"]["result"]]
            except (OSError, ValueError, KeyError):
                return []

        until(lambda: value('up{job="tributary"}') == ["1"], 60, "Prometheus says it is up")
        until(lambda: value('ALERTS{alertname="Hot",alertstate="firing"}') == ["1"], what="the alert is there")
        self.assertEqual(value("tributary_service_owner"), ["1"])
        self.assertGreater(float(value("process_resident_memory_bytes")[0]), 1e6)
        # And the other way: rules in PromQL are asked on that server.
        world.run("alert", "server", "add", "prom", "--url", "http://127.0.0.1:%d" % port)
        world.apply("groups:\n- name: p\n  interval: 500ms\n  connection: prom\n  rules:\n  - alert: Owned\n"
                    "    expr: tributary_service_owner == 1\n  - alert: Wrong\n    expr: sum(\n", "prom.yml")
        until(lambda: self.rule(service, "Owned").get("state") == "firing", what="a rule in PromQL fires")
        until(lambda: self.rule(service, "Wrong").get("health") == "err", what="a wrong expression is told")
        self.assertIn("parse error", self.rule(service, "Wrong")["lastError"])
        past = json.loads(world.run("alert", "backtest", "Owned", "--from", "1h", "--format", "json"))
        self.assertTrue(past["inOnePass"])
        self.assertEqual(len(past["incidents"]), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
