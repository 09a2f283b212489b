#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The stand-in for InfluxDB 3 on loopback (see influxdb3_standin.py): influxdb3_standin.sh start|stop|url
set -euo pipefail
name=influxdb3_standin arguments=() settings="token=standin-token"
source "$(dirname "${BASH_SOURCE[0]}")/standin.bash"
serve "$@"
