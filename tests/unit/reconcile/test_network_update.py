# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a running network is asked to take, and what waits: from what is wanted and what runs to calls, as data."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import LIVE, Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.section import Section
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.network import Network
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile import document
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.network_update import plan_updates
from bench.bindings import libvirt

RUNNING = """<network><name>lab</name><forward mode='passthrough'>%(interfaces)s</forward><dns>%(dns)s</dns>
<ip address='10.0.0.1' prefix='24'><dhcp>%(dhcp)s</dhcp></ip>%(groups)s</network>"""


def network(**parts):
    return xml.parse(RUNNING % {"interfaces": "", "dns": "", "dhcp": "", "groups": "", **parts})


def calls(live, refused=(), **options):
    """The calls, and what waits."""
    desired = Network.accept({"name": "lab", **options}, Seen())
    parts, config, context = Network.options_beside_xml(desired), copy.deepcopy(live), Context(live=True)
    changes = Network.delta(parts, live, context)
    context.root = config
    Network.write(parts, config, Context())
    again = frozenset(change.path for change in changes if str(change.path) in refused)
    steps, waiting = plan_updates(Network, changes, live, config, again)
    return steps, list(map(str, waiting))


def canonical(text):
    """An element with its attributes in order."""
    root = xml.parse(text)
    for elem in root.iter():
        elem.attrib = dict(sorted(elem.attrib.items()))
    return xml.serialize(root)


def planned(live, refused=(), **options):
    """The calls, as pairs of what they are called and what they do, and what waits."""
    steps, waiting = calls(live, refused, **options)
    return [(" ".join(map(str, step.options)), f"{step.command} {canonical(step.xml)}") for step in steps], waiting


def ips(*hosts, **dhcp):
    return [{"address": "10.0.0.1", "prefix": 24, "dhcp": {"hosts": list(hosts), **dhcp}}]


def host(number, name=None, mac=None):
    return {"ip": f"10.0.0.{number}", "name": name or f"h{number}", "mac": mac or f"52:54:00:00:00:{number:02x}"}


def written(*hosts):
    return "".join(f"<host ip='{h['ip']}' mac='{h['mac']}' name='{h['name']}'/>" for h in hosts)


def text(host):
    return written(host).replace("'", '"').replace("/>", " />")


AT = "ips[10.0.0.1].dhcp.hosts"
RANGE = "ips[10.0.0.1].dhcp.ranges[10.0.0.9,10.0.0.19]"


def test_k1h_three_hosts_are_three_actions_of_their_own_names():
    live = network(dhcp=written(host(1)))
    steps, waiting = planned(live, ips=ips(host(1), host(2), host(3), host(4)))
    assert steps == [(f"{AT}[10.0.0.{number}]", f"add {text(host(number))}") for number in (2, 3, 4)]
    assert waiting == []


def test_k1c_a_second_host_of_one_name_waits_and_the_others_do_not():
    live = network(dhcp=written(host(1, "web")))
    steps, waiting = planned(live, ips=ips(host(1, "web"), host(2, "web"), host(3)))
    assert steps == [(f"{AT}[10.0.0.3]", f"add {text(host(3))}")]
    assert waiting == [f"{AT}[10.0.0.2]"]


def test_k1c_of_two_new_ones_of_one_name_the_first_is_taken():
    steps, waiting = planned(network(), ips=ips(host(1, "web"), host(2, "web")))
    assert [name for name, _step in steps] == [f"{AT}[10.0.0.1]"]
    assert waiting == [f"{AT}[10.0.0.2]"]


def test_two_hosts_that_change_places_go_before_they_come():
    one, two = host(1), host(2)
    live = network(dhcp=written(one, two))
    swapped = ({**one, "mac": two["mac"], "name": two["name"]}, {**two, "mac": one["mac"], "name": one["name"]})
    steps, waiting = planned(live, ips=ips(*swapped))
    options = [" ".join(f"{AT}[10.0.0.{number}].{name}" for name in ("name", "mac")) for number in (1, 2)]
    assert steps == [(options[0], f"delete {text(one)}"), (options[1], f"delete {text(two)}"),
                     (options[0], f"add {text(swapped[0])}"), (options[1], f"add {text(swapped[1])}")]
    assert waiting == []


def test_what_was_refused_in_this_run_waits_and_is_in_the_way():
    live = network(dhcp=written(host(1, "web")))
    steps, waiting = planned(live, [f"{AT}[10.0.0.1].name"], ips=ips(host(1, "db"), host(2, "web")))
    assert (steps, waiting) == ([], [f"{AT}[10.0.0.1].name", f"{AT}[10.0.0.2]"])


