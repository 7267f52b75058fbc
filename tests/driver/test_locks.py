# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run locks, it locks for as long as it lasts."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.session import Session
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Conflict
from bench.engine import Engine
from bench.scenarios import POOL


def test_a_volume_is_locked_no_longer_than_the_run_lasts(engine: Engine) -> None:
    """A failure that is still told of, and with it the objects of its run, locks nothing."""
    engine.run("pool", **POOL)
    first, second = Session(engine.uri), Session(engine.uri)
    one, other = (kind_of("volume").driver(session) for session in (first, second))
    pool = one.pool(POOL["name"])
    one.marks.hold(pool, "a")
    with pytest.raises(Conflict, match="another run is making it"):
        other.marks.hold(pool, "a")
    first.close()
    other.marks.hold(pool, "a")
    second.close()
    assert not second.locks
