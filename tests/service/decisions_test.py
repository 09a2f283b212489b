# SPDX-License-Identifier: GPL-3.0-or-later
"""What people decide of alerts and rules, through `tributary serve` and the command line: "not an anomaly", sending
an undelivered notification again, levels and advice learnt from the past, and why an alert is there."""
import json
import unittest
import urllib.parse

from harness import HOT, World, until
from service_test import request

ODD = """groups:
- name: peers
  interval: 50ms
  rules:
  - alert: Odd
    query: SELECT host, value + random() AS value FROM m.main.load
    condition: {type: peers, sensitivity: 0.1}
"""
CLIMBS = """groups:
- name: load
  interval: 1h
  rules:
  - alert: Climbs
    query: SELECT 'a' AS host, 50 + hash(epoch_ms(CAST($eval_time AS TIMESTAMP))) % 1000 / 100.0 AS value
    condition: {type: threshold, op: ">", warning: 90}
"""


class DecisionsTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def owner(self):
        service = self.world.serve()
        until(service.is_owner, what="in charge: " + service.said())
        return service

    def token(self):
        with open(self.world.workspace + ".token") as file:
            return file.read().strip()

    def listed(self, *arguments):
        return json.loads(self.world.run("alert", *arguments, "--format", "json"))

    def evaluations(self, service):
        return service.json("/stats")["evaluations"]

    def test_not_an_anomaly_is_learnt_and_survives_a_restart(self):
        world = self.world
        for host in range(8):
            world.data.execute("INSERT INTO load VALUES (?, ?)", ("h%d" % host, 100 + host))
        world.apply(ODD)
        service = self.owner()
        until(lambda: self.evaluations(service) > 80, what="peers are known: " + service.said())
        self.assertEqual(service.json("/api/v1/alerts")["data"]["alerts"], [])
        world.data.execute("UPDATE load SET value = 130 WHERE host = 'h3'")
        alert = until(lambda: service.json("/api/v1/alerts")["data"]["alerts"], what="h3 fires")[0]
        self.assertEqual(alert["labels"]["host"], "h3")
        self.assertLess(alert["upper"], float(alert["value"]))
        told = service.json("/api/v1/history?limit=1")["data"]["transitions"][0]
        self.assertEqual((told["to"], told["why"]["code"]), ("firing", "peer.outlier"))
        self.assertEqual(told["why"]["words"], ['{host="h3"}'])
        self.assertLess(told["lower"], told["expected"])
        self.assertLess(told["expected"], told["upper"])
        self.assertEqual(self.listed("history")[0]["why"], told["why"])

        path = "/api/v1/alerts/%s/not-an-anomaly" % alert["fingerprint"]
        self.assertEqual(request(service.url + path, "POST", "{}")[0], 401)
        self.assertEqual(request(service.url + path.replace(alert["fingerprint"], "0" * 16), "POST", "{}",
                                 self.token())[0], 404)
        status, text = request(service.url + path, "POST", '{"by": "me", "comment": "a new disk"}', self.token())
        self.assertEqual(status, 202, text)
        until(lambda: service.json("/api/v1/alerts")["data"]["alerts"] == [], what="it is over")
        said = service.json("/api/v1/decisions")["data"]["decisions"][0]
        self.assertEqual((said["kind"], said["by"], said["comment"], said["outcome"]),
                         ("not_an_anomaly", "me", "a new disk", ""))
        self.assertIsNotNone(said["takenAt"])

        service.kill()
        service = self.owner()
        until(lambda: self.evaluations(service) > 40, what="evaluated after the restart")
        self.assertEqual(service.json("/api/v1/alerts")["data"]["alerts"], [], "what was learnt is gone")

    def test_a_decision_waits_for_whoever_is_in_charge(self):
        world = self.world
        world.apply(HOT % "100ms")
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        service = self.owner()
        alert = until(lambda: service.json("/api/v1/alerts")["data"]["alerts"], what="it fires")[0]["fingerprint"]
        service.stop()
        world.run("alert", "not-an-anomaly", alert, "--by", "me")
        world.run("alert", "not-an-anomaly", "0" * 16, status=4)
        self.assertIn("waits", world.run("alert", "decisions"))
        self.owner()
        # A threshold learns nothing: that is said, not swallowed.
        said = until(lambda: [one for one in self.listed("decisions") if one["takenAt"]], what="it was taken")[0]
        self.assertIn("looks for no anomalies", said["outcome"])

    def test_an_undelivered_notification_is_sent_again_by_hand(self):
        world = self.world
        world.apply(HOT % "200ms")
        world.route(interval="1h")
        world.sink.status = 400
        service = self.owner()
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        letter = until(lambda: service.json("/api/v1/undelivered")["data"]["undelivered"], what="given up")[0]
        self.assertEqual((letter["receiver"], letter["alerts"], letter["resend"]), ("ops", 1, False))
        self.assertIn(str(letter["id"]), world.run("alert", "history", "--what", "undelivered"))
        path = "/api/v1/undelivered/%d" % letter["id"]
        self.assertEqual(request(service.url + path + "/send", "POST", "")[0], 401)
        self.assertEqual(request(service.url + "/api/v1/undelivered/99/send", "POST", "", self.token())[0], 404)
        # It fails once more: another letter, with its reason, and nothing lost.
        self.assertEqual(request(service.url + path + "/send", "POST", "", self.token())[0], 202)
        again = until(lambda: [one for one in service.json("/api/v1/undelivered")["data"]["undelivered"]
                               if one["id"] != letter["id"]], what="failed again")[0]
        self.assertFalse(again["resend"])
        world.sink.status = 200
        world.run("alert", "resend", str(again["id"]))
        self.assertTrue(world.sink.wait(lambda _: world.sink.told("host", "firing") == {"a": 1}), service.said())
        until(lambda: service.json("/api/v1/undelivered")["data"]["undelivered"] == [], what="delivered, so no more")
        world.run("alert", "resend", str(again["id"]), status=4)
        sent = self.listed("history", "--what", "notifications")
        self.assertEqual([one["status"] for one in sent], ["delivered", "failed", "failed"])

    def test_levels_and_advice_are_learnt_from_the_past(self):
        world = self.world
        world.apply(CLIMBS)
        service = self.owner()
        rule = service.json("/api/v1/rules")["data"]["groups"][0]["rules"][0]["id"]
        path = "/api/v1/rules/%s/" % urllib.parse.quote(rule, safe="")
        found = service.json(path + "suggestion?days=14")["data"]["series"]
        self.assertEqual([one["labels"] for one in found], [{"host": "a"}])
        self.assertGreater(found[0]["values"], 300)
        self.assertTrue(55 < found[0]["recovery"] < found[0]["warning"] <= found[0]["critical"] < 75, found)
        self.assertEqual(found[0]["why"]["code"], "suggest.tail")
        below = self.listed("suggest", "Climbs", "--below")[0]
        self.assertTrue(35 < below["critical"] <= below["warning"] < below["recovery"] < 55, below)
        self.assertEqual(request(service.url + path + "suggestion?direction=up")[0], 400)
        self.assertEqual(request(service.url + "/api/v1/rules/nosuch/advice")[0], 404)
        world.run("alert", "suggest", "nosuch", status=4)

        # Alerts that came and went all day: the advice names it.
        import sqlite3
        with sqlite3.connect(world.workspace + ".alerts") as file:
            file.execute("UPDATE rule_group SET changed_at = 0")
            now = int(file.execute("SELECT max(heartbeat) FROM lease").fetchone()[0])
            for i in range(60):
                at = now - (60 - i) * 6 * 60000
                for offset, before, after in [(0, "normal", "firing"), (120000, "firing", "resolved")]:
                    file.execute("INSERT INTO transition (at, rule_id, rule, rule_group, fingerprint, labels, before, "
                                 "after, reason) VALUES (?, ?, 'Climbs', 'load', 'f', '{}', ?, ?, '')",
                                 (at + offset, rule, before, after))
        advice = service.json(path + "advice?days=1")["data"]
        self.assertEqual((advice["alerts"], advice["acknowledged"]), (60, 0))
        codes = [one["why"]["code"] for one in advice["advice"]]
        self.assertIn("tune.flaps", codes)
        self.assertIn("tune.short", codes)
        self.assertEqual(self.listed("advice", "Climbs", "--from", "1d")[0]["advice"], advice["advice"])
        self.assertIn("keep_firing_for", world.run("alert", "advice", "Climbs", "--from", "1d"))


if __name__ == "__main__":
    unittest.main()
