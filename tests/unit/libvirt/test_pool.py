# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the host for a pool."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.action import Start
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.pool import PoolDriver
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.trace import Trace
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.pool import Pool


@pytest.mark.parametrize("kind", ["fs", "disk", "logical"])
def test_a_device_without_a_path_is_left_to_libvirt_to_refuse(kind):
    document = f"<pool type='{kind}'><name>p</name><source><device/><name>vg</name></source><target><path>/none</path></target></pool>"
    driver = PoolDriver(SimpleNamespace(conn=None, local=True, trace=Trace(), known={}))
    desired = Pool.accept({"xml": document, "state": "active", "build": True}, Seen())
    assert driver.planning_facts("p", desired, None)["devices"] == {}
    plan = SimpleNamespace(config=xml.parse(document), name="p", actions=[Start()])
    assert all("device" not in error.message for error in driver.obstacles(plan))
