# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest that was just started is at rest: nothing is left to do, to restart or to tell, whatever it is made of.

Golden guests and libvirt's own test documents are started paused, without a system in them. What cannot start here is listed with
libvirt's reason in documents/cannot-start.txt.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import at_rest
from bench.documents import Host, documents
from bench.server import Server, prime_capabilities

TESTS = Path(__file__).parents[1]
GOLDEN = TESTS / "unit/golden/domain"
LISTED = TESTS / "documents/cannot-start.txt"
SHARDS = 12
# How the reason of a guest begins that starts, and is not at rest: a fault that is known and not mended.
OPEN = "not at rest"
# How many of all guests start at least, on libvirt 9 with QEMU for x86.
STARTED = 600
# One guest for each kind of device, for the first gate.
ARGV = "domain/tests/qemuxml2argvdata"
CHOSEN = frozenset((
    "domain/tests/genericxml2xmlindata/disk-hyperv-physical.xml", f"{ARGV}/pci-rom-disabled.xml", f"{ARGV}/x86-kvm-32-on-64.xml",
    "golden/boot-serial", f"{ARGV}/s390-serial-console.xml", "golden/ports-vdagent", f"{ARGV}/s390-no-parallel.xml",
    f"{ARGV}/default-video-type-aarch64.xml", "golden/video-newer", f"{ARGV}/q35-pci-force-address.xml", f"{ARGV}/console-compat2.xml",
    f"{ARGV}/usb-hub.xml",
    f"{ARGV}/aarch64-tpm-wrong-model.xml", f"{ARGV}/virtio-rng-default.xml", f"{ARGV}/smartcard-passthrough-spicevmc.xml",
    f"{ARGV}/graphics-dbus-usbredir.xml", f"{ARGV}/watchdog-device.xml", f"{ARGV}/s390-panic.xml",
    "domain/tests/qemuhotplugtestdomains/qemuhotplug-base-live+ivshmem-doorbell-detach.xml", "golden/iommu-virtio",
    f"{ARGV}/cpu-cache-disable3.xml", "golden/boot-efi", f"{ARGV}/boot-menu-disable-drive.xml", f"{ARGV}/boot-floppy-q35.xml",
    f"{ARGV}/lease.xml", "golden/numatune", "golden/crypto-newer"))


def guests():
    """The names and documents of all guests."""
    for path in sorted(GOLDEN.glob("*.xml")):
        yield f"golden/{path.stem}", path.read_text(encoding="utf-8")
    yield from documents("domain")


def listed():
    """What cannot start, with libvirt's reason."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def daemon(nothing_left_behind):
    """A server of its own: Ansible takes no part."""
    prime_capabilities()
    with Server("at-rest") as server:
        yield server


def look(server, chosen):
    """Start each guest and look at it: how many started, and what is wrong."""
    host, started, wrong, cannot = Host("domain", server.uri), 0, [], listed()
    stage = at_rest.Stage(server, host)
    for name, document in chosen:
        found = None if cannot.get(name, "").startswith(OPEN) else host.accepted(stage.set(document))
        if found is None:
            continue
        reason = at_rest.start(host, host.desired(*found))
        if reason is None:
            started += 1
            wrong += [f"{name}: {line}" for line in at_rest.unrest(host, *found)]
        if (reason is None) == (name in cannot):
            wrong.append(f"{name}: {'starts, and is listed' if reason is None else f'cannot start, and is not listed: {reason}'}")
        host.clear()
    host.session.close()
    return started, wrong


@pytest.mark.gate("hosts")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_k1b_every_guest_that_can_start_is_at_rest(daemon, record_property, shard):
    started, wrong = look(daemon, list(guests())[shard::SHARDS])
    record_property("guests at rest", f"shard {shard}: {started}")
    assert not wrong, "\n".join(wrong)
    assert started >= STARTED // SHARDS // 2


def test_k1b_one_guest_of_each_kind_of_device_is_at_rest(daemon):
    started, wrong = look(daemon, [(name, document) for name, document in guests() if name in CHOSEN])
    assert not wrong, "\n".join(wrong)
    assert started == len(CHOSEN)