def test_ranges():
    live = network(dhcp="<range start='10.0.0.10' end='10.0.0.19'/>")
    steps, waiting = planned(live, ips=ips(ranges=[{"start": "10.0.0.10", "end": "10.0.0.29"}]))
    at = "ips[10.0.0.1].dhcp.ranges"
    assert steps == [(f"{at}[10.0.0.10,10.0.0.19]", 'delete <range end="10.0.0.19" start="10.0.0.10" />'),
                     (f"{at}[10.0.0.10,10.0.0.29]", 'add <range end="10.0.0.29" start="10.0.0.10" />')]
    assert waiting == []


def test_k1c_one_name_may_be_of_two_addresses_and_each_goes_by_itself():
    """libvirt finds no record of several that share a name, so the address alone is told; taken back is the whole."""
    live = network(dns="<host ip='10.0.0.5'><hostname>a</hostname></host><host ip='10.0.0.6'><hostname>a</hostname></host>")
    steps, waiting = planned(live, dns={"hosts": [{"ip": "10.0.0.5", "hostnames": ["a"]}]})
    assert steps == [("dns.hosts[10.0.0.6]", 'delete <host ip="10.0.0.6" />')]
    assert waiting == []
    (step,), _waiting = calls(live, dns={"hosts": [{"ip": "10.0.0.5", "hostnames": ["a"]}]})
    assert step.whole == '<host ip="10.0.0.6"><hostname>a</hostname></host>'


def test_k1c_two_records_of_one_address_wait():
    live = network(dns="<host ip='10.0.0.5'><hostname>a</hostname></host><host ip='10.0.0.5'><hostname>b</hostname></host>")
    steps, waiting = planned(live, dns={"hosts": [{"ip": "10.0.0.5", "hostnames": ["a"]}]})
    assert (steps, waiting) == ([], ["dns.hosts[10.0.0.5]"])


def test_k1c_a_second_record_of_one_name_waits():
    live = network(dns="<txt name='a' value='1'/>")
    one, two, other = {"name": "a", "value": "1"}, {"name": "a", "value": "2"}, {"name": "b", "value": "3"}
    assert planned(live, dns={"txts": [one, two, other]}) == ([("dns.txts[b]", 'add <txt name="b" value="3" />')], ["dns.txts[a]"])
    both = network(dns="<txt name='a' value='1'/><txt name='a' value='2'/>")
    assert planned(both, dns={"txts": [two]}) == ([("dns.txts[a]", 'delete <txt name="a" value="1" />')], [])
    assert planned(both, dns={"txts": [one]}) == ([], ["dns.txts[a]"]), "libvirt would delete the first"


def test_k1c_a_service_that_says_less_than_another_waits():
    live = network(dns="<srv service='a' protocol='tcp' domain='d' target='t'/>")
    there = {"service": "a", "protocol": "tcp", "domain": "d", "target": "t"}
    steps, waiting = planned(live, dns={"srvs": [there, {"service": "a", "protocol": "tcp"}]})
    assert steps == []
    assert len(waiting) == 1 and waiting[0].startswith("dns.srvs[")
    steps, waiting = planned(live, dns={"srvs": [there, {"service": "b", "protocol": "tcp"}]})
    assert [step for _name, step in steps] == ['add <srv protocol="tcp" service="b" />']
    assert waiting == []


@pytest.mark.parametrize("turned", [False, True])
def test_k1c_a_service_that_says_less_than_another_goes_after_it(turned):
    """Only then libvirt can distinguish them."""
    less, more = "<srv service='a' protocol='tcp'/>", "<srv service='a' protocol='tcp' domain='d'/>"
    steps, waiting = planned(network(dns=more + less if turned else less + more), dns={"srvs": []})
    assert [step for _name, step in steps] == ['delete <srv domain="d" protocol="tcp" service="a" />',
                                               'delete <srv protocol="tcp" service="a" />']
    assert waiting == []


def test_k1c_a_second_default_group_waits_for_the_first_to_go():
    live = network(groups="<portgroup name='a' default='yes'/>")
    both = [{"name": "a", "default": True}, {"name": "b", "default": True}]
    assert planned(live, port_groups=both) == ([], ["port_groups[b]"])
    steps, waiting = planned(live, port_groups=both[1:])
    assert [step.partition(" ")[0] for _name, step in steps] == ["delete", "add"]
    assert waiting == []


def test_the_last_host_goes_and_the_first_one_comes():
    """A DHCP server comes and goes with its members; to switch it off, with all else that it does, waits."""
    first = calls(network(dhcp=written(host(1))), ips=ips())
    assert [step.command for step in first[0]] == ["delete"] and first[1] == []
    none = xml.parse(RUNNING.replace("<dhcp>%(dhcp)s</dhcp>", "") % {"interfaces": "", "dns": "", "groups": ""})
    steps, waiting = planned(none, ips=ips(host(2), ranges=[{"start": "10.0.0.9", "end": "10.0.0.19"}]))
    assert [(name, step.partition(" ")[0]) for name, step in steps] == [(f"{AT}[10.0.0.2]", "add"), (RANGE, "add")]
    assert waiting == []
    steps, waiting = planned(network(dhcp=written(host(1))), ips=[{"address": "10.0.0.1", "prefix": 24, "dhcp": {}}])
    assert (steps, waiting) == ([], ["ips[10.0.0.1].dhcp"])
    steps, waiting = planned(none, ips=ips(host(2), bootp={"file": "pxe.0"}))
    assert [(name, step.partition(" ")[0]) for name, step in steps] == [(f"{AT}[10.0.0.2]", "add")]
    assert waiting == ["ips[10.0.0.1].dhcp.bootp.file"]


