# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What guests need, worked out as data."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen
from ansible_collections.anvil.hypervisor.plugins.plugin_utils import guests
from bench.paths import ROOT

PROFILES = {"small": {"vcpus": 1, "memory": "1 GiB", "disk": "10 GiB", "networks": ["lan"]},
            "db": {"extends": "small", "memory": "8 GiB", "volumes": [{"name": "data", "capacity": "100 GiB"}]}}
IMAGES = {"debian-13": {"url": "https://example.com/debian.qcow2", "checksum": "sha512:" + "ab" * 64, "user": "debian"}}
VARS = yaml.safe_load((ROOT / "roles/guests/vars/main.yml").read_text("utf-8"))
DOMAIN = {**VARS["__guests_domain"], "type": "kvm", "os": {"type": "hvm", "machine": "q35"}, "state": "running"}
WEB = {"name": "web1", "image": "debian-13", "profile": "small"}
DB = {"name": "db1", "image": "debian-13", "profile": "db", "address": "192.168.10.22/24", "gateway": "192.168.10.1",
      "ssh_keys": ["ssh-ed25519 AAAA"], "packages": ["postgresql"], "user_data": {"write_files": [{"path": "/etc/motd"}]}}


def expand(*given: dict[str, Any], refused: list[str] | None = None, **others: Any) -> dict[str, list[dict[str, Any]]]:
    """What guests need; the declarations stay as they are."""
    before, failures = copy.deepcopy(given), []
    common = {"profiles": PROFILES, "images": IMAGES, "site": "here", "pool": "default", "domain": DOMAIN, **others}
    made = guests.expand(list(given), guests.Site(**common), failures)
    assert list(given) == list(before)
    assert [str(failure) for failure in failures] == (refused or [])
    for kind in ("volume", "domain"):  # the modules take it
        for options in made[f"{kind}s"]:
            kind_of(kind).model.accept(copy.deepcopy(options), Seen())
    return made


def domain(*given: dict[str, Any], **others: Any) -> dict[str, Any]:
    (found,) = expand(*given, **others)["domains"]
    return found


def test_a_guest_from_an_image_in_one_line():
    made = expand(WEB)
    (image,), (seed,), (system,), (guest,) = made["images"], made["seeds"], made["volumes"], made["domains"]
    assert image == {"name": "debian-13", "pool": "default", "url": IMAGES["debian-13"]["url"], "place": "default/debian-13",
                     "checksum": IMAGES["debian-13"]["checksum"]}
    assert system == {"name": "web1-system", "pool": "default", "format": "qcow2", "capacity": "10 GiB",
                      "clone_from": {"pool": "default", "volume": "debian-13-abababababab"}}
    assert (guest["memory"], guest["vcpus"], guest["state"]) == ("1 GiB", 1, "running")
    assert [(disk["target"]["dev"], disk["source"]["volume"]) for disk in guest["disks"]] == [("vda", "web1-system"), ("vdz", "web1-seed")]
    assert seed["instance_id"] == guest["uuid"]
    (mac,) = (interface["mac"] for interface in guest["interfaces"])
    assert seed["network_config"]["ethernets"]["eth0"] == {"match": {"macaddress": mac}, "set-name": "eth0", "dhcp4": True}
    assert seed["user_data"] == {"ssh_pwauth": False, "system_info": {"default_user": {"name": "debian"}}}


def test_what_stands_nearest_wins():
    made = expand({**DB, "memory": "16 GiB"})
    (guest,), (seed,) = made["domains"], made["seeds"]
    assert guest["memory"] == "16 GiB"
    assert domain(DB)["memory"] == "8 GiB"
    assert domain(DB)["vcpus"] == 1
    assert [volume["name"] for volume in made["volumes"]] == ["db1-system", "db1-data"]
    (entry,) = seed["network_config"]["ethernets"].values()
    assert (entry["addresses"], entry["routes"]) == (["192.168.10.22/24"], [{"to": "0.0.0.0/0", "via": "192.168.10.1"}])
    assert seed["user_data"] == {"ssh_pwauth": False, "system_info": {"default_user": {"name": "debian"}}, "packages": ["postgresql"],
                                 "ssh_authorized_keys": ["ssh-ed25519 AAAA"], "write_files": [{"path": "/etc/motd"}]}


