# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of a site, a group and a host, merged as data."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleLookupError, AnsibleUndefinedVariable
from ansible_collections.anvil.hypervisor.plugins.lookup import site_list
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.kind import plural_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen

SECRET = "swordfish"
# Two objects of each kind: what identifies them, and an option with two values.
OBJECTS: dict[str, tuple[dict[str, Any], dict[str, Any], str, Any, Any]] = {
    "secret": ({"name": "a"}, {"name": "b"}, "value", SECRET, f"{SECRET}2"),
    "nwfilter": ({"name": "a"}, {"name": "b"}, "priority", 1, 2),
    "network": ({"name": "a"}, {"name": "b"}, "mtu", 1500, 9000),
    "pool": ({"name": "a"}, {"name": "b"}, "autostart", True, False),
    "volume": ({"pool": "p", "name": "a"}, {"pool": "q", "name": "a"}, "capacity", "1 GiB", "2 GiB"),
    "domain": ({"name": "a"}, {"name": "b"}, "memory", "1 GiB", "2 GiB"),
}


def merge(kind: str, *levels: Any) -> list[dict[str, Any]]:
    """What the lists of the site, the group and the host give together, of which none is edited."""
    named = {f"site_{kind}s{level}": given for level, given in zip(site_list.LEVELS, levels)}
    before, failures = copy.deepcopy(named), []
    merged = site_list.merge_levels(kind_of(kind).model, named, failures)
    assert not failures, [str(failure) for failure in failures]
    assert named == before
    return merged


def refusals(kind: str, *levels: Any) -> list[str]:
    """What is said of lists that are refused."""
    failures: list[Exception] = []
    site_list.merge_levels(kind_of(kind).model, {f"site_{kind}s{level}": given for level, given in zip(site_list.LEVELS, levels)}, failures)
    return [str(failure) for failure in failures]


def test_there_are_objects_of_each_kind():
    assert tuple(OBJECTS) == ORDER


@pytest.mark.parametrize("kind", ORDER)
def test_site_lists_add_up_and_the_host_wins_by_key(kind: str):
    first, second, option, general, special = OBJECTS[kind]
    site, group, host = {**first, option: general, "state": "present"}, {**second, option: general}, {**first, option: special}
    merged = merge(kind, [site], [group], [host])
    assert merged == [{**site, option: special}, group]
    assert merge(kind, [site], [{**first, option: general}], [host]) == [{**site, option: special}]
    assert merge(kind, [site], [host], []) == merge(kind, [site], [], [host]) == [{**site, option: special}]
    for declaration in merged:
        kind_of(kind).model.accept(declaration, Seen())


@pytest.mark.parametrize("kind", ORDER)
def test_what_a_host_declares_absent_is_absent(kind: str):
    first, second, option, general, _special = OBJECTS[kind]
    merged = merge(kind, [{**first, option: general}, {**second, option: general}], None, [{**first, "state": "absent"}])
    assert merged == [{**first, option: general, "state": "absent"}, {**second, option: general}]
    for declaration in merged:
        kind_of(kind).model.accept(declaration, Seen())


@pytest.mark.parametrize("kind", ORDER)
@pytest.mark.parametrize("level", site_list.LEVELS)
def test_an_object_twice_on_one_level_is_refused_with_the_variable_and_the_remedy(kind: str, level: str):
    first, second, option, general, special = OBJECTS[kind]
    lists = dict.fromkeys(site_list.LEVELS, ())
    lists[level] = [{**first, option: general}, {**second, option: general}, {**first, option: special}]
    told = refusals(kind, *lists.values())
    name, variable = kind_of(kind).model.named(first), f"site_{kind}s{level}"
    assert told == [
        f"{kind} '{name}': cannot merge the site's lists: it stands twice in {variable}, at {variable}[0] and {variable}[2]. "
        "Declare an object once in a list: only declarations of different lists are merged.",
    ]
    assert SECRET not in "".join(told)


def test_objects_stay_in_the_order_of_their_first_declaration():
    merged = merge("network", [{"name": "c"}, {"name": "a"}], [{"name": "b"}, {"name": "a"}], [{"name": "0"}, {"name": "b"}, {"name": "c"}])
    assert [each["name"] for each in merged] == ["c", "a", "b", "0"]


def test_a_key_replaces_the_whole_value_and_null_takes_it_out():
    site = {"name": "a", "forward": {"mode": "nat", "dev": "eth0"}, "mtu": 9000}
    merged = merge("network", [site], None, [{"name": "a", "forward": {"mode": "route"}, "mtu": None}])
    assert merged == [{"name": "a", "forward": {"mode": "route"}, "mtu": None}]
    assert "mtu" not in kind_of("network").model.accept(merged[0], Seen())


