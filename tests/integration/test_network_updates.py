# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a running network takes, and what waits for its restart: check mode says it, and a real daemon agrees."""

from __future__ import annotations

AT = "ips[192.168.150.1].dhcp.hosts"


def host(number, name=None):
    return {"ip": f"192.168.150.{number}", "name": name or f"h{number}", "mac": f"52:54:00:00:00:{number:02x}"}


def network(server, *hosts, dns=None, **options):
    """Declare the network, which runs: what check mode shows is what is done."""
    wanted = {"name": "lab", "state": "active", "bridge": {"name": "virbr-lab"}, "dns": dns or {},
              "ips": [{"address": "192.168.150.1/24", "dhcp": {"hosts": list(hosts)}}], **options}
    planned = server.module("network", **wanted, check=True)
    done = server.module("network", **wanted)
    assert (planned["actions"], planned["diff"]) == (done["actions"], done["diff"])
    assert planned["restart_required"] == done["restart_required"]
    again = server.module("network", **wanted)
    assert (again["changed"], again["restart_required"]) == (False, done["restart_required"])
    return done


def told(result):
    return [" ".join((action["operation"], *action["option"])) for action in result["actions"]]


def test_k1c_what_a_running_network_refuses_waits(server):
    network(server, host(1, "web"))
    done = network(server, host(1, "web"), host(2, "web"), host(3))
    assert told(done)[1:] == [f"update {AT}[192.168.150.3]"]
    assert done["restart_required"] == [f"{AT}[192.168.150.2]"]
    assert "192.168.150.2" not in server.virsh("net-dumpxml", "lab")
    done = network(server, host(1, "web"), host(2, "web"), host(3), restart=True)
    assert told(done) == [f"stop {AT}[192.168.150.2]", f"start {AT}[192.168.150.2]"]
    assert done["restart_required"] == []
    assert "192.168.150.2" in server.virsh("net-dumpxml", "lab")
    # One that shares its name goes again, and two change places.
    assert told(network(server, host(1, "web"), host(3)))[1:] == [f"update {AT}[192.168.150.2]"]
    network(server, {**host(3), "ip": "192.168.150.1"}, {**host(1, "web"), "ip": "192.168.150.3"})
    live = server.virsh("net-dumpxml", "lab")
    assert "mac='52:54:00:00:00:03' name='h3' ip='192.168.150.1'" in live
    assert "mac='52:54:00:00:00:01' name='web' ip='192.168.150.3'" in live


def test_k1c_one_name_of_two_addresses(server):
    one, two = ({"ip": f"192.168.150.{number}", "hostnames": ["a"]} for number in (5, 6))
    network(server, host(1), dns={"hosts": [one]})
    for hosts in ([one, two], [two], [two, one], []):
        done = network(server, host(1), dns={"hosts": hosts})
        assert done["changed"] and done["restart_required"] == []
        live = server.virsh("net-dumpxml", "lab")
        assert [number for number in (5, 6) if f"192.168.150.{number}" in live] == sorted(int(h["ip"][-1]) for h in hosts)
    # Two records of one name: the second waits, and so does what libvirt would mistake for the first.
    first, second = ({"name": "a", "value": value} for value in "12")
    assert network(server, host(1), dns={"txts": [first]})["restart_required"] == []
    assert network(server, host(1), dns={"txts": [first, second]})["restart_required"] == ["dns.txts[a]"]
    network(server, host(1), dns={"txts": [first, second]}, restart=True)
    assert network(server, host(1), dns={"txts": [first]})["restart_required"] == ["dns.txts[a]"]
    assert network(server, host(1), dns={"txts": [first]}, restart=True)["restart_required"] == []


def test_k1h_three_hosts_are_three_actions(server):
    network(server, host(1))
    done = network(server, host(1), host(2), host(3), host(4))
    assert told(done)[1:] == [f"update {AT}[192.168.150.{number}]" for number in (2, 3, 4)]
    assert done["restart_required"] == []
