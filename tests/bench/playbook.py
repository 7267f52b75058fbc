# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-playbook against a server and returns what every task returned."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bench import environments, paths, programs

CALLBACKS = Path(__file__).with_name("callbacks")
CONFIGURATION = Path(__file__).with_name("ansible.cfg")


class Server(Protocol):
    """Whatever Ansible can speak to: a bench server, an emulated one."""

    name: str
    folder: Path  # on this machine, for what belongs to it

    def inventory(self) -> dict[str, Any]:
        """Its variables as a host."""


@dataclass
class Run:
    """One run of ansible-playbook."""

    returncode: int
    output: str
    tasks: list[dict[str, Any]] = field(default_factory=list)  # name, host, action, status, seconds, result
    stats: dict[str, dict[str, int]] = field(default_factory=dict)  # of each host

    @property
    def results(self) -> list[dict[str, Any]]:
        return [task["result"] for task in self.tasks]

    @property
    def changes(self) -> list[str]:
        """What the tasks that changed something are called, with what they say of it."""
        changed = [task for task in self.tasks if task["result"].get("changed")]
        return [f"{task['name']}: {task['result'].get('diff') or task['result'].get('actions')}" for task in changed]

    @property
    def slowest(self) -> str:
        """Where the time went, for who wonders."""
        spent = sorted(((task["seconds"], task["name"]) for task in self.tasks), reverse=True)
        total = round(sum(task["seconds"] for task in self.tasks)), "in all"
        return "".join(f"\n{seconds:8} {name}" for seconds, name in [total, *spent[:15]])

    @property
    def changed(self) -> int:
        return sum(counts["changed"] for counts in self.stats.values())


def callbacks(*names: str) -> dict[str, str]:
    """The environment that has Ansible use callbacks of the tests, and keep packed modules."""
    return {
        "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
        "ANSIBLE_CALLBACKS_ENABLED": ",".join((*names, "bench_payloads")),
        "BENCH_PAYLOADS": str(_payloads()),
    }


def _payloads() -> Path:
    """Where packed modules are kept, as long as the collection and Ansible stay as they are."""
    environment = environments.selected()
    (release,) = environment.folder.glob("lib/python3*/site-packages/ansible/release.py")
    stats = [(str(path), path.stat()) for path in (release, *sorted((paths.ROOT / "plugins").rglob("*.py")))]
    state = hashlib.sha256(repr([(path, stat.st_size, stat.st_mtime_ns) for path, stat in stats]).encode()).hexdigest()
    kept = paths.CACHE / "bench" / f"payloads-{environment.name}"
    with paths.alone("payloads"):
        if not (kept / state).exists():
            shutil.rmtree(kept, ignore_errors=True)
            (kept / state).mkdir(parents=True)
    return kept / state


def run(
    server: Server,
    path: Path,
    *,
    check: bool = False,
    diff: bool = True,
    fails: bool = False,
    verbosity: int = 0,
    variables: Mapping[str, Any] | None = None,
    arguments: tuple[str, ...] = (),
    environment: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> Run:
    """Run a playbook; the server is its only host, and in every group that a playbook may ask for with `all`.

    Raises subprocess.TimeoutExpired when it does not end within `timeout` seconds.
    """
    results = server.folder / "results.json"
    results.unlink(missing_ok=True)
    inventory = server.folder / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": {server.name: server.inventory()}}}), encoding="utf-8")
    call = [str(environments.selected().program("ansible-playbook")), "--inventory", str(inventory), str(path), *arguments]
    call += ["--check"] * check + ["--diff"] * diff + ["-" + "v" * verbosity] * bool(verbosity)
    if variables:
        call += ["--extra-vars", json.dumps(variables)]
    shell = {
        **os.environ,
        "ANSIBLE_CONFIG": str(CONFIGURATION),
        "ANSIBLE_COLLECTIONS_PATH": str(paths.COLLECTIONS),
        **callbacks("bench_results"),
        "ANSIBLE_HOME": str(server.folder / "ansible"),
        "ANSIBLE_LOCAL_TEMP": str(server.folder / "ansible/local"),
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_DEPRECATION_WARNINGS": "1",
        "BENCH_RESULTS": str(results),
        **(environment or {}),
    }
    done = programs.run(call, timeout=timeout, cwd=path.parent, env=shell)
    if bool(done.returncode) != fails:
        raise AssertionError(f"ansible-playbook ended with {done.returncode}:\n{done.stdout}")
    recorded = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    return Run(done.returncode, done.stdout, **recorded)


def run_tasks(server: Server, tasks: list[dict[str, Any]], *, facts: bool = False, **options: Any) -> Run:
    """Run tasks that are given as data: `[{"anvil.hypervisor.network": {"name": "a"}}]`."""
    path = server.folder / "playbook.json"  # JSON is YAML
    play = {"hosts": "all", "gather_facts": facts, "tasks": tasks}
    path.write_text(json.dumps([play], indent=1), encoding="utf-8")
    return run(server, path, **options)
