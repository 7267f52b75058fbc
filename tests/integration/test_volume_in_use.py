# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A volume that guests or other volumes use is not deleted, unless that was named."""

from __future__ import annotations

import pytest

DISK = {"pool": "images", "name": "disk"}
GONE = {"state": "absent"}


@pytest.fixture
def images(server):
    """A pool with one volume; the pool's folder."""
    path = server.storage / "images"
    server.module("resources", volumes=[{**DISK, "capacity": "1 MiB"}],
                  pools=[{"name": "images", "type": "dir", "state": "active", "target": {"path": str(path)}}])
    return path


def guest(source, name="web", form="raw", **options):
    disks = [{"target": {"dev": "vda", "bus": "virtio"}, "source": source, "driver": {"type": form}}]
    return {"name": name, "type": "qemu", "memory": "16 MiB", "vcpus": {"count": 1}, "os": {"type": "hvm"}, "disks": disks, **options}


def refused(server, *words, remedy="other storage", **volume):
    """Deleting is refused, in check mode as well, and touches nothing."""
    before = server.snapshot()
    volume = {**DISK, **GONE, **volume}
    messages = [server.module("volume", check=check, fails=True, **volume)["failures"][0] for check in (True, False)]
    assert messages[0] == messages[1]
    assert messages[0]["code"] == "refused"
    assert remedy in messages[0]["remedy"]
    for word in words:
        assert word in messages[0]["message"]
    assert server.snapshot() == before


@pytest.mark.parametrize("source", [
    {"file": "STORAGE/images/disk"},
    {"pool": "images", "volume": "disk"},
    {"file": "STORAGE/link/disk"},
], ids="-".join)
def test_a_guests_disk(server, images, source):
    (server.storage / "link").symlink_to(images)
    source = {key: value.replace("STORAGE", str(server.storage)) for key, value in source.items()}
    server.module("domain", **guest(source))
    server.module("domain", **guest(source, "db"))
    refused(server, "domain 'db', domain 'web'")
    refused(server, "domain 'web'", wipe="zero")
    done = server.module("volume", **DISK, **GONE, force=True)
    assert [action["operation"] for action in done["actions"]] == ["delete"]
    assert not server.module("volume", **DISK, **GONE)["changed"]


def test_a_guest_that_only_runs_with_it(server, images):
    server.module("domain", **guest({"file": str(images / "disk")}, state="running"))
    server.virsh("detach-disk", "web", "vda", "--config")
    refused(server, "domain 'web'", "until the next restart", remedy="state: restarted")
    server.module("domain", name="web", state="restarted", timeout=1, force=True)
    assert server.module("volume", **DISK, **GONE)["changed"]


def test_what_lies_below_a_running_guests_disk_is_in_use_after_its_restart_too(server, images):
    """An overlay outside of all pools: only the running guest's document names the image below it."""
    above = server.storage / "above.qcow2"
    server.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", str(images / "disk"), "-F", "raw", str(above))
    server.module("domain", **guest({"file": str(above)}, form="qcow2", state="running"))
    assert str(images / "disk") in server.virsh("dumpxml", "web")
    refused(server, "it is in use by domain 'web'", remedy="Remove the users first")


def test_a_guests_kernel(server, images):
    server.module("domain", **{**guest({"file": str(server.storage / "other")}), "os": {"type": "hvm", "kernel": str(images / "disk")}})
    refused(server, "domain 'web'")


def test_what_a_snapshot_goes_back_to(server, images):
    server.module("volume", pool="images", name="image", format="qcow2", capacity="1 MiB")
    disk = guest({"file": str(images / "image")})
    disk["disks"][0]["driver"] = {"type": "qcow2"}
    server.module("domain", **disk)
    server.virsh("snapshot-create-as", "web", "s", "--disk-only", "--diskspec", f"vda,file={server.storage}/above")
    assert str(images / "image") not in server.virsh("domblklist", "web")
    refused(server, "domain 'web'", name="image")


def test_words_of_people_are_no_use(server, images):
    server.module("domain", **guest({"file": str(server.storage / "other")}, description=str(images / "disk")))
    assert server.module("volume", **DISK, **GONE)["changed"]


def test_what_another_volume_stands_on(server, images):
    """Also one of another pool, and one with a relative name for it."""
    server.module("pool", name="other", type="dir", state="active", target={"path": str(server.storage / "other")})
    server.module("volume", pool="other", name="above", format="qcow2", backing={"pool": "images", "volume": "disk"})
    refused(server, "volume 'other/above'")
    server.module("volume", pool="other", name="above", state="absent")
    server.run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", "disk", str(images / "beside"))
    server.virsh("pool-refresh", "images")
    refused(server, "volume 'images/beside'")
    assert server.module("volume", **DISK, **GONE, force=True)["changed"]


@pytest.mark.parametrize("check", [True, False])
def test_guest_and_volumes_go_in_one_task(server, images, check):
    server.module("volume", pool="images", name="above", format="qcow2", backing={"volume": "disk"})
    server.module("domain", **guest({"pool": "images", "volume": "above"}, form="qcow2"))
    before = server.snapshot()
    done = server.module("resources", check=check, domains=[{"name": "web", **GONE}],
                         volumes=[{**DISK, **GONE}, {"pool": "images", "name": "above", **GONE}])
    assert [(action["operation"], action["name"]) for action in done["actions"]] == [
        ("undefine", "web"), ("delete", "images/above"), ("delete", "images/disk")]
    assert (server.snapshot() == before) == check


@pytest.mark.parametrize("check", [True, False])
def test_a_guest_takes_its_disk_along(server, images, check):
    """The volume is named twice, and goes once; its backing file is free then."""
    server.module("volume", pool="images", name="above", format="qcow2", backing={"volume": "disk"})
    server.module("domain", **guest({"pool": "images", "volume": "above"}, form="qcow2"))
    done = server.module("resources", check=check, domains=[{"name": "web", "remove": ["disks"], **GONE}],
                         volumes=[{**DISK, **GONE}, {"pool": "images", "name": "above", **GONE}])
    assert [(action["operation"], action["name"]) for action in done["actions"]] == [
        ("delete", "images/above"), ("undefine", "web"), ("delete", "images/disk")]


@pytest.mark.parametrize("other", [
    {"pool": "images", "volume": "disk"},
    {"file": "STORAGE/images/disk"},
], ids="-".join)
def test_a_guest_leaves_what_another_uses(server, images, other):
    other = {key: value.replace("STORAGE", str(server.storage)) for key, value in other.items()}
    server.module("domain", **guest({"file": str(images / "disk")}))
    server.module("domain", **guest(other, "db"))
    for name in ("web", "db"):
        assert (images / "disk").exists()
        server.module("domain", name=name, state="absent", remove=["disks"])
    assert not (images / "disk").exists(), "the last one takes it along"


def test_the_same_task_gives_the_guest_other_storage(server, images):
    """Removal comes first: refused, the guest is changed all the same, and the next run deletes the volume."""
    server.module("domain", **guest({"file": str(images / "disk")}))
    wanted = {"domains": [guest({"file": str(server.storage / "other")})], "volumes": [{**DISK, **GONE}]}
    planned, failed = (server.module("resources", check=check, fails=True, **wanted) for check in (True, False))
    assert planned["failures"] == failed["failures"]
    assert [failure["name"] for failure in failed["failures"]] == ["images/disk"]
    assert [action["operation"] for action in server.module("resources", **wanted)["actions"]] == ["delete"]
