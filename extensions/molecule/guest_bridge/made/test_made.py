"""What a server is after the role."""

import json


def link(host, name):
    (found,) = json.loads(host.check_output(f"ip -details -json address show dev {name}"))
    return found


def test_the_card_is_in_the_bridge(host):
    assert link(host, "lan0")["master"] == "br0"
    assert {"UP"} <= set(link(host, "lan0")["flags"]) & set(link(host, "br0")["flags"])


def test_it_forwards_at_once(host):
    assert link(host, "br0")["linkinfo"]["info_data"]["stp_state"] == 0
    assert link(host, "br0")["linkinfo"]["info_data"]["forward_delay"] == 0


def test_the_host_takes_no_part_in_it(host):
    assert link(host, "br0")["addr_info"] == link(host, "lan0")["addr_info"] == []


def test_it_comes_back_after_a_boot(host):
    unit = host.service("anvil-bridge-br0.service")
    assert unit.is_enabled
    assert unit.is_running


def test_others_leave_it_alone(host):
    if host.service("systemd-networkd.service").is_running:
        assert [line.split()[-1] for line in host.check_output("networkctl --no-legend list br0 lan0").splitlines()] == ["unmanaged"] * 2
