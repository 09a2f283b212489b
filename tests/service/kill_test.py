# SPDX-License-Identifier: GPL-3.0-or-later
"""Two services on one workspace; the owner is killed (kill -9) at random moments while alerts come and go. No firing and
no resolved may be lost, at most one message in a hundred may come twice, and two services never take turns."""
import os
import random
import sqlite3
import sys
import threading
import time
import unittest

from harness import HOT, World, until

KILLS = int(os.environ.get("TRIBUTARY_KILLS", "100"))


class KillTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def test_kills_at_random_moments(self):
        world = self.world
        world.apply(HOT % "200ms")
        world.route()
        options = ("--lease", "2", "--resend", "1")
        seed = int(os.environ.get("TRIBUTARY_SEED", time.time()))
        print("seed", seed, file=sys.stderr)
        chance = random.Random(seed)
        pair = [self.fresh(options), self.fresh(options)]
        until(lambda: any(one.is_owner() for one in pair), what="somebody is in charge")

        stopping = threading.Event()
        hosts = []

        def come_and_go():
            while not stopping.is_set():
                host = "h%d" % len(hosts)
                hosts.append(host)
                world_data.execute("INSERT INTO load VALUES (?, 99)", (host,))
                if len(hosts) >= 8:
                    world_data.execute("DELETE FROM load WHERE host = ?", (hosts[-8],))
                stopping.wait(0.15)
            world_data.close()

        world_data = sqlite3.connect(world.path("m.db"), isolation_level=None, check_same_thread=False, timeout=30)
        writer = threading.Thread(target=come_and_go)
        writer.start()
        pause = threading.Event()
        try:
            for kill in range(KILLS):
                pause.wait(chance.uniform(0.05, 0.6))
                owner = until(lambda: next((one for one in pair if one.is_owner()), None), what="an owner")
                pause.wait(chance.uniform(0.0, 0.2))
                owner.kill()
                pair.remove(owner)
                pair.append(self.fresh(options))
        finally:
            stopping.set()
            writer.join()
        gone = hosts[:-7]  # those that were resolved
        everything = lambda messages: (set(hosts) <= set(world.sink.told("host", "firing")) and
                                       set(gone) <= set(world.sink.told("host", "resolved")))
        end = time.time() + 60
        while not everything(None) and time.time() < end:
            pause.wait(0.1)
        firing, resolved = world.sink.told("host", "firing"), world.sink.told("host", "resolved")
        lost = sorted(set(hosts) - set(firing))
        unresolved = sorted(set(gone) - set(resolved))
        # One that comes and goes within a group interval is never sent, which is Alertmanager's rule; here every one
        # stays for more than a second.
        self.assertEqual(lost, [], "firing alerts nobody was told of")
        self.assertEqual(unresolved, [], "resolved alerts nobody was told of")
        total = sum(firing.values()) + sum(resolved.values())
        twice = total - len(firing) - len(resolved)
        print("%d kills, %d messages, %d of them twice, %d services" % (
            KILLS, total, twice, len(world.services)), file=sys.stderr)
        self.assertLessEqual(twice, max(1, total // 100), "too many messages came twice")
        self.assertNoTurns()

    def fresh(self, options):
        """A service at an address none had before: by it messages are told apart, and the system gives ports again."""
        while True:
            service = self.world.serve(*options)
            if [one.url for one in self.world.services].count(service.url) == 1:
                return service
            service.kill()

    def assertNoTurns(self):
        """Once another service has sent, the one before never sends again."""
        self.assertNotIn("", {message["externalURL"] for _, message in self.world.sink.messages})
        order = []
        for _, message in self.world.sink.messages:
            if not order or order[-1] != message["externalURL"]:
                order.append(message["externalURL"])
        self.assertEqual(len(order), len(set(order)), "two services took turns: %s" % order)


if __name__ == "__main__":
    unittest.main(verbosity=2)
