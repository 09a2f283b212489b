# SPDX-License-Identifier: GPL-3.0-or-later
"""`tributary serve` while notifier plugins come and go: nothing is started again."""
import json
import unittest

from harness import HOT, World, until


class PluginTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.world.environment.pop("TRIBUTARY_PLUGINS", None)
        self.addCleanup(self.world.close)

    def undelivered(self):
        sent = json.loads(self.world.run("alert", "history", "--what", "notifications", "--format", "json"))
        return [one for one in sent if one["status"] not in ("delivered", "pending")]

    def changes_seen(self, service):
        return service.said().count("plugins were installed, changed or removed")

    def plugin(self, service, *arguments):
        """Changes plugins from outside, and waits until the service has noticed."""
        before = self.changes_seen(service)
        self.world.run("plugin", *arguments)
        until(lambda: self.changes_seen(service) > before, what="noticed: %s; %s" % (arguments, service.said()))

    def test_a_notifier_is_used_as_soon_as_it_is_installed(self):
        world = self.world
        service = world.serve()
        until(service.is_owner, what="in charge: " + service.said())
        pid = service.process.pid
        self.plugin(service, "install", "webhook", "--yes")
        world.run("alert", "channel", "add", "robot", "--type", "plugin:webhook", "--set", "url=" + world.sink.url)
        world.route("route:\n  receiver: ops\n  group_by: [host]\n  group_wait: 1ms\n  group_interval: 300ms\n"
                    "  repeat_interval: 1h\nreceivers:\n- name: ops\n  x-tributary: {channels: [robot]}\n")
        world.apply(HOT % "200ms")
        world.data.execute("INSERT INTO load VALUES ('a', 95)")
        self.assertTrue(world.sink.wait(lambda _: "a" in world.sink.told("host", "firing")), service.said())
        self.assertEqual(self.undelivered(), [])

        # Switched off it is a clear failure, and the service runs on.
        self.plugin(service, "disable", "webhook")
        world.data.execute("INSERT INTO load VALUES ('b', 96)")
        failed = until(self.undelivered, what="told: " + service.said())
        self.assertIn("webhook", json.dumps(failed))
        self.assertIn("not installed, or is disabled", json.dumps(failed))
        self.assertNotIn("b", world.sink.told("host", "firing"))

        self.plugin(service, "enable", "webhook")
        world.data.execute("INSERT INTO load VALUES ('c', 97)")
        self.assertTrue(world.sink.wait(lambda _: "c" in world.sink.told("host", "firing")), service.said())

        # Removed and gone, without a crash; the rest of the service goes on.
        self.plugin(service, "remove", "webhook")
        self.assertTrue(service.is_owner())
        self.assertEqual(service.process.pid, pid)
        self.assertIsNone(service.process.poll())


if __name__ == "__main__":
    unittest.main()
