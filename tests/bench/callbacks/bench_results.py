# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the result of every task to the file that BENCH_RESULTS names, as JSON."""

from __future__ import annotations

import json
import os
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: bench_results
type: aggregate
short_description: Keeps results for the tests
description:
  - Writes what every task returned to a file.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "bench_results"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._tasks = []
        self._started = {}

    def _keep(self, status, result):
        task = result._task
        key = (result._host.get_name(), task._uuid)
        self._tasks.append(
            {
                "name": task.get_name().strip(),
                "host": result._host.get_name(),
                "action": task.action,
                "status": status,
                "seconds": round(time.monotonic() - self._started.pop(key), 1) if key in self._started else 0,
                "result": result._result,
            }
        )

    def v2_runner_on_start(self, host, task):
        self._started[(host.get_name(), task._uuid)] = time.monotonic()

    def v2_runner_on_ok(self, result, **kwargs):
        self._keep("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False, **kwargs):
        self._keep("ignored" if ignore_errors else "failed", result)

    def v2_runner_on_skipped(self, result, **kwargs):
        self._keep("skipped", result)

    def v2_runner_on_unreachable(self, result, **kwargs):
        self._keep("unreachable", result)

    def v2_playbook_on_stats(self, stats):
        counts = {host: stats.summarize(host) for host in stats.processed}
        with open(os.environ["BENCH_RESULTS"], "w", encoding="utf-8") as file:
            json.dump({"tasks": self._tasks, "stats": counts}, file, default=str)
