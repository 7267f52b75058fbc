# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine of the tests sees each way in which a plan could be impure."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.session import Session
from bench.engine import Engine, planning

IMPURE: dict[str, Callable[[Session, dict[str, Any]], Any]] = {
    "asks libvirt": lambda session, _want: session.conn.listAllNetworks(0),
    "planning asks libvirt": lambda session, _want: session.trace.exists("/"),
    "opens or runs /dev/null": lambda _session, _want: Path("/dev/null").read_text("utf-8"),
    "opens or runs true": lambda _session, _want: subprocess.run(["true"], check=True),
    "edits the declaration": lambda _session, desired: desired["ips"].append({}),
}


@pytest.mark.parametrize("words", IMPURE)
def test_an_impure_plan_is_seen(engine: Engine, words: str) -> None:
    session, desired = Session(engine.uri), {"name": "a", "ips": []}
    kind = dataclasses.replace(kind_of("network"), planner=lambda *_arguments: IMPURE[words](session, desired))
    try:
        with pytest.raises(AssertionError, match=words):
            planning.planner(kind, session)(kind.model, desired, None, None)
    finally:
        session.close()