@pytest.mark.parametrize(("kind", "site", "host"), [
    ("network", {"xml": "<network><name>a</name></network>"}, {"name": "a", "autostart": True}),
    ("network", {"name": "a", "autostart": True}, {"xml": "<network><name>a</name></network>"}),
    ("network", {"name": 100}, {"name": "100"}),
    ("secret", {"xml": "<secret><usage type='ceph'><name>a</name></usage></secret>"}, {"name": "a", "value": SECRET}),
    ("volume", {"pool": "p", "xml": "<volume><name>a</name></volume>"}, {"pool": "p", "name": "a", "capacity": "1 GiB"}),
    ("volume", {"pool": 5, "name": "a"}, {"pool": "5", "name": "a", "capacity": "1 GiB"}),
    ("domain", {"xml": "<domain><name>a</name></domain>"}, {"name": "a", "memory": "1 GiB"}),
])
def test_a_name_is_read_where_it_stands(kind: str, site: dict[str, Any], host: dict[str, Any]):
    assert merge(kind, [site], None, [host]) == [{**site, **host}]
    assert len(refusals(kind, [site, host])) == 1


@pytest.mark.parametrize(("given", "said"), [
    ({"name": "a"}, "site_secrets_host: expected a list"),
    ([{"name": "a"}, SECRET], "site_secrets_host[1]: expected a dictionary. Write its options below it, or {} for none."),
    ([{"value": SECRET}], "site_secrets_host[0]: names no secret. Declare its name, or give it in xml."),
    ([{"name": "", "value": SECRET}], "site_secrets_host[0]: names no secret. Declare its name, or give it in xml."),
    ([{"xml": f"<secret>{SECRET}", "value": SECRET}], "site_secrets_host[0]: names no secret. Declare its name, or give it in xml."),
])
def test_what_is_no_list_of_named_declarations_is_refused_without_its_values(given: Any, said: str):
    assert refusals("secret", [{"name": "a", "value": SECRET}], [], given) == [said]


@pytest.mark.parametrize("pool", [None, ["p"]])
def test_a_volume_without_a_pool_is_refused(pool: Any):
    assert refusals("volume", [{"pool": "p", "name": "a"}], None, [{"pool": pool, "name": "a"}]) == [
        "site_volumes_host[0]: names no pool of the volume 'a'. Declare pool."]


def test_a_list_that_is_text_is_refused_and_not_split_at_its_commas():
    assert refusals("network", '[{"name": "a", "mtu": 5}]') == [
        "site_networks: is text. Give a list. With -e, write all of it as JSON: -e '{\"site_networks\": [...]}'."]


def test_an_encrypted_document_is_read():
    class Encrypted:
        def __str__(self):
            return "<network><name>a</name></network>"

        def __deepcopy__(self, _memo):
            return self

    given = Encrypted()
    assert merge("network", [{"xml": given}], [{"name": "a", "mtu": 5}]) == [{"xml": given, "name": "a", "mtu": 5}]


def test_all_that_is_wrong_is_told_at_once():
    told = refusals("network", [{"name": "a"}, {"name": "a"}, {}], ["a"], [{"name": "a"}, {"name": "a"}])
    places = ["site_networks[1]", "site_networks[2]", "site_networks_group[0]", "site_networks_host[1]"]
    assert [place in text for place, text in zip(places, told, strict=True)] == [True] * len(places)


class Templar:
    """The part of Ansible's that a lookup asks, without templates."""

    @staticmethod
    def template(value: Any) -> Any:
        return value


def look_up(*terms: Any, **variables: Any) -> Any:
    return site_list.LookupModule(templar=Templar()).run(terms, variables)


def test_the_lookup_returns_the_lists_that_it_is_asked_for_or_all():
    variables = {"site_pools": [{"name": "a"}], "site_pools_group": None, "site_pools_host": [{"name": "b"}]}
    assert look_up("pools", "networks", **variables) == [[{"name": "a"}, {"name": "b"}], []]
    assert look_up(**variables) == [[{"name": "a"}, {"name": "b"}] if kind == "pool" else [] for kind in ORDER]


def test_lists_that_refer_to_what_is_not_there_yet_are_left_out_where_that_is_asked_for():
    class Undefined(Templar):
        @staticmethod
        def template(value: Any) -> Any:
            if value == "undefined":
                raise AnsibleUndefinedVariable("'report' is undefined")
            return value

    variables = {"site_pools": [{}], "site_pools_host": "undefined", "site_networks": [{"name": "a"}]}
    lookup = site_list.LookupModule(templar=Undefined())
    assert lookup.run(["pools", "networks"], variables, skip_undefined=True) == [[], [{"name": "a"}]]
    with pytest.raises(AnsibleUndefinedVariable):
        lookup.run(["pools", "networks"], variables)


def test_the_lookup_refuses_lists_that_do_not_exist_and_tells_what_is_wrong_in_all_others():
    with pytest.raises(AnsibleLookupError, match=r"there is no list network, guests\. Choose of: secrets, nwfilters, networks"):
        look_up("network", "guests")
    with pytest.raises(AnsibleLookupError, match=r"there is no list \['pools'\]\."):
        look_up(["pools"])
    with pytest.raises(AnsibleLookupError, match=r"site_pools\[0\]: names no pool.*\n.*site_networks_host\[0\]: names no network"):
        look_up("pools", "networks", site_pools=[{}], site_networks_host=[{}])


def test_the_documentation_names_all_lists():
    text = Path(site_list.__file__).with_suffix(".yml").read_text(encoding="utf-8")
    options = yaml.safe_load(text)["DOCUMENTATION"]["options"]
    assert options["_terms"]["choices"] == [plural_of(kind) for kind in ORDER]