BOOTP = '<bootp file="a" server="10.0.0.9"/>'
KNOWN, LENT = '<host mac="52:54:00:00:00:05" name="h5" ip="10.0.0.5"/>', '<range start="10.0.0.100" end="10.0.0.199"/>'


@pytest.mark.parametrize(("dhcp", "hosts", "ranges", "made"), [
    (KNOWN, [host(6)], [], []),
    (KNOWN + LENT, [host(6)], [{"start": "10.0.0.100", "end": "10.0.0.199"}], ["delete", "add"]),
    (KNOWN + LENT, [host(5)], [{"start": "10.0.0.100", "end": "10.0.0.150"}], ["delete", "add"]),
    (KNOWN + LENT, [host(6)], [{"start": "10.0.0.100", "end": "10.0.0.150"}], ["delete", "add"] * 2),
    (LENT, [], [{"start": "10.0.0.100", "end": "10.0.0.150"}], []),
    (LENT, [host(5)], [{"start": "10.0.0.100", "end": "10.0.0.150"}], ["add"]),
])
def test_the_server_that_guests_boot_from_is_not_lost_with_the_last_host_or_range(dhcp, hosts, ranges, made):
    """libvirt drops it where neither is left, even between two updates."""
    steps, waiting = planned(network(dhcp=dhcp + BOOTP), ips=ips(*hosts, ranges=ranges, bootp={"file": "a", "server": "10.0.0.9"}))
    assert [step.split()[0] for _options, step in steps] == made
    assert bool(waiting) == (made in ([], ["add"]))
    steps, waiting = planned(network(dhcp=dhcp), ips=ips(*hosts, ranges=ranges))
    assert steps and not waiting


def test_what_is_added_inside_a_group_comes_with_the_group():
    live = network(groups="<portgroup name='a'><vlan><tag id='1'/></vlan></portgroup>")
    steps, waiting = planned(live, port_groups=[{"name": "a", "vlan": {"tags": [{"id": 1}, {"id": 2}]}}])
    assert [(name, step.partition(" ")[0]) for name, step in steps] == [("port_groups[a].vlan.tags[2]", "delete"),
                                                                        ("port_groups[a].vlan.tags[2]", "add")]
    assert waiting == []


def test_k1d_an_interface_of_a_pool_is_added_alone():
    live = network(interfaces="<interface dev='eth1'/>")
    steps, waiting = planned(live, forward={"interfaces": ["eth1", "eth2"]})
    assert steps == [("forward.interfaces", 'add <interface dev="eth2" />')]
    assert waiting == []


def test_other_addresses_wait():
    live = network(dhcp=written(host(1)))
    steps, waiting = planned(live, ips=[*ips(host(1), host(2)), {"address": "10.0.9.1", "prefix": 24}])
    assert steps == []
    assert waiting == [f"{AT}[10.0.0.2]", "ips[10.0.9.1]"]


def lists(model):
    for node in model.nodes.values():
        yield node
        for below in node.models():
            yield from lists(below)


def test_what_changes_live_is_said_where_it_is_declared():
    """Each section that libvirt can add to is declared once, and nothing else of a network changes live."""
    live = [node.change for node in lists(Network) if node.change == LIVE]
    assert all(isinstance(change, Section) for change in live)
    assert sorted(change.word for change in live) == [
        "dns_host", "dns_srv", "dns_txt", "forward_interface", "ip_dhcp_host", "ip_dhcp_range", "portgroup"]
    for change in live:
        assert hasattr(libvirt, f"VIR_NETWORK_SECTION_{change.word.upper()}")


@pytest.mark.parametrize("members", ["<host ip='10.0.0.1' mac='52:54:00:00:00:01' name='h1'/>", written(host(1), host(2), host(3))])
def test_a_document_asks_for_the_same(members):
    """What a document says of a list is taken by its names, too."""
    live = network(dhcp=written(host(1)))
    desired = Network.accept({"xml": xml.serialize(network(dhcp=members))}, Seen())
    context = Context(live=True, kind="network")
    changes = document.delta(Network, desired["xml"], live, context)
    steps, waiting = plan_updates(Network, changes, live, desired["xml"])
    added = [2, 3] if members.count("host") > 1 else []
    assert [list(map(str, step.options)) for step in steps] == [[f"{AT}[10.0.0.{number}]"] for number in added]
    assert waiting == []
