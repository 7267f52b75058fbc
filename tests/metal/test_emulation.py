# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulated servers themselves promise to the other tests."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
from emumetal.hardware import mac

from emumetal import Server


@pytest.mark.long(minutes=1)
@pytest.mark.parametrize(("name", "suite"), [("kvm", "bookworm"), ("plain", "trixie")])
def test_restored_copies_are_no_twins_and_meet_on_their_link_and_nowhere_else(
    restore: Callable[..., Server], name: str, suite: str
) -> None:
    one, other = (restore(name, suite, nics=(f"meeting-{suite}-{os.getpid()}",)) for _copy in range(2))
    address = "cat /sys/class/net/eth1/address"
    for number, server in enumerate((one, other), 1):
        server.ssh(f"sudo ip address add 10.2.0.{number}/24 dev eth1 && sudo ip link set eth1 up")
        assert server.ssh("hostname").stdout.strip() == server.name
        assert abs(int(server.ssh("date +%s").stdout) - time.time()) < 60  # noqa: PLR2004  seconds that ssh itself may take
        assert server.ssh("lsblk -n -o TYPE /dev/vda | sort | uniq -c | xargs").stdout.split() == ["1", "disk", "3", "part"]
        assert server.ssh(address).stdout.strip() == mac(server.name, 1)
    assert mac(one.name, 1) != mac(other.name, 1)
    one.ssh("sudo ping -c 1 -W 60 10.2.0.2")
    assert one.ssh("sudo ping -c 1 -W 5 1.1.1.1", check=False).returncode
    if name == "plain":
        one.reboot()
        assert one.ssh(f"hostname; {address}").stdout.split() == [one.name, mac(one.name, 1)]
