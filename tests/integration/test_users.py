# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pool or network that guests refer to is not stopped or removed in silence."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import users
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.session import Session
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed

GUEST = {"type": "qemu", "memory": "48 MiB", "os": {"machine": "pc"}}


def disk(**source):
    return [{"source": source, "target": {"dev": "vda", "bus": "virtio"}, "driver": {"type": "raw"}}]


def test_k6_a_pool_that_guests_use(server):
    folder = server.storage / "images"
    images = {"name": "images", "type": "dir", "target": {"path": str(folder)}, "state": "active"}
    volumes = [{"pool": "images", "name": name, "capacity": "1 MiB", "format": "raw"} for name in ("a", "b", "c")]
    guests = [{**GUEST, "name": "runs", "disks": disk(pool="images", volume="a"), "state": "running"},
              {**GUEST, "name": "off", "disks": disk(pool="images", volume="b")},
              {**GUEST, "name": "by-path", "disks": disk(file=str(folder / "c")), "state": "running"}]
    server.module("resources", pools=[images], volumes=volumes, domains=guests)
    before = server.snapshot()
    for state in ("absent", "inactive"):
        for check in (True, False):
            failed = server.module("pool", name="images", state=state, check=check, fails=True)
            assert failed["failures"][0]["code"] == "refused" and "running guests have storage in it: runs" in failed["msg"]
    assert server.snapshot() == before
    # With the guests that use it, or by force: the guests that are left are told.
    away = [{"name": guest["name"], "state": "absent", "force": True, "timeout": 0} for guest in guests]
    gone = server.module("resources", pools=[{"name": "images", "state": "absent"}], domains=away, check=True)
    assert "warnings" not in gone
    for check in (True, False):
        done = server.module("pool", name="images", state="absent", force=True, check=check)
        assert done["changed"]
        for warning in ("'images': guests have storage in it: by-path", "'images': guests cannot start without it: off, runs"):
            assert warning in str(done["warnings"])
    assert set(server.virsh("list", "--name").split()) == {"runs", "by-path"}
    # Not active any more, it is defined again, and removed.
    server.module("pool", **{**images, "state": "inactive"})
    done = server.module("pool", name="images", state="absent", force=True, check=True)
    assert "guests cannot start without it: off, runs" in str(done["warnings"])


def test_k6_what_lies_in_a_pool(server):
    """By the folder, which may be called by a link; by libvirt's own list where volumes are no files of a folder."""
    folder, link = server.storage / "images", server.storage / "link"
    folder.mkdir()
    link.symlink_to(folder)
    for name, path in (("a", folder / "a"), ("b", link / "b"), ("c", server.storage / "images-of-others")):
        server.run("truncate", "--size=1M", str(path))
        server.module("domain", **GUEST, name=name, disks=disk(file=str(path)))
    session = Session(server.uri)
    try:
        for target in (folder, link):
            config = xml.parse(f"<pool type='dir'><name>p</name><target><path>{target}</path></target></pool>")
            assert [user["guest"] for user in users.of(session, "pool", "p", Observed(config), ())] == ["a", "b"]
        assert users.of(session, "pool", "p", Observed(config), {("domain", "a")}) == [{"guest": "b", "running": False, "named": False}]
        server.module("pool", name="p", type="dir", target={"path": str(folder)}, state="active")
        config.set("type", "logical")
        assert [user["guest"] for user in users.of(session, "pool", "p", Observed(config, config, active=True), ())] == ["a"]
        assert users.of(session, "pool", "other", Observed(config, config, active=True), ()) == []
    finally:
        session.close()


def test_k6_a_network_or_filter_that_guests_refer_to(server):
    interface = {"source": {"network": "lab"}, "filterref": {"filter": "f"}}
    guest = {**GUEST, "name": "off", "interfaces": [interface]}
    server.module("resources", networks=[{"name": "lab"}], nwfilters=[{"name": "f"}], domains=[guest])
    for kind, name in (("network", "lab"), ("nwfilter", "f")):
        for check in (True, False):
            done = server.module(kind, name=name, state="absent", check=check)
            assert done["changed"] and f"{kind} '{name}': guests cannot start without it: off" in str(done["warnings"])
