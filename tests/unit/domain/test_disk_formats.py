# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats of new disks, and the disks that go with a guest, as data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Refused
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.formats import with_formats
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.removal import disks_to_delete

DISK = {"source": {"type": "file", "file": "/p/a"}, "target": {"dev": "vda"}}
VOLUME = {"source": {"type": "volume", "pool": "p", "volume": "a"}, "target": {"dev": "vda"}}


def guest(*disks):
    return Observed(xml.parse(f"<domain><devices>{''.join(disks)}</devices></domain>"))


def known(where="/p/a", declared=None, header=None):
    return Context(planning_facts={"formats": {where: {"declared": declared, "header": header}}})


def test_k3c_the_format_that_this_run_declares_is_taken():
    for disk, where in ((DISK, "/p/a"), (VOLUME, ("p", "a"))):
        (found,) = with_formats({"disks": [disk]}, None, known(where, "qcow2", "vmdk"))["disks"]
        assert found["driver"] == {"type": "qcow2"}
        assert with_formats({"disks": [disk]}, None, known(where, "raw", "qcow2"))["disks"] == [disk]
    named = {**DISK, "driver": {"type": "raw", "cache": "none"}}
    assert with_formats({"disks": [named]}, None, known(declared="qcow2"))["disks"] == [named]
    cached = {**DISK, "driver": {"cache": "none"}}
    assert with_formats({"disks": [cached]}, None, known(declared="qcow2"))["disks"][0]["driver"] == {"cache": "none", "type": "qcow2"}


def test_k3c_a_document_is_no_way_around():
    document = xml.parse("<domain><devices><disk><source file='/p/a'/><target dev='vda'/></disk></devices></domain>")
    found = with_formats({"xml": document}, None, known(declared="qcow2"))["xml"]
    assert found.find("./devices/disk/driver").get("type") == "qcow2"
    assert document.find("./devices/disk/driver") is None
    with pytest.raises(Refused, match=r"driver: \{type: qcow2\}"):
        with_formats({"xml": document}, None, known(header="qcow2"))


def test_k3c_an_image_is_not_opened_as_raw():
    with pytest.raises(Refused, match=r"driver: \{type: qcow2\}"):
        with_formats({"disks": [DISK]}, None, known(header="qcow2"))
    raw = guest("<disk><driver type='raw'/><source file='/p/old'/><target dev='vda'/></disk>")
    with pytest.raises(Refused, match="opened as raw"):
        with_formats({"disks": [DISK]}, raw, known(header="qcow2"))
    image = guest("<disk><driver type='qcow2'/><source file='/p/old'/><target dev='vda'/></disk>")
    for header in ("qcow2", "raw", None):
        assert with_formats({"disks": [DISK]}, image, known(header=header))["disks"] == [DISK]
    assert with_formats({"disks": [DISK]}, image, known(declared="raw"))["disks"][0]["driver"] == {"type": "raw"}


def test_k3c_what_is_not_known_is_left_alone():
    assert with_formats({"disks": [DISK]}, None, Context(planning_facts={"formats": {}}))["disks"] == [DISK]


def disk_facts(path, **more):
    return {"path": path, "volume": f"p{path}", "used": False, "shared": False, "problem": None, "there": True, **more}


OWN = "<disk><source file='/a'/></disk>"


@pytest.mark.parametrize("problem", ["it is in no active pool", "its pool 'p' is not active"])
def test_k4d_all_disks_are_known_to_be_deletable_before(problem):
    observed = guest(OWN, "<disk><source file='/b'/></disk>")
    observed = replace(observed, status={"disks": [disk_facts("/a"), disk_facts("/b", volume=None, problem=problem)]})
    with pytest.raises(Refused, match=r"/b .*active") as refused:
        disks_to_delete({"force": True}, observed)
    assert "leave disks out" in refused.value.remedy


def test_k4d_what_is_not_the_guests_alone_stays():
    observed = guest(OWN, "<disk device='cdrom'><source file='/b'/></disk>", "<disk><source file='/c'/><readonly/></disk>",
                     "<disk><source file='/d'/><shareable/></disk>", "<disk><source file='/e'/></disk>", "<disk><source file='/f'/></disk>")
    facts = [disk_facts("/a"), *(disk_facts(f"/{name}", problem="nobody asks") for name in "bcd"),
             disk_facts("/e", used=True, problem="nobody asks"), disk_facts("/f", there=False, volume=None)]
    observed = replace(observed, status={"disks": facts})
    assert disks_to_delete({}, observed) == facts[:1]


def test_k6c_disks_that_other_hosts_may_have():
    observed = replace(guest(OWN), status={"disks": [disk_facts("/a", shared=True)]})
    with pytest.raises(Refused, match="guests of other hosts may have /a"):
        disks_to_delete({"force": False}, observed)
    assert disks_to_delete({"force": True}, observed)
