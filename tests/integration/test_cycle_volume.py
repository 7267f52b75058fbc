# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volumes through the whole cycle."""

from __future__ import annotations

import subprocess

import pytest
from bench.cycle import Cycle, Step, each, make_encrypted, run

POOL = ("pool", {"name": "images", "type": "dir", "state": "active", "target": {"path": "STORAGE/images"}})
OTHER = ("pool", {"name": "other", "type": "dir", "state": "active", "target": {"path": "STORAGE/other"}})
BASE = ("volume", {"pool": "images", "name": "base", "format": "qcow2", "capacity": "8 MiB"})


def volume(name="a", pool="images", **options):
    return {"pool": pool, "name": name, **options}


def write_source(server):
    (server.storage / "disk.raw").write_bytes(b"begin" + bytes(3 * 1024**2) + b"end")


def write_image(server):
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", server.storage / "image.qcow2", "5M"], check=True)


CYCLES = [
    Cycle(
        "volume",
        name="sparse file",
        given=[POOL],
        steps=[
            Step("create", volume(capacity="1 MiB"), diff=["capacity: 1 MiB", "pool: images"], actions=["create"]),
            Step("grow", volume(capacity="2 GiB"), diff=["capacity: 2 GiB"], actions=["resize capacity"]),
            Step("shrink", volume(capacity="1 GiB", shrink=True), diff=["capacity: 1 GiB"], actions=["resize capacity"]),
            Step("delete", volume(state="absent"), actions=["delete"]),
        ],
    ),
    Cycle(
        "volume",
        name="qcow2 with everything",
        given=[POOL],
        steps=[
            Step(
                "create",
                volume(format="qcow2", capacity="10 MiB", compat="1.1", lazy_refcounts=True, cluster_size="128 KiB",
                       permissions={"mode": "0640"}, preallocate_metadata=True, allocation="0 B"),
                diff=["lazy_refcounts: true", "compat", "cluster_size: 128 KiB"],
            ),
            Step("grow", volume(capacity="20 MiB", format="qcow2"), actions=["resize capacity"]),
            Step("delete", volume(state="absent", wipe="zero"), actions=["wipe wipe", "delete"]),
        ],
    ),
    Cycle(
        "volume",
        name="preallocated",
        given=[POOL],
        steps=[
            Step("create", volume(capacity="4 MiB", allocation="4 MiB"), diff=["allocation: 4 MiB"]),
            Step("grow", volume(capacity="6 MiB", allocation="6 MiB"), actions=["resize capacity"]),
            Step("delete", volume(state="absent")),
        ],
    ),
    Cycle(
        "volume",
        name="on a base",
        given=[POOL, BASE],
        steps=[
            Step("create", volume(backing={"volume": "base"}, format="qcow2", capacity="16 MiB"), diff=["volume: base"]),
            Step("grow", volume(backing={"path": "STORAGE/images/base"}, capacity="32 MiB")),
            Step("on it, as large", volume("b", backing={"volume": "a", "format": "qcow2"})),
            Step("delete", volume("b", state="absent")),
        ],
    ),
    Cycle(
        "volume",
        name="rounded up to whole cylinders",
        given=[POOL],
        steps=[
            Step("create", volume(format="vpc", capacity="3 MiB"), diff=["capacity: 3 MiB"], actions=["create"]),
            Step("delete", volume(state="absent")),
        ],
    ),
    Cycle(
        "volume",
        name="clone",
        given=[POOL, OTHER, BASE],
        steps=[
            Step("in the pool", volume(clone_from={"volume": "base"}), diff=["volume: base"], actions=["clone clone_from"]),
            Step("into another pool", volume(pool="other", clone_from={"pool": "images", "volume": "base"})),
            Step("larger", volume("b", clone_from={"volume": "base"}, capacity="12 MiB"),
                 actions=["clone clone_from", "resize capacity"]),
            Step("converted", volume("c", clone_from={"volume": "base"}, format="raw")),
            Step("delete", volume(state="absent")),
        ],
    ),
    Cycle(
        "volume",
        name="raw upload",
        prepare=write_source,
        given=[POOL],
        steps=[
            Step("create", volume(source="STORAGE/disk.raw", remote_src=True), diff=["disk.raw"], actions=["create", "upload source"]),
            Step("larger", volume("b", source="STORAGE/disk.raw", remote_src=True, capacity="10 MiB", format="raw")),
            Step("grow", volume(source="STORAGE/disk.raw", remote_src=True, capacity="10 MiB"), actions=["resize capacity"]),
            Step("delete", volume(state="absent")),
        ],
    ),
    Cycle(
        "volume",
        name="image upload",
        prepare=write_image,
        given=[POOL],
        steps=[
            Step("create", volume(source="STORAGE/image.qcow2", remote_src=True, format="qcow2")),
            Step("larger", volume("b", source="STORAGE/image.qcow2", remote_src=True, capacity="10 MiB"),
                 actions=["create", "upload source", "resize capacity"]),
            Step("delete", volume(state="absent")),
        ],
    ),
    Cycle(
        "volume",
        name="document",
        given=[POOL],
        steps=[
            Step(
                "create",
                {"pool": "images", "xml": "<volume><name>a</name><capacity unit='MiB'>3</capacity><allocation>0</allocation>"
                                          "<target><format type='qcow2'/><compat>1.1</compat></target></volume>"},
            ),
            Step("grow", volume(xml="<volume><name>a</name><capacity unit='MiB'>3</capacity></volume>", capacity="5 MiB")),
            Step("delete", volume(state="absent")),
        ],
    ),
]


@pytest.mark.parametrize("cycle", each(CYCLES))
def test_cycle(server, cycle):
    run(server, cycle)


def test_encrypted(server):
    """A passphrase from a secret."""
    server.module(POOL[0], **{**POOL[1], "target": {"path": str(server.storage / "images")}})
    server.module("secret", name="/disks/a", usage_type="volume", value="correct horse")
    wanted = volume(capacity="2 MiB", encryption={"format": "luks", "secret": {"usage": "/disks/a"}})
    assert make_encrypted(server, **wanted)["changed"]
    assert (server.storage / "images" / "a").read_bytes().startswith(b"LUKS")
    server.virsh("pool-refresh", "images")
    assert not server.module("volume", **wanted)["changed"]