@pytest.mark.parametrize(("options", "told"), [
    ({}, {}), ({"first_boot": "done"}, {"spent": True}), ({"first_boot": "again"}, {"first_boot": "again"}),
    ({"first_boot": "done", "accept": "seed"}, {"spent": True, "accept": "seed"}),
])
def test_what_is_said_of_the_first_boot_reaches_the_seed(options: dict[str, Any], told: dict[str, Any]):
    (plain,), (seed,) = expand(WEB)["seeds"], expand({**WEB, **options})["seeds"]
    assert seed == {**plain, **told}


def test_a_guest_is_the_same_wherever_it_is_made():
    assert domain(WEB)["uuid"] == domain(WEB, pool="other", domain={**DOMAIN, "type": "qemu"})["uuid"]
    assert domain(WEB)["uuid"] != domain(WEB, site="there")["uuid"] != domain({**WEB, "name": "web2"}, site="there")["uuid"]


def test_what_a_guest_has_keeps_its_identity_when_the_lists_change():
    def seen(networks: list[str], volumes: list[str]) -> tuple[dict[str, str], dict[str, str]]:
        found = domain({"name": "a", "networks": networks, "volumes": [{"name": name, "capacity": "1 GiB"} for name in volumes]})
        return ({each["source"]["network"]: each["mac"] for each in found["interfaces"]},
                {each["source"]["volume"]: each["target"]["dev"] for each in found["disks"]})

    macs, devs = seen(["lan", "san"], ["data", "logs"])
    assert macs["lan"] != macs["san"] and devs["a-data"] != devs["a-logs"]
    changes = ((["dmz", "lan", "san"], ["new", "data", "logs"]), (["san", "lan"], ["logs", "data"]), (["san"], ["logs"]))
    for networks, volumes in changes:
        others, other_devs = seen(networks, volumes)
        assert {name: mac for name, mac in others.items() if name in macs}.items() <= macs.items()
        assert {name: dev for name, dev in other_devs.items() if name in devs}.items() <= devs.items()


def test_two_interfaces_in_one_network_have_two_macs():
    first, second = domain({"name": "a", "networks": ["lan", "lan"]})["interfaces"]
    assert first["mac"] != second["mac"]


def test_volumes_of_two_guests_never_have_one_name():
    data = [{"name": part, "capacity": "1 GiB"} for part in ("b", "b_c", "db")]
    guests_of = [{"name": name, "disk": "1 GiB", "volumes": data} for name in ("a", "a-b", "a-b-c", "web", "web-db", "a-system")]
    names = [volume["name"] for volume in expand(*guests_of)["volumes"]]
    assert len(names) == len(set(names)) == len(guests_of) * (1 + len(data))


def test_another_format_is_no_other_volume():
    """The module volume refuses it."""
    (qcow2,), (raw,) = (expand({"name": "a", "volumes": [{"name": "data", "capacity": "1 GiB", **form}]})["volumes"]
                        for form in ({}, {"format": "raw"}))
    assert raw == {**qcow2, "format": "raw"}


def test_an_image_is_fetched_into_each_pool_that_needs_it():
    made = expand(WEB, {**WEB, "name": "web2", "pool": "other"})
    assert [image["place"] for image in made["images"]] == ["default/debian-13", "other/debian-13"]
    assert [volume["clone_from"]["pool"] for volume in made["volumes"]] == ["default", "other"]


def test_a_seed_that_is_not_written_yet_is_no_disk():
    (guest,) = expand(WEB, unwritten=["web1-seed"])["domains"]
    assert [disk["target"]["dev"] for disk in guest["disks"]] == ["vda"]


def test_null_takes_back_what_a_profile_says():
    made = expand({**WEB, "disk": None, "hostname": None, "networks": None})
    assert "capacity" not in made["volumes"][0]
    assert (made["seeds"][0]["hostname"], made["domains"][0]["interfaces"]) == ("web1", [])


def test_a_router_of_ipv6_may_have_an_address_of_the_link():
    made = expand({**WEB, "address": "2001:db8::5/64", "gateway": "fe80::1"})
    (entry,) = made["seeds"][0]["network_config"]["ethernets"].values()
    assert entry["routes"] == [{"to": "::/0", "via": "fe80::1"}]


