# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that changed nothing is remembered, and believed only while every answer of the host is still the same."""

from __future__ import annotations

import pytest

DIGEST = "5" * 64
FOLDER = "/var/cache/libvirt/anvil.hypervisor/unchanged"


def declared(server):
    return {
        "secrets": [{"name": "chap", "usage_type": "iscsi", "value": "swordfish"}],
        "networks": [{"name": "nat", "state": "active", "autostart": True, "forward": {"mode": "nat"},
                      "ips": [{"address": "192.168.150.1", "prefix": 24}]}],
        "pools": [{"name": "images", "type": "dir", "state": "active", "target": {"path": f"{server.storage}/images"}}],
        "volumes": [{"pool": "images", "name": "a.qcow2", "format": "qcow2", "capacity": "8 MiB"}],
        "domains": [{"name": "guest", "type": "qemu", "memory": "16 MiB", "state": "running", "os": {"type": "hvm", "machine": "q35"},
                     "disks": [{"target": {"dev": "vda", "bus": "virtio"}, "driver": {"type": "qcow2"},
                                "source": {"pool": "images", "volume": "a.qcow2"}}],
                     "interfaces": [{"source": {"network": "nat"}, "model": "virtio"}]}],
    }


def known(server, digest=DIGEST):
    return server.module("unchanged_info", digest=digest)["unchanged"]


@pytest.fixture
def settled(server):
    """Everything as declared, and a run that has found it so."""
    server.run("rm", "-rf", FOLDER)
    made = server.module("resources", _digest=DIGEST, **declared(server))
    assert made["changed"]
    assert not known(server), "a run that changes something proves nothing"
    assert not server.module("resources", _digest=DIGEST, **declared(server))["changed"]
    assert known(server)
    return server


DRIFT = {
    "a network's autostart": ["virsh", "net-autostart", "nat", "--disable"],
    "a stopped network": ["virsh", "net-destroy", "nat"],
    "a pool's autostart": ["virsh", "pool-autostart", "images"],
    "a stopped pool": ["virsh", "pool-destroy", "images"],
    "a volume's size": ["sh", "-c", "virsh destroy guest && virsh vol-resize a.qcow2 16MiB --pool images && virsh start guest"],
    "a secret's value": ["sh", "-c", "virsh secret-set-value $(virsh -q secret-list | awk '{print $1}') c2hhcms="],
    "a deleted secret": ["sh", "-c", "virsh secret-undefine $(virsh -q secret-list | awk '{print $1}')"],
    "a guest's configuration": ["virsh", "setmaxmem", "guest", "32MiB", "--config"],
    "a guest's power": ["virsh", "destroy", "guest"],
    "a paused guest": ["virsh", "suspend", "guest"],
    "a guest's device": ["sh", "-c", "virsh domif-setlink guest $(virsh -q domiflist guest | awk '{print $5}') down"],
    "a stranger": ["virsh", "vol-create-as", "images", "other", "1MiB"],
}


@pytest.mark.parametrize("drift", DRIFT)
def test_any_other_answer_is_noticed(settled, drift):
    settled.run(*DRIFT[drift])
    assert not known(settled)


def test_what_is_never_compared_does_not_count(settled):
    """A guest that writes: its volume takes more of the pool, at another time."""
    image = f"{settled.storage}/images/a.qcow2"
    settled.virsh("pool-refresh", "images")  # libvirt learns the size of its clusters
    settled.module("resources", _digest=DIGEST, **declared(settled))
    assert known(settled)
    before = settled.virsh("vol-dumpxml", "a.qcow2", "images")
    with open(image, "ab") as file:
        file.write(b"x" * 65536)
    settled.virsh("pool-refresh", "images")
    assert settled.virsh("vol-dumpxml", "a.qcow2", "images") != before
    assert known(settled)


def test_a_check_keeps_nothing_and_another_digest_is_unknown(settled):
    settled.run("rm", "-rf", FOLDER)
    assert not settled.module("resources", check=True, _digest=DIGEST, **declared(settled))["changed"]
    assert not known(settled)
    settled.module("resources", _digest=DIGEST, **declared(settled))
    assert known(settled)
    assert not known(settled, "6" * 64)
    assert not known(settled, "../../../../etc/passwd")


def test_only_what_root_alone_can_write_is_believed(settled):
    path = f"{FOLDER}/{DIGEST}"
    settled.run("chmod", "0666", path)
    assert not known(settled)
    settled.run("chmod", "0600", path)
    assert known(settled)
    settled.run("chown", "nobody", path)
    assert not known(settled)


def test_few_are_kept(settled):
    kept = 16
    for number in range(kept + 1):
        settled.module("resources", _digest=f"{number:064x}", **declared(settled))
    assert len(settled.run("ls", FOLDER).stdout.split()) == kept


def test_what_is_reported_each_time_is_not_passed_over(settled):
    """A restart that is due is told by every run."""
    waiting = declared(settled)
    waiting["domains"][0]["memory"] = "32 MiB"
    assert settled.module("resources", _digest="7" * 64, **waiting)["restart_required"]
    assert settled.module("resources", _digest="7" * 64, **waiting)["restart_required"]
    assert not known(settled, "7" * 64)


@pytest.mark.oldest_core
def test_the_task_asks_first(settled):
    """Through Ansible: the second run does without the engine, a declaration that says something else does not."""
    declaration = {"anvil.hypervisor.resources": declared(settled)}
    first = settled.play([declaration]).results[0]
    assert first["invocation"]
    for check in (False, True):
        again = settled.play([declaration], check=check).results[0]
        assert "invocation" not in again, "the module itself was run"
        assert {key: again[key] for key in ("changed", "actions", "diff", "restart_required")} == {
            key: first[key] for key in ("changed", "actions", "diff", "restart_required")}
    other = declared(settled)
    other["networks"][0]["autostart"] = False
    assert settled.play([{"anvil.hypervisor.resources": other}]).changed
    assert settled.play([declaration]).changed


def test_without_a_daemon_the_work_itself_says_what_is_wrong(own_server):
    own_server.module("resources", _digest=DIGEST, networks=[])
    own_server.stop_daemon()
    assert not known(own_server)
