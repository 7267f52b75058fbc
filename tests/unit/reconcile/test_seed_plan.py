# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of seeds as data: what is there, what is declared, and what is written."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid, Refused, Unsupported
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.seed import Seed
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.seed import plan
from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import spec_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed import nocloud
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed.iso9660 import SECTOR
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed.record import CAPACITY, Held, Record, size

VOLUME = """<volume type='file'><name>s</name><capacity>1048576</capacity><target><path>/p/s</path><format type='iso'/>
<permissions><mode>0600</mode></permissions></target></volume>"""
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
SEED = {"pool": "p", "name": "s", "instance_id": "i", "hostname": "web", "user_data": {"packages": ["nginx"], "password": "swordfish"},
        "network_config": {"version": 2}}
OTHER = {**SEED, "user_data": "#!/bin/sh\n"}
FILES, SPENT = nocloud.files(SEED), nocloud.spent(nocloud.files(SEED))


def accept(data):
    return Seed.accept(data, Seen())


def record(key=KEY, **more):
    return Record(**more).signed(key, nocloud.declared(SEED))


def planned(options, held, key=KEY, **facts):
    """The plan for a volume that holds this, written by a host with the key."""
    desired, observed = accept(options), None
    if held != "nothing":
        changed = None if held is None or desired["state"] == "absent" else held.record.differing(key, nocloud.declared(desired))
        observed = Observed(xml.parse(VOLUME), status={"pool": "p", "content": b"former", "held": held, "changed": changed})
    return plan(Seed, desired, observed, Context(kind="seed", name="p/s", planning_facts=facts))


def written(found):
    """The one action that writes."""
    (action,) = [action for action in found.actions if action.operation == "write"]
    return action


def test_a_new_seed():
    found = planned(SEED, "nothing", pool_type="dir")
    assert [action.operation for action in found.actions] == ["create", "write"]
    made, action = found.actions
    assert made.marked
    assert made.filled
    assert "<mode>0600</mode>" in made.xml
    document = xml.parse(made.xml)
    assert document.findtext("capacity") == document.findtext("allocation") == str(CAPACITY), "its space is taken at once"
    assert (action.files, action.record, action.former) == (FILES, Record(), None)
    assert action.compensation() == ()


def test_a_seed_that_was_begun_is_made_again():
    found = planned(SEED, None, pool_type="dir", incomplete=True)
    assert [action.operation for action in found.actions] == ["discard", "create", "write"]


UNSPENT, WAS_SPENT = Held(FILES, record()), Held(SPENT, record(spent=True))


@pytest.mark.parametrize(("options", "held", "key"), [
    (SEED, UNSPENT, KEY),
    (SEED, UNSPENT, OTHER_KEY),
    (SEED, UNSPENT, None),
    ({**SEED, "first_boot": "again"}, UNSPENT, KEY),
    ({**SEED, "accept": "seed"}, UNSPENT, KEY),
    (SEED, WAS_SPENT, KEY),
    ({**SEED, "spent": True}, WAS_SPENT, KEY),
    ({**SEED, "spent": False}, WAS_SPENT, KEY),
    ({**SEED, "first_boot": "again"}, WAS_SPENT, KEY),
    ({**SEED, "accept": "seed"}, WAS_SPENT, KEY),
])
def test_at_rest(options, held, key):
    found = planned(options, held, key)
    assert not found.changed
    assert not found.warnings


@pytest.mark.parametrize(("options", "held", "files", "kept", "signed", "why"), [
    (OTHER, UNSPENT, nocloud.files(OTHER), record(), True, ["user_data"]),
    ({**SEED, "hostname": "db"}, Held(FILES, record(generation=2)), nocloud.files({**SEED, "hostname": "db"}, 2), record(generation=2),
     True, ["instance_id", "hostname"]),
    ({**SEED, "spent": True}, UNSPENT, SPENT, record(spent=True), True, ["spent", "user_data"]),
    ({**OTHER, "spent": True}, UNSPENT, SPENT, record(spent=True), False, ["spent", "user_data"]),
    ({**SEED, "spent": True}, Held(FILES, record(OTHER_KEY)), SPENT, record(OTHER_KEY, spent=True), True, ["spent", "user_data"]),
    ({**OTHER, "first_boot": "again"}, WAS_SPENT, nocloud.files(OTHER, 1), Record(generation=1), True,
     ["first_boot", "instance_id", "user_data"]),
    ({**OTHER, "accept": "seed"}, WAS_SPENT, SPENT, record(spent=True), True, ["accept"]),
    ({**SEED, "accept": "seed"}, Held(SPENT, record(OTHER_KEY, spent=True)), SPENT, record(OTHER_KEY, spent=True), True, ["accept"]),
    (SEED, Held(None, record()), FILES, record(), True, ["instance_id", "hostname", "user_data", "network_config"]),
    (SEED, Held(None, record(spent=True)), SPENT, record(spent=True), False, ["instance_id", "hostname", "user_data", "network_config"]),
    (SEED, Held({}), FILES, Record(), True, ["instance_id", "hostname", "user_data", "network_config"]),
], ids=["changed", "again changed", "spent", "spent with another declaration", "spent on another host", "handed out", "recorded",
        "recorded on another host", "by half", "spent by half", "empty"])
