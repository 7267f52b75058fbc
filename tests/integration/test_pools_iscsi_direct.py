# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools of libiscsi, which needs no driver of the kernel: a real target on the server's own loopback asks for a password."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time

import pytest

TARGET = "iqn.2026-01.example:guests"
UNIT = "unit:0:0:1"
INITIATOR = "iqn.2026-01.example:host1"
SIZE = 16 << 20
PASSWORD = "open-sesame"
SETUP = (
    f"--op new --mode target --tid 1 -T {TARGET}",
    "--op new --mode logicalunit --tid 1 --lun 1 -b {file}",
    "--op bind --mode target --tid 1 -I ALL",
    f"--op new --mode account --user host1 --password {PASSWORD}",
    "--op bind --mode account --tid 1 --user host1",
)


@pytest.fixture
def unit(server):
    """A logical unit's file, exported."""
    file = server.storage / "unit"
    file.write_bytes(os.urandom(1 << 20))
    os.truncate(file, SIZE)
    daemon = server.popen("tgtd", "--foreground", "--iscsi", "portal=127.0.0.1:3260", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def administer(arguments: str, check: bool = True) -> int:
        return server.run("tgtadm", "--lld", "iscsi", *arguments.split(), check=check).returncode

    try:
        while daemon.poll() is None and administer("--op show --mode target", check=False):
            time.sleep(0.05)
        for arguments in SETUP:
            administer(arguments.format(file=file))
        yield file
    finally:
        connection = server.connect()
        for pool in connection.listAllStoragePools(2):
            pool.destroy()
        connection.close()
        administer("--op delete --force --mode target --tid 1", check=False)
        administer("--op delete --mode account --user host1", check=False)
        administer("--op delete --mode system", check=False)  # tgtd does not heed SIGTERM while it has targets
        daemon.kill()
        daemon.wait()


def pool(**options):
    return {"name": "san", "type": "iscsi-direct", "state": "active", **options, "source": {
        "hosts": [{"name": "127.0.0.1"}], "devices": [{"path": TARGET}], "initiator": INITIATOR,
        "auth": {"type": "chap", "username": "host1", "secret": {"usage": "san"}}}}


def told(result):
    return [action["operation"] for action in result["actions"]]


def test_a_unit_of_a_target(server, unit):
    held = hashlib.sha256(unit.read_bytes()).hexdigest()
    secret = {"name": "san", "usage_type": "iscsi"}
    server.module("secret", **secret, value="wrong")
    refused = server.module("pool", **pool(), fails=True)
    assert (refused["failures"][0]["name"], refused["failures"][0]["operation"]) == ("san", "start")
    assert "wrong" not in str(refused)

    server.module("secret", **secret, value=PASSWORD)
    assert told(server.module("pool", **pool())) == ["define", "start"]
    assert not server.module("pool", **pool())["changed"]

    controller, disk = server.module("volume_info", pool="san")["volumes"]
    assert (controller["declared"]["name"], disk["declared"]["name"]) == ("unit:0:0:0", UNIT)
    assert disk["declared"]["capacity"] in ("16 MiB", f"{SIZE - 512} B"), "libvirt 9.0 counts one block less"
    assert not server.module("volume", **disk["declared"])["changed"], "what is told is a declaration"

    # Volumes are fixed: made by nobody, filled by nobody, copied by others than libvirt.
    refused = [
        {"pool": "san", "name": "another", "capacity": "1 MiB"},
        {"pool": "images", "name": "copy", "format": "raw", "clone_from": {"pool": "san", "volume": UNIT}},
    ]
    (server.storage / "images").mkdir()
    server.module("pool", name="images", type="dir", state="active", target={"path": f"{server.storage}/images"})
    for wanted in refused:
        failure = server.module("volume", **wanted, fails=True)["failures"][0]
        assert (failure["code"], bool(failure["remedy"])) == ("unsupported", True), failure
    assert told(server.module("pool", name="san", state="absent")) == ["stop", "undefine"]
    assert hashlib.sha256(unit.read_bytes()).hexdigest() == held


def test_k6c_a_unit_that_a_guest_of_another_host_may_have(server, unit):
    server.module("secret", name="san", usage_type="iscsi", value=PASSWORD)
    server.module("pool", **pool())
    for options in ({"state": "absent"}, {"state": "absent", "wipe": "zero"}, {"capacity": "1 MiB", "shrink": True}):
        for check in (True, False):
            refused = server.module("volume", pool="san", name=UNIT, check=check, fails=True, **options)["failures"][0]
            assert refused["code"] == "refused" and "a guest of another host may have it" in refused["message"], refused
    assert told(server.module("volume", pool="san", name=UNIT, state="absent", force=True, check=True)) == ["delete"]
    server.module("domain", name="web", type="qemu", memory="16 MiB", os={"type": "hvm"},
                  disks=[{"source": {"pool": "san", "volume": UNIT}, "target": {"dev": "vda", "bus": "virtio"}}])
    refused = server.module("domain", name="web", state="absent", remove=["disks"], fails=True)["failures"][0]
    assert refused["code"] == "refused" and "deletes no volumes of a pool of type iscsi-direct" in refused["message"]
    assert server.virsh("domstate", "web").strip() == "shut off"
