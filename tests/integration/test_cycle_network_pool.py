# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks and pools through the whole cycle."""

from __future__ import annotations

import pytest
from bench.cycle import Cycle, Step, each, run

NETWORK = {
    "name": "lab",
    "forward": {"mode": "nat"},
    "bridge": {"name": "virbr-lab"},
    "ips": [{"address": "192.168.150.1", "prefix": 24, "dhcp": {"ranges": [{"start": "192.168.150.10", "end": "192.168.150.99"}]}}],
}

CYCLES = [
    Cycle(
        "network",
        name="defined only",
        steps=[
            Step("create", NETWORK, diff=["192.168.150.10"]),
            Step("modify", {"name": "lab", "mtu": 1400}, diff=["mtu: 1400"]),
            Step("delete", {"name": "lab", "state": "absent"}),
        ],
    ),
    Cycle(
        "network",
        name="active",
        steps=[
            Step("create", {**NETWORK, "state": "active", "autostart": True}, diff=["192.168.150.10", "active"]),
            Step("stop", {"name": "lab", "state": "inactive"}, diff=["inactive"]),
            Step("delete", {"name": "lab", "state": "absent"}),
        ],
    ),
    Cycle(
        "pool",
        name="dir",
        steps=[
            Step(
                "create",
                {"name": "images", "type": "dir", "target": {"path": "STORAGE/images"}, "build": True, "state": "active"},
                diff=["STORAGE/images"],
            ),
            Step("modify", {"name": "images", "autostart": True}, diff=["autostart: true"]),
            Step("stop", {"name": "images", "state": "inactive"}, diff=["inactive"]),
            Step("delete", {"name": "images", "state": "absent"}),
        ],
    ),
]


@pytest.mark.parametrize("cycle", each(CYCLES))
def test_cycle(server, cycle):
    run(server, cycle)


def test_a_folder_that_moves(server):
    """The restart makes the folder that is missing, unless that was declared otherwise."""

    def pool(name, **options):
        return server.module("pool", name="images", type="dir", state="active", target={"path": str(server.storage / name)}, **options)

    pool("a")
    planned, done = pool("b", restart=True, check=True), pool("b", restart=True)
    assert [action["operation"] for action in done["actions"]] == ["define", "stop", "build", "start"]
    assert done["actions"] == planned["actions"] and not pool("b", restart=True)["changed"]
    assert "running" in server.virsh("pool-info", "images")
    failed = pool("c", restart=True, build=False, fails=True)["failures"][0]
    assert "leave build out" in failed["remedy"] and not (server.storage / "c").exists()


def test_a_volume_group_needs_no_more_than_its_name(server):
    wanted = {"name": "vg", "type": "logical"}
    assert server.module("pool", **wanted)["changed"] and not server.module("pool", **wanted)["changed"]


def test_rights_of_a_folder(server):
    """A running pool waits for its restart, which gives the folder the declared rights; what it holds stays."""
    folder = server.storage / "images"

    def pool(mode, **options):
        return server.module("pool", name="images", type="dir", state="active",
                             target={"path": str(folder), "permissions": {"mode": mode}}, **options)

    def mode():
        return server.run("stat", "--format=%a", str(folder)).stdout.strip()

    pool("0711")
    (folder / "kept").write_text("kept", encoding="utf-8")
    waits = pool("0750")
    assert [action["operation"] for action in waits["actions"]] == ["define"]
    assert waits["restart_required"] == pool("0750")["restart_required"] == ["target.permissions.mode"]
    assert mode() == "711"
    restarted = pool("0750", restart=True)
    assert [action["operation"] for action in restarted["actions"]] == ["stop", "build", "start"]
    assert mode() == "750" and not pool("0750", restart=True)["changed"]

    # By hand: libvirt sees it when it refreshes the pool, and takes it for the configuration too.
    folder.chmod(0o777)
    server.virsh("pool-refresh", "images")
    assert pool("0750")["restart_required"] == ["target.permissions.mode"]
    assert mode() == "777"
    pool("0750", restart=True)
    assert mode() == "750" and (folder / "kept").read_text(encoding="utf-8") == "kept"
    again = pool("0750")
    assert (again["changed"], again["restart_required"]) == (False, [])
