# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests on a booted dom0: with a real disk and network, changed while they run, saved and brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench import emulated, pages, playbook
from bench.paths import ROOT

from emumetal import Server

PLAY = Path(__file__).parent / "plays" / "xen_guest.yml"
PAGE = ROOT / "docs" / "how-to" / "xen-guests.md"
TINY_GUEST = {"name": "What the guest boots", "ansible.builtin.include_role": {"name": "anvil.hypervisor.tiny_guest"}}
DOM0 = {"name": "Make dom0 one that guests start on", "ansible.builtin.include_tasks": str(PLAY.with_name("dom0.yml"))}
VIRSH = "sudo virsh -c xen:///system"


def run(server: Server, *tasks: dict[str, Any]) -> playbook.Run:
    return playbook.run_tasks(server, list(tasks), diff=False, timeout=1800)


def test_a_paravirtualized_guest_from_nothing_to_nothing(restore: Callable[..., Server]) -> None:
    """The short proof."""
    emulated.play(restore("xen"), PLAY)


# The second disk is a volume of LVM's.
LVM = {
    "more_pools": [{
        "name": "guests", "type": "logical", "build": True, "state": "active", "autostart": True,
        "source": {"name": "guests", "devices": [{"path": "/dev/vdb"}]},
    }],
    "more_volume": {"pool": "guests", "name": "more", "capacity": "4 MiB"},
    "more_disk": {"source": {"dev": "/dev/guests/more"}, "driver": {"name": "phy", "type": "raw"}},
}

VNC = {"graphics": [{"type": "vnc", "port": 5999, "listens": [{"type": "address", "address": "127.0.0.1"}]}], "video_memory_kib": 8 * 1024}


@pytest.mark.long(minutes=5)
@pytest.mark.parametrize(("kind", "more"), [("xenpvh", LVM), ("hvm", VNC)], ids=["xenpvh", "hvm"])
def test_a_guest_with_the_processors_help(restore: Callable[..., Server], kind: str, more: dict[str, Any]) -> None:
    emulated.play(restore("xen"), PLAY, variables={"guest_os": kind, **more})


@pytest.mark.long(minutes=11)
def test_page_with_saved_memory_that_comes_back_and_a_guest_that_starts_with_its_host(restore: Callable[..., Server]) -> None:
    """What the documentation shows, each task twice, and what happens between making a guest and changing it."""
    server, tasks = restore("xen"), pages.blocks(PAGE)
    made, changed = tasks[:2], tasks[2:]
    run(server, DOM0, TINY_GUEST, *pages.twice(made))
    server.ssh(f"{VIRSH} managedsave tiny", timeout=600)
    saved = run(server, {"name": "Saved", "anvil.hypervisor.domain_info": {"name": ["tiny"]}}, *made).tasks
    (status,) = [task["result"]["domains"][0]["status"] for task in saved if task["name"] == "Saved"]
    assert (status["state"], status["managed_save"]) == ("shutoff", True)
    (start,) = [task["result"] for task in saved if task["name"] == "A guest"]
    assert [action["operation"] for action in start["actions"]] == ["start"]
    assert "no" in server.ssh(f"{VIRSH} dominfo tiny | grep 'Managed save'").stdout

    server.reboot(3600)
    # ssh may answer before libvirt has started its guests.
    emulated.when(server, f"{VIRSH} domstate tiny | grep -q running", 600)
    assert run(server, *made).changes == []
    run(server, *pages.twice(changed))