def test_written(options, held, files, kept, signed, why):
    action = written(planned(options, held))
    assert action.files == files
    assert action.record == kept
    assert (action.declared == nocloud.declared(accept(options))) is signed
    assert (action.declared is None) is not signed
    assert [str(option) for option in action.options] == why
    assert action.former == b"former"
    (back,) = action.compensation()
    assert back.content == b"former"


def test_a_changed_declaration_of_a_spent_seed_is_told():
    found = planned({**OTHER, "hostname": "db"}, WAS_SPENT)
    assert not found.changed
    assert found.warnings == ["hostname, user_data of seed p/s changed: they apply at a first boot only; set first_boot: again to hand "
                              "them to the guest, or accept: seed to record them"]
    (told,) = planned(SEED, WAS_SPENT, OTHER_KEY).warnings
    assert "nobody can tell" in told


def test_what_is_not_written():
    with pytest.raises(Refused, match="nobody can tell"):
        planned({**SEED, "first_boot": "again"}, WAS_SPENT, OTHER_KEY)
    with pytest.raises(Refused, match="something else than a seed"):
        planned(SEED, None)
    with pytest.raises(Unsupported, match="newer version"):
        planned(SEED, Held(None, version=2))


def test_a_diff_names_keys_and_holds_no_content():
    more = {**SEED, "user_data": {"packages": ["nginx"], "password": "sword", "users": ["x"]}, "meta_data": {"tags": ["fish"]}}
    found = planned(more, UNSPENT)
    assert found.before == {
        "name": "s", "pool": "p", "state": "present", "spent": False, "instance_id": "i", "hostname": "web",
        "files": {"network-config": {"version": "as declared"}, "user-data": {"packages": "as declared", "password": "not as declared"}}}
    assert found.after["files"] == {
        "meta-data": {"tags": "as declared"}, "network-config": {"version": "as declared"},
        "user-data": {"packages": "as declared", "password": "as declared", "users": "as declared"}}


def test_what_is_no_seed_is_not_removed():
    with pytest.raises(Refused, match="something else than a seed"):
        planned({"pool": "p", "name": "s", "state": "absent"}, None)


def test_removed():
    found = planned({"pool": "p", "name": "s", "state": "absent"}, UNSPENT)
    assert [action.operation for action in found.actions] == ["delete"]
    assert found.after is None


BAD = {
    "instance_id": [{"instance_id": None}, {"instance_id": "a b"}, {"instance_id": "x" * 129}, {"instance_id": ""}],
    "hostname": [{"hostname": None}, {"hostname": "-a"}, {"hostname": "a-"}, {"hostname": "a_b"}, {"hostname": "a..b"}, {"hostname": "é"},
                 {"hostname": "a" * 64}, {"hostname": ".".join(["a" * 60] * 5)}, {"hostname": "a\n"}],
    "user_data": [{"user_data": "swordfish"}, {"user_data": ["swordfish"]}, {"user_data": 1}, {"user_data": {"swordfish": float("nan")}},
                  {"user_data": {"a": "swordfish" * 2**17}}, {"user_data": "#!/bin/sh\n\ud800"}],
    "vendor_data": [{"vendor_data": "swordfish"}],
    "network_config": [{"network_config": "swordfish"}, {"network_config": {"swordfish": 3}},
                       {"network_config": {"network": {"version": 2}}}],
    "meta_data": [{"meta_data": {"instance-id": "swordfish"}}, {"meta_data": {"local-hostname": "swordfish"}}, {"meta_data": "swordfish"}],
    "first_boot": [{"first_boot": "again", "spent": True}, {"first_boot": "again", "accept": "seed"}, {"first_boot": True}],
    "accept": [{"accept": "all"}],
    "name": [{"name": "s.anvil-incomplete"}, {"name": "a/b"}],
}


@pytest.mark.parametrize(("option", "given"), [(option, given) for option, every in BAD.items() for given in every], ids=str)
def test_bad_input_is_refused_by_its_option_and_without_its_content(option, given):
    with pytest.raises(Invalid) as caught:
        accept({**SEED, **given})
    assert caught.value.message.startswith(f"{option}: ")
    assert "swordfish" not in str(caught.value)
    assert caught.value.remedy


def test_what_is_accepted_fits_under_each_later_instance_id():
    full = {**SEED, "meta_data": {"a": ""}, "user_data": "#!"}
    full["meta_data"]["a"] = "x" * (SECTOR - len(nocloud.files(full)["meta-data"]))
    full["user_data"] += "x" * (CAPACITY - size(nocloud.files(full)) + SECTOR - len(full["user_data"]))
    assert size(nocloud.files(full)) == CAPACITY
    assert size(nocloud.files(full, 1)) > CAPACITY
    with pytest.raises(Invalid, match="user_data"):
        accept(full)
    accept({**full, "user_data": full["user_data"][SECTOR:].replace("xx", "#!", 1)})


def test_good_input():
    for hostname in ("a", "web1", "WEB-1.example.com", "a" * 63, "1"):
        assert accept({**SEED, "hostname": hostname})["hostname"] == hostname
    assert accept({"pool": "p", "name": "s", "state": "absent"})["state"] == "absent"


def test_ansible_masks_no_word_of_the_content_elsewhere():
    spec = spec_of(Seed)
    assert {name: option.get("no_log") for name, option in spec.items() if option["type"] in ("dict", "raw")} == dict.fromkeys(
        ("user_data", "meta_data", "network_config", "vendor_data"), False)
