# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person wants to see of a playbook, on file descriptor 3 (tools/play): a line for each task of the playbook itself.

Tasks of roles and of included files belong to the line above them; what their debug tasks and warnings say stands below it.
"""

from __future__ import annotations

import os
import time
from typing import Any

from ansible import context
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: progress
type: aggregate
short_description: What a person wants to see of a playbook
description: What it does now, how long that took, and the result. Needs file descriptor 3.
"""

# They only look, decide or speak.
QUIET = {f"{prefix}{name}" for prefix in ("", "ansible.builtin.") for name in ("assert", "debug", "fail", "set_fact", "slurp", "stat")}
WIDTH = 60


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def changes(number: int, check: bool) -> str:
    if not number:
        return "nothing would be changed" if check else "nothing was changed"
    return f"{number} change{'s' if number > 1 else ''} {'would be' if check else ('were' if number > 1 else 'was')} made"


def cause(result: dict[str, Any]) -> str:
    """The message of a failure, and what the program said where that is only its exit status."""
    said = str(result.get("msg") or "It does not say why.").strip()
    for detail in ("stderr", "module_stderr", "module_stdout"):
        if "rc" in result and result.get(detail):
            return f"{said}\n{str(result[detail]).strip()}"
    failed_items = [item for item in result.get("results", ()) if item.get("failed")]
    return "\n".join(cause(item) for item in failed_items) or said


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "progress"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self.out = os.fdopen(3, "w", encoding="utf-8", errors="replace")
        self.terminal = self.out.isatty()
        self.began = time.monotonic()
        self.stage = ""  # the line that is open
        self.stage_began = 0.0
        self.skipped = True
        self.below: list[tuple[list[str], bool]] = []  # what was said, and whether that was a list
        self.failures: dict[str, str] = {}
        self.several_hosts = False

    def say(self, text: str, end: str = "\n") -> None:
        self.out.write(text + end)
        self.out.flush()

    def now(self, what: str) -> None:
        """On a terminal, what is being done inside of the open line."""
        if self.terminal and self.stage:
            room = max(20, os.get_terminal_size(self.out.fileno()).columns - 1)
            self.say(f"\r\033[K{self.stage} ... {what}"[: room + 4], end="")

    def close(self, word: str = "", last: bool = False) -> None:
        """Ends the open line, and says below it what was heard meanwhile; the last list is the result and stands apart."""
        if self.stage:
            word = word or ("skipped" if self.skipped else duration(time.monotonic() - self.stage_began))
            start = f"\r\033[K{self.stage}" if self.terminal else ""
            self.say(f"{start}{' ' * max(1, WIDTH - len(self.stage))}{word:>10}")
            self.stage = ""
        for lines, is_list in self.below:
            indent = "" if last and is_list else "    "
            self.say("\n".join([*([] if indent else [""]), *(indent + line for line in lines)]))
        self.below = []

    def hear(self, host: str, text: Any) -> None:
        lines = [str(line) for line in text] if isinstance(text, list) else str(text).splitlines()
        if self.several_hosts and lines and host not in lines[0]:
            lines[0] = f"{host}: {lines[0]}"
        self.below.append((lines, isinstance(text, list)))

    def v2_playbook_on_play_start(self, play) -> None:
        self.close()
        self.several_hosts = len(play.get_variable_manager()._inventory.get_hosts(play.hosts)) > 1
        self.say(play.get_name() + (", which is only planned" if context.CLIARGS["check"] else "") + "\n")

    def v2_playbook_on_task_start(self, task, is_conditional) -> None:
        name = task.get_name().split(" : ")[-1]
        if task.get_first_parent_include() is not None or task._role is not None:
            self.now(name)
            return
        self.close()
        if task.action not in QUIET:
            self.stage, self.stage_began, self.skipped = name, time.monotonic(), True
            self.say(name, end="")

    def v2_runner_retry(self, result) -> None:
        told = result._result
        self.now(f"{result.task_name.split(' : ')[-1]} ({told['attempts']} of {told['retries']})")

    def v2_runner_on_ok(self, result) -> None:
        told, host = result._result, result._host.get_name()
        self.skipped = False
        for warning in told.get("warnings") or ():
            self.hear(host, f"Warning: {warning}")
        if result._task.action.endswith("debug") and "msg" in told:
            self.hear(host, told["msg"])
            if not self.stage:
                self.close()

    def v2_runner_on_failed(self, result, ignore_errors=False) -> None:
        self.skipped = False
        if not ignore_errors:
            name = result.task_name.split(" : ")[-1]
            self.failures[result._host.get_name()] = f"{name}: {cause(result._result)}"

    def v2_runner_on_unreachable(self, result) -> None:
        self.v2_runner_on_failed(result)

    def v2_on_file_diff(self, result) -> None:
        told = result._result
        for part in [*told.get("results", ()), told]:
            if part.get("diff") and part.get("changed"):
                self.below.append((self._get_diff(part["diff"]).splitlines(), False))

    def v2_playbook_on_stats(self, stats) -> None:
        failed = [host for host in stats.processed if stats.failures.get(host) or stats.dark.get(host)]
        self.close("failed" if failed else "", last=True)
        took = duration(time.monotonic() - self.began)
        for host in sorted(stats.processed):
            if host in failed:
                self.say(f"\n{host} FAILED after {took}. {self.failures.get(host, '')}")
            else:
                told = changes(stats.changed.get(host, 0), context.CLIARGS["check"])
                self.say(f"\n{host}: done in {took}, {told}.")
