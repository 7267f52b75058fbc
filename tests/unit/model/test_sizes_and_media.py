# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is proposed for a number without its unit, and for a drive without a medium."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen

DRIVE = {"device": "cdrom", "target": {"dev": "sda", "bus": "sata"}}


def declare(**options):
    return kind_of("domain").model.validate({"name": "guest", **options}, "", Seen())


@pytest.mark.parametrize(("value", "proposed"), [
    (64, "Write 64 MiB if that is meant."), ("64", "Write 64 MiB if that is meant."), ("64 Mi", "Write 64 MiB."),
    (10737418240, "Write 10 GiB if bytes are meant."),
])
def test_k7b_a_number_without_its_unit(value, proposed):
    with pytest.raises(Invalid) as refused:
        declare(memory=value)
    assert refused.value.remedy == proposed


@pytest.mark.parametrize(("disk", "remedy"), [
    ({**DRIVE, "source": {}}, "set eject: true in place of source"),
    ({**DRIVE, "source": {"file": "/a.iso"}, "eject": True}, "Declare one of them"),
    ({"target": {"dev": "vda"}, "source": {"file": "/a"}, "eject": True}, "Leave eject out"),
])
def test_k7b_how_to_eject(disk, remedy):
    with pytest.raises(Invalid) as refused:
        declare(disks=[disk])
    assert remedy in refused.value.remedy


def test_k7b_eject_is_an_empty_source():
    assert declare(disks=[{**DRIVE, "eject": True}]) == declare(disks=[{**DRIVE, "source": {"file": ""}}])
    assert declare(disks=[{**DRIVE, "eject": False}]) == declare(disks=[DRIVE])