def test_the_uuid_of_a_guest_is_that_of_its_seed():
    made = expand({**WEB, "uuid": "c7a5fdbd-edaf-9455-926a-d65c16db1809"})
    assert made["seeds"][0]["instance_id"] == made["domains"][0]["uuid"] == "c7a5fdbd-edaf-9455-926a-d65c16db1809"


def test_images_are_fetched_once():
    assert len(expand(WEB, {**WEB, "name": "web2"})["images"]) == 1


def test_a_guest_that_goes_leaves_its_volumes():
    assert expand({**WEB, "state": "absent", "force": True}) == {
        "images": [], "seeds": [], "volumes": [], "domains": [{"name": "web1", "state": "absent", "force": True}], "left_out": [],
        "removed": [{"name": "web1-seed", "pool": "default"}]}


def test_guests_of_an_image_that_is_missing_are_left_out():
    made = expand(WEB, {"name": "bare"}, missing=["default/debian-13"])
    assert (made["left_out"], made["images"], [each["name"] for each in made["domains"]]) == (["web1"], [], ["bare"])


@pytest.mark.parametrize(("options", "words"), [
    ({"profile": "large"}, "profile: there is no large"),
    ({"profile": "a"}, "profile: a extends itself, by a and b and a"),
    ({"image": "arch"}, "image: there is no arch"),
    ({"image": "bare"}, "guests_images.bare.checksum: it has to be sha256: and 64"),
    ({"image": "odd"}, "guests_images.odd: there is no option sum"),
    ({"networks": ["a", "b"], "address": "192.0.2.1/24"}, "address: the guest has 2 networks"),
    ({"networks": ["a"], "address": "192.0.2.1"}, "networks[0].address: 192.0.2.1 lacks the length of its prefix"),
    ({"networks": ["a"], "address": "192.0.2.1/24", "gateway": "192.0.3.1"}, "the gateway 192.0.3.1 is not in 192.0.2.0/24"),
    ({"networks": [{"name": "a", "ip": "x"}]}, "networks[0]: there is no option ip"),
    ({"networks": [{"mac": "52:54:00:00:00:01"}]}, "networks[0]: it names no network"),
    ({"volumes": [{"name": "data"}]}, "volumes[0]: a volume needs name and capacity"),
    ({"volumes": [{"name": "data", "capacity": "1 GiB", "dev": "vda"}]}, "volumes[0]: its disk would be vda, as that of the system"),
    ({"image": "debian-13", "hostname": "a_b"}, "hostname: 'a_b' is no name of a host"),
    ({"image": "debian-13", "first_boot": "later"}, "first_boot: it is 'later'"),
    ({"adress": "192.0.2.1"}, "adress"),
    ({"state": "stopped"}, "stopped"),
    ({"networks": "lan"}, "networks: it is 'lan', and a list is meant"),
    ({"image": "debian-13", "ssh_keys": "ssh-ed25519 AAAA"}, "ssh_keys: it is 'ssh-ed25519 AAAA', and a list is meant"),
    ({"image": "debian-13", "user_data": 5}, "user_data: it is neither a dictionary nor text"),
    ({"networks": [5]}, "an option has a value of another kind"),
    ({"networks": ["a"], "gateway": "192.0.2.1"}, "networks[0].gateway: the guest asks DHCP"),
    ({"disk": "1 GiB", "disks": []}, "disks: it would replace what disk makes"),
    ({"networks": ["a"], "interfaces": []}, "interfaces: it would replace what networks makes"),
    ({"volumes": [{"name": "a-b", "capacity": "1 GiB"}]}, "volumes[0].name: 'a-b' is not letters"),
    ({"volumes": [{"name": "system", "capacity": "1 GiB"}]}, "or is system or seed"),
    ({"image": "debian-13", "user_data": "#!/bin/sh", "packages": ["a"]}, "user_data: it is text, and packages stand beside it"),
])
def test_what_cannot_be_right_is_refused_by_name(options, words):
    failures: list[Exception] = []
    profiles = {**PROFILES, "a": {"extends": "b"}, "b": {"extends": "a"}}
    images = {**IMAGES, "bare": {"url": "x"}, "odd": {"sum": 1}}
    site = guests.Site(profiles=profiles, images=images, site="here", pool="default", domain=DOMAIN)
    made = guests.expand([{"name": "web1", **options}, {"name": "other"}], site, failures)
    (said,) = map(str, failures)
    assert words in said and "web1" in said, said
    assert [each["name"] for each in made["domains"]] == ["other"]
