# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of others that come and go on a real libvirtd while modules read them."""

from __future__ import annotations

import threading

from bench.bindings import libvirt
from bench.server import ModuleFailed

THEIRS = {
    "domain": "<domain type='qemu'><name>zz{}</name><memory>8192</memory><os><type>hvm</type></os></domain>",
    "network": "<network><name>zz{}</name></network>",
}
RUNS = 6
MINE = {"networks": [{"name": "mine", "ips": [{"address": "192.168.77.1/24"}]}],
        "domains": [{"name": name, "type": "qemu", "memory": "16 MiB", "interfaces": [{"source": {"network": "mine"}}]}
                    for name in ("one", "two")]}


def test_k5b_modules_read_while_others_come_and_go(server):
    """Nothing that vanishes between the list and the reading is an error, and nothing else is lost."""
    connection, ended = server.connect(), threading.Event()
    rounds = []

    def come_and_go():
        while not ended.is_set():
            there = [connection.defineXML(THEIRS["domain"].format(number)) for number in range(5)]
            there += [connection.networkDefineXML(THEIRS["network"].format(number)) for number in range(5)]
            for thing in there:
                thing.undefine()
            rounds.append(len(there))

    others = threading.Thread(target=come_and_go)
    others.start()
    try:
        for number in range(RUNS):
            done = server.module("resources", **MINE)
            assert done["changed"] is (number == 0), done
            for kind, names in (("domain", {"one", "two"}), ("network", {"mine"})):
                found = server.module(f"{kind}_info")[f"{kind}s"]
                assert names <= {entry["declared"]["name"] for entry in found}
                assert not [entry for entry in found if "error" in entry["status"]]
    finally:
        ended.set()
        others.join()
    assert len(rounds) > RUNS, "others came and went meanwhile"


def test_k5b_somebody_removes_what_a_run_makes(server):
    """The guest is there again or the failure says what happened; what else the task declares is done, and absent is satisfied."""
    connection, ended = server.connect(), threading.Event()
    removed = []

    def take_away():
        while not ended.is_set():
            try:
                connection.lookupByName("one").undefine()
                removed.append(1)
            except libvirt.libvirtError:
                continue

    others = threading.Thread(target=take_away)
    others.start()
    try:
        for number in range(RUNS):
            try:
                server.module("resources", **{**MINE, "domains": [{**guest, "title": str(number)} for guest in MINE["domains"]]})
            except ModuleFailed as failed:
                (failure,) = failed.result["failures"]
                assert (failure["name"], failure["code"]) == ("one", "not_found"), failure
                assert failure["remedy"] == "See who removes it, then run again."
            assert f"<title>{number}</title>" in server.virsh("dumpxml", "two")
            connection.defineXML(THEIRS["domain"].format("").replace("zz", "one"))
            server.module("domain", name="one", state="absent")
            assert [entry["declared"]["name"] for entry in server.module("domain_info")["domains"]] in (["two"], ["one", "two"])
    finally:
        ended.set()
        others.join()
    assert len(removed) > RUNS
