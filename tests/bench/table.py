# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured, against which bar, as one table."""


class Table:
    def __init__(self):
        self.rows = []
        self.skipped = []

    def add(self, name, value, unit, bar=None, higher_is_better=True, note=""):
        """bar None: told for information only."""
        met = None if bar is None else (value >= bar if higher_is_better else value <= bar)
        sign = "≥" if higher_is_better else "≤"
        self.rows.append((name, f"{value:.2f} {unit}" if unit == "×" else f"{value:.0f} {unit}" if value >= 10 else
                          f"{value:.1f} {unit}", "" if bar is None else f"{sign} {bar:g} {unit}",
                          {None: "", True: "pass", False: "MISS"}[met], note))
        print("  " + "  ".join(cell for cell in self.rows[-1] if cell), flush=True)

    def skip(self, name, why):
        self.skipped.append((name, why))
        print(f"  {name}: SKIPPED, {why}", flush=True)

    def missed(self):
        return [row[0] for row in self.rows if row[3] == "MISS"]

    def show(self):
        heads = ("measured", "result", "bar", "", "")
        rows = [heads, *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
        print()
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        for name, why in self.skipped:
            print(f"SKIPPED: {name}: {why}")
        missed = self.missed()
        print(f"{len(missed)} missed" + (": " + "; ".join(missed) if missed else ""))
