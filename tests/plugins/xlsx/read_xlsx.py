#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what openpyxl reads in a workbook: one line a row, "type:value" with | between; sheets begin with ##."""
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1], read_only=True)
most = int(sys.argv[2]) if len(sys.argv) > 2 else 1 << 60
for sheet in book.worksheets:
    count = 0
    print(f"## {sheet.title}")
    for row in sheet.iter_rows():
        count += 1
        if count <= most:
            print("|".join(f"{c.data_type}:{c.value}" if c.value is not None else "-" for c in row))
    print(f"rows {count}")
