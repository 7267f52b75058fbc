# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of running guests that are declared by documents: which devices come and go at once."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.declaration import Declaration
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.facts import Facts
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from bench.facts import UUID, facts

GUEST = ("<domain type='qemu'><name>a</name><uuid>{uuid}</uuid><memory unit='KiB'>65536</memory>{more}"
         "<os><type machine='pc'>hvm</type></os><devices>{devices}</devices></domain>")
BUSES = "<controller type='pci' index='0' model='pci-root'/><controller type='scsi' index='0' model='virtio-scsi'/>"
ONE, TWO, SAME = (f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/srv/{file}.img'/>"
                  f"<target dev='{dev}' bus='scsi'/></disk>" for file, dev in (("one", "sda"), ("two", "sdb"), ("one", "sdc")))
IDE = TWO.replace("bus='scsi'", "bus='ide'").replace("sdb", "hdb")
NIC = "<interface type='network'><source network='default'/><model type='virtio'/></interface>"
FULL, EMPTY = (f"<disk type='file' device='cdrom'>{source}<target dev='sdd' bus='scsi'/><readonly/></disk>"
               for source in ("<source file='/srv/cd.iso'/>", ""))
MAC = "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/><model type='virtio'/></interface>"


def guest(*devices, more=""):
    return GUEST.format(uuid=UUID, devices=BUSES + "".join(devices), more=more)


def plan(document, *there, **options):
    found = kind_of("domain")
    desired = Declaration(found.model.accept({"xml": document, **options}, Seen()))
    config, live = (xml.parse(guest(*there)) for _side in range(2))
    observed = Observed(config, live, active=True, status={"state": "running"})
    return found.planner(found.model, desired, observed, Context(kind="domain", name="a", facts=Facts({**facts().known})))


def steps(made):
    return [" ".join((action.operation, *map(str, action.options))) for action in made.actions if not action.hidden]


@pytest.mark.parametrize(("there", "wanted", "actions", "waits"), [
    ([ONE], [ONE], [], []),
    ([ONE], [ONE, TWO], ["attach disks[sdb]"], []),
    ([ONE], [TWO, ONE], ["attach disks[sdb]"], []),
    ([ONE, TWO], [ONE], ["detach disks[sdb]"], []),
    ([ONE], [TWO], ["attach disks[sdb]", "detach disks[sda]"], []),
    # One file under another name: it goes before it comes.
    ([ONE], [SAME], ["replug disks[sda] disks[sdc]"], []),
    # A list of which the document has no member is not managed.
    ([ONE], [MAC], ["attach interfaces[52:54:00:00:00:01]"], []),
    ([ONE, MAC], [ONE], [], []),
    ([ONE, EMPTY], [ONE, FULL], ["define disks[sdd].source.file", "update_device disks[sdd].source.file"], []),
    ([MAC], [MAC.replace("<model", "<link state='down'/><model")],
     ["define interfaces[52:54:00:00:00:01].link_state", "update_device interfaces[52:54:00:00:00:01].link_state"], []),
    # No bus of IDE takes a drive while the guest runs: it waits in the configuration.
    ([ONE], [ONE, IDE], ["define disks[hdb]"], ["disks[hdb]"]),
    ([ONE, IDE], [ONE], ["detach disks[hdb]"], ["disks[hdb]"]),
])
def test_devices_come_and_go(there, wanted, actions, waits):
    made = plan(guest(*wanted), *there)
    assert (steps(made), list(map(str, made.restart_required))) == (actions, waits)


def test_a_new_interface_gets_an_identity_as_in_a_new_guest():
    attach, = plan(guest(ONE, NIC), ONE).actions
    assert xml.parse(attach.xml).find("mac").get("address").startswith("52:54:00:")


def test_other_changes_are_written_beside():
    made = plan(guest(ONE, TWO, more="<title>t</title>"), ONE)
    assert steps(made) == ["define title", "attach disks[sdb]", "set_notes title"]
    define = next(action for action in made.actions if action.operation == "define")
    assert "sdb" not in define.xml, "libvirt adds it to the configuration with the running guest"


def test_a_list_that_is_declared_by_its_option_as_well_is_the_options():
    disk = {"source": {"file": "/srv/two.img"}, "target": {"dev": "sdb", "bus": "scsi"}, "driver": {"type": "raw"}}
    assert steps(plan(guest(ONE), ONE, disks=[disk])) == ["define disks[sdb] disks[sda]"]
