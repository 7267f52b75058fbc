# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The units of libvirt's daemons: from systemctl's answers to what has to be done, and in which order.

Pure: nothing here runs a program.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Guests write through them, so they are never restarted. A reload has them execute themselves anew.
HELPERS = ("virtlogd", "virtlockd")
# Each daemon listens on three sockets: https://libvirt.org/daemons.html
_SUFFIXES = (".service", ".socket", "-ro.socket", "-admin.socket")

PROPERTIES = ("Id", "LoadState", "ActiveState", "UnitFileState")
_MISSING = "not-found"


class Plan(NamedTuple):
    """`before`: the units that change, as they are. `steps`: a verb of systemctl and its units, in order."""

    before: dict[str, dict[str, str]]
    steps: list[tuple[str, list[str]]]


def units(daemons: list[str]) -> list[str]:
    """The units of daemons. A helper has its socket, and is started by it."""
    return [f"{name}{suffix}" for name in daemons for suffix in ((".socket",) if name in HELPERS else _SUFFIXES)]


def with_service(daemons: list[str]) -> list[str]:
    """The daemons whose own service is managed."""
    return [name for name in daemons if name not in HELPERS]


def parse(text: str) -> dict[str, dict[str, str]]:
    """The properties of each unit that there is, from `systemctl show`, by the unit's name."""
    found = [dict(re.findall(r"^(\w+)=(.*)$", part, re.MULTILINE)) for part in text.split("\n\n")]
    return {unit["Id"]: {name: unit.get(name, "") for name in PROPERTIES} for unit in found if unit.get("LoadState", _MISSING) != _MISSING}


def plan(states: dict[str, dict[str, str]], daemons: list[str], others: list[str], outdated: list[str]) -> Plan:
    """What has daemons run, the other kind of them not, and outdated ones read their settings anew."""
    wanted = [states[name] for name in units(daemons) if name in states]
    wrong = [unit for unit in wanted if unit["UnitFileState"] not in ("enabled", "static")]
    stopped = [unit for unit in wanted if _is_socket(unit) and unit["ActiveState"] != "active"]
    unwanted = [states[name] for name in units(others) if name in states and states[name]["LoadState"] != "masked"]
    in_use = any(unit["ActiveState"] == "active" or unit["UnitFileState"] == "enabled" for unit in unwanted)
    steps = _away(unwanted) if in_use else []
    # A socket does not start below a daemon that already runs.
    served = [re.sub(r"(-ro|-admin)?\.socket$", ".service", unit["Id"]) for unit in stopped]
    steps.append(("stop", [name for name in dict.fromkeys(served) if states.get(name, {}).get("ActiveState") == "active"]))
    changing = wrong + [unit for unit in stopped if unit not in wrong]
    steps += [
        ("unmask", _names(unit for unit in changing if unit["LoadState"] == "masked")),
        ("enable", _names(wrong)),
        ("start", _names(stopped)),
        ("restart", [f"{name}.service" for name in outdated if name not in HELPERS]),
        ("try-reload-or-restart", [f"{name}.service" for name in outdated if name in HELPERS]),
    ]
    before = {unit["Id"]: unit for unit in changing + (unwanted if in_use else [])}
    return Plan(before, [step for step in steps if step[1]])


def plan_back(states: dict[str, dict[str, str]], former: dict[str, dict[str, str]]) -> list[tuple[str, list[str]]]:
    """What gives units their former state; what is not there any more is left out."""
    units_there = [(states[name], unit) for name, unit in former.items() if name in states]
    on = [(now, unit) for now, unit in units_there if unit["UnitFileState"] == "enabled"]
    off = [(now, unit) for now, unit in units_there if unit["UnitFileState"] != "enabled"]
    running = [now for now, _unit in off if now["ActiveState"] == "active"]
    ran = [now for now, unit in on if _is_socket(unit) and unit["ActiveState"] == "active"]
    steps = [
        # Before any is masked: a masked unit has forgotten its KillMode=process.
        ("stop", _names(unit for unit in running if _is_socket(unit))),
        ("stop", _names(unit for unit in running if not _is_socket(unit))),
        ("unmask", _names(now for now, unit in on + off if now["LoadState"] == "masked" and unit["LoadState"] != "masked")),
        ("disable", _names(now for now, _unit in off if now["UnitFileState"] == "enabled")),
        ("mask", _names(now for now, unit in off if unit["LoadState"] == "masked" and now["LoadState"] != "masked")),
        ("enable", _names(now for now, _unit in on if now["UnitFileState"] != "enabled")),
        # Sockets only, since they start their daemons.
        ("start", _names(now for now in ran if now["ActiveState"] != "active")),
    ]
    return [step for step in steps if step[1]]


def _away(unwanted: list[dict[str, str]]) -> list[tuple[str, list[str]]]:
    """Sockets first, or a client would start the daemon again. A masked unit has forgotten its KillMode=process, and to stop it then would
    end the guests and the networks' dnsmasq in its control group: so stopped before it is masked."""
    running = [unit for unit in unwanted if unit["ActiveState"] == "active"]
    return [
        ("stop", _names(unit for unit in running if _is_socket(unit))),
        ("stop", _names(unit for unit in unwanted if not _is_socket(unit))),
        ("mask", _names(unwanted)),
    ]


def _is_socket(unit: dict[str, str]) -> bool:
    return unit["Id"].endswith(".socket")


def _names(found) -> list[str]:
    return [unit["Id"] for unit in found]
