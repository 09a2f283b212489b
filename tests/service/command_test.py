# SPDX-License-Identifier: GPL-3.0-or-later
"""`tributary alert …`: what each command prints, changes and answers."""
import json
import subprocess
import unittest

import harness
from harness import HOT, World

PAST = """groups:
- name: past
  interval: 1m
  rules:
  - alert: Past
    query: SELECT ts, host, v FROM (SELECT make_timestamp(1736942400000000 + range * 60000000) AS ts, 'a' AS host, CASE WHEN range
      BETWEEN 10 AND 20 THEN 99 ELSE 1 END AS v FROM range(60))
    time_column: ts
    condition: {type: threshold, op: ">", warning: 90}
"""


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def json(self, *arguments):
        return json.loads(self.world.run("alert", *arguments, "--format", "json"))

    def test_rules_are_applied_shown_evaluated_and_deleted(self):
        world = self.world
        world.data.execute("INSERT INTO load VALUES ('a', 95), ('b', 5)")
        world.apply(HOT % "1m")
        rules = self.json("rules")
        self.assertEqual([rule["name"] for group in rules for rule in group["rules"]], ["Hot"])
        self.assertIn("alert: Hot", world.run("alert", "show", "Hot"))
        rows = self.json("eval", "Hot")
        self.assertEqual({row["labels"]["host"]: row["breached"] for row in rows}, {"a": True, "b": False})
        self.assertEqual(self.json("list"), [], "an evaluation by hand has no consequences")
        world.run("alert", "eval", "Nosuch", status=4)
        world.run("alert", "delete", world.path("rules.yml"))
        self.assertEqual(self.json("rules"), [])
        world.run("alert", "delete", "nosuch", status=4)

    def test_a_mistake_in_a_file_is_told_with_its_place_and_changes_nothing(self):
        world = self.world
        world.apply(HOT % "1m")
        path = world.rules("groups:\n- name: g\n  rules:\n  - alert: A\n    exprr: up\n", "bad.yml")
        done = subprocess.run([harness.PROGRAM, "--workspace", world.workspace, "alert", "apply", "-f", path],
                              env=world.environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("bad.yml:5:", done.stderr)
        self.assertIn("exprr", done.stderr)
        self.assertEqual(len(self.json("rules")), 1)

    def test_rules_from_standard_input_belong_to_no_file(self):
        world = self.world
        world.run("alert", "apply", "-f", "-", text=HOT % "1m")
        self.assertEqual(self.json("rules")[0]["file"], "")
        exported = world.run("alert", "export", "rules")
        self.assertIn("alert: Hot", exported)
        world.run("alert", "delete", "load")
        world.run("alert", "import", world.rules(exported, "again.yml"))
        self.assertEqual(world.run("alert", "export", "rules"), exported)

    def test_a_backtest_tells_what_would_have_been(self):
        world = self.world
        world.apply(PAST)
        result = self.json("backtest", "Past", "--from", "2025-01-15T12:00:00Z", "--to", "2025-01-15T13:00:00Z")
        self.assertEqual(len(result["incidents"]), 1)
        self.assertEqual(result["incidents"][0]["fired"], "2025-01-15T12:10:00.000Z")
        self.assertEqual(result["incidents"][0]["end"], "2025-01-15T12:21:00.000Z")
        self.assertEqual(result["evaluations"], 61)
        self.assertTrue(result["inOnePass"])
        self.assertIn("12:10:00", world.run("alert", "backtest", "Past", "--from", "2025-01-15T12:00:00Z", "--to",
                                            "2025-01-15T13:00:00Z"))
        world.run("alert", "backtest", "Past", "--from", "2025-01-15T12:00:00Z", "--to", "2025-01-14T12:00:00Z", status=2)

    def test_routing_is_imported_tested_and_exported(self):
        world = self.world
        world.route()
        outcome = self.json("route-test", "alertname=Hot", "host=a")
        self.assertEqual([(one["receiver"], one["outcome"]) for one in outcome], [("ops", "notifies")])
        silence = world.run("alert", "silence", "host=a").strip()
        self.assertIn(silence, self.json("route-test", "alertname=Hot", "host=a")[0]["outcome"])
        world.run("alert", "unsilence", silence)
        self.assertEqual(self.json("route-test", "alertname=Hot", "host=a")[0]["outcome"], "notifies")
        self.assertIn("webhook_configs", world.run("alert", "export", "alertmanager"))
        world.run("alert", "route-test", "nonsense", status=2)
        world.run("alert", "silence", "host=~.*", status=2)
        world.run("alert", "import", world.rules("route:\n  receivr: x\n", "bad.yml"), status=1)

    def test_channels_are_added_tested_and_removed(self):
        world = self.world
        world.run("alert", "channel", "add", "hook", "--type", "webhook", "--set", "url=" + world.sink.url,
                  "--secret", "hmac_secret=env:HOME")
        channel = self.json("channel", "list")[0]
        self.assertEqual((channel["name"], channel["secrets"]), ("hook", ["hmac_secret"]))
        world.run("alert", "channel-test", "hook")
        self.assertEqual(len(world.sink.messages), 1)
        world.sink.status = 500
        world.run("alert", "channel-test", "hook", status=1)
        world.run("alert", "channel", "add", "hook", "--type", "webhook", status=2)
        world.run("alert", "channel", "add", "x", "--type", "webhook", "--set", "hmac_secret=clear", status=2)
        world.run("alert", "channel", "add", "x", "--type", "nosuch", status=2)
        world.run("alert", "channel", "remove", "hook")
        world.run("alert", "channel", "remove", "hook", status=4)
        world.run("alert", "channel-test", "hook", status=4)
        self.assertIn("webhook", world.run("alert", "channel", "types"))

    def test_rule_tests_run_and_tell(self):
        world = self.world
        world.rules("groups:\n- name: g\n  rules:\n  - alert: Down\n    expr: up == 0\n    for: 1m\n", "down.yml")
        content = ("rule_files: [down.yml]\ntests:\n- interval: 1m\n  input_series:\n"
                           "  - {series: 'up{job=\"a\"}', values: '1 0 0 0'}\n  alert_rule_test:\n"
                           "  - {eval_time: 2m, alertname: Down, exp_alerts: [{exp_labels: {job: a}}]}\n")
        self.assertIn("SUCCESS", world.run("alert", "test", world.rules(content, "test.yml")))
        wrong = world.rules(content.replace("2m", "1m"), "wrong.yml")
        self.assertIn("FAILED", world.run("alert", "test", wrong, status=1))

    def test_rule_tests_over_sql_see_the_rows_of_their_instant(self):
        world = self.world
        world.rules("groups:\n- name: g\n  rules:\n  - alert: Full\n    query: SELECT disk, used FROM shop.public.disks\n"
                    "    condition: {type: threshold, op: '>', warning: 90}\n", "full.yml")
        test = world.rules("rule_files: [full.yml]\ntests:\n- interval: 1m\n  input_tables:\n"
                           "  - name: shop.public.disks\n    columns: {disk: VARCHAR, used: DOUBLE}\n    rows:\n"
                           "    - {at: 0m, values: [sda, 50]}\n    - {at: 2m, values: [sdb, 95]}\n"
                           "  alert_rule_test:\n  - {eval_time: 1m, alertname: Full, exp_alerts: []}\n"
                           "  - {eval_time: 2m, alertname: Full, exp_alerts: [{exp_labels: {disk: sdb}}]}\n",
                           "sql.yml")
        self.assertIn("SUCCESS", world.run("alert", "test", test))


if __name__ == "__main__":
    unittest.main(verbosity=2)
