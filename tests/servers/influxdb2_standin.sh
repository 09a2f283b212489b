#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The stand-in for InfluxDB 2.x on loopback (see influxdb2_standin.py): influxdb2_standin.sh start|stop|url
set -euo pipefail
name=influxdb2_standin arguments=() settings="org=tributary token=standin-token"
source "$(dirname "${BASH_SOURCE[0]}")/standin.bash"
serve "$@"
