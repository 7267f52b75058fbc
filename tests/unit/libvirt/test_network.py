# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the host's keeps a network from being started."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.action import Start, Stop
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.network import NetworkDriver
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.trace import Trace
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml


@pytest.mark.parametrize(("forward", "actions", "found"), [
    ("", [Start()], ["libvirt makes the bridge lo, and there is a link of that name"]),
    ("<forward mode='nat'/>", [Start()], ["libvirt makes the bridge lo, and there is a link of that name"]),
    ("<forward mode='bridge'/>", [Start()], []),
    ("", [], []),
    ("", [Stop(), Start()], []),
])
def test_a_link_of_the_host_has_the_name_of_the_bridge(forward, actions, found):
    """Every host has the link `lo`."""
    driver = NetworkDriver(SimpleNamespace(conn=None, local=True, trace=Trace()))
    config = xml.parse(f"<network><name>n</name>{forward}<bridge name='lo'/></network>")
    assert [error.message for error in driver.obstacles(SimpleNamespace(config=config, actions=actions))] == found
