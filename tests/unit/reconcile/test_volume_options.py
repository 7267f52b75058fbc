# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an edit of each option does to a volume that is there: it changes, is refused, is reported, or counted at creation only.

No edit passes in silence, unless the documentation of the option says that it is used when a volume is made, and nobody can tell
afterwards with what. An option without a class here fails.
"""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Refused
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.volume import Volume
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.volume import plan

HELD = """<volume type='file'><name>a</name><capacity unit='bytes'>1048576</capacity><allocation>0</allocation>
<target><path>/p/a</path><format type='qcow2'/><permissions><mode>0600</mode><owner>0</owner><group>0</group></permissions>
<compat>1.1</compat><clusterSize unit='B'>65536</clusterSize><features><lazy_refcounts/></features>{encryption}</target>{below}</volume>"""
ENCRYPTED = """<encryption format='luks'><secret type='passphrase' usage='/v'/><cipher name='aes' size='256' mode='xts' hash='sha256'/>
<ivgen name='plain64' hash='sha256'/></encryption>"""
# After libvirt has refreshed the pool it knows no more than this; the header of the volume says the rest.
FORGOTTEN = "<encryption format='luks'/>"
HEADER = {"cipher": {"name": "aes", "size": 256, "mode": "xts", "hash": "sha256"}, "ivgen": {"name": "plain64", "hash": "sha256"}}
BELOW = "<backingStore><path>/p/base</path><format type='qcow2'/></backingStore>"
CIPHER, IVGEN, SECRET = {"name": "aes", "size": 256}, {"name": "plain64"}, {"usage": "/v"}


def _encryption(**more):
    return {"encryption": {"format": "luks", **more}}


# By option: a declaration that holds, and one that says otherwise. Where libvirt tells nothing of it, the second is refused, too.
REFUSED = {
    "format": ({"format": "qcow2"}, {"format": "raw"}),
    "compat": ({"compat": "1.1"}, {"compat": "0.10", "lazy_refcounts": False}),
    "cluster_size": ({"cluster_size": "64 KiB"}, {"cluster_size": "128 KiB"}),
    "lazy_refcounts": ({"lazy_refcounts": True}, {"lazy_refcounts": False}),
    "extended_l2": ({"extended_l2": False}, {"extended_l2": True}),
    "encryption.format": (_encryption(), {"encryption": {"format": "luks2"}}),
    "encryption.secret.usage": (_encryption(secret=SECRET), _encryption(secret={"usage": "/w"})),
    "encryption.cipher.name": (_encryption(cipher=CIPHER), _encryption(cipher={**CIPHER, "name": "twofish"})),
    "encryption.cipher.size": (_encryption(cipher=CIPHER), _encryption(cipher={**CIPHER, "size": 128})),
    "encryption.cipher.mode": (_encryption(cipher={**CIPHER, "mode": "xts"}), _encryption(cipher={**CIPHER, "mode": "cbc"})),
    "encryption.cipher.hash": (_encryption(cipher={**CIPHER, "hash": "sha256"}), _encryption(cipher={**CIPHER, "hash": "sha1"})),
    "encryption.ivgen.name": (_encryption(ivgen=IVGEN), _encryption(ivgen={"name": "essiv"})),
    "encryption.ivgen.hash": (_encryption(ivgen={**IVGEN, "hash": "sha256"}), _encryption(ivgen={**IVGEN, "hash": "sha1"})),
    "backing.path": ({"backing": {"path": "/p/base"}}, {"backing": {"path": "/p/other"}}),
    "backing.format": ({"backing": {"path": "/p/base", "format": "qcow2"}}, {"backing": {"path": "/p/base", "format": "raw"}}),
}
TOLD = {"permissions.mode": ({"permissions": {"mode": "0600"}}, {"permissions": {"mode": "0640"}})}
CHANGED = {"capacity": ({"capacity": "1 MiB"}, {"capacity": "2 MiB"})}
# Used when a volume is made, and unknown afterwards: a guest or its daemon changes it, or libvirt forgets it.
ONCE = {
    "allocation": {"allocation": "1 MiB"}, "permissions.owner": {"permissions": {"owner": 7}},
    "permissions.group": {"permissions": {"group": 7}}, "permissions.label": {"permissions": {"label": "x"}}, "nocow": {"nocow": True},
    "encryption.secret.uuid": _encryption(secret={"uuid": "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"}),
    "source": {"source": "/f"}, "remote_src": {"source": "/f", "remote_src": True},
    "checksum": {"source": "/f", "checksum": f"md5:{'a' * 32}"}, "refers_to": {"source": "/f", "refers_to": ["/g"]},
    "clone_from.volume": {"clone_from": {"volume": "b"}}, "clone_from.pool": {"clone_from": {"volume": "b", "pool": "p"}},
    "reflink": {"clone_from": {"volume": "b"}, "reflink": True}, "preallocate_metadata": {"preallocate_metadata": True},
}
# What says which volume is meant, or how to go about it.
NO_PROPERTY = ("pool", "name", "state", "force", "shrink", "wipe", "xml", "validate")
# Names a volume, whose path the driver looks up: see backing.path.
BY_NAME = ("backing.pool", "backing.volume")
SAYS_WHEN = ("is made", "be made", "was uploaded", "of a new", "O(source)", "clone")


def options(model, inside=""):
    """Every option of a volume, with the documentation of all around it."""
    for name, node in model.nodes.items():
        if node.models():
            for below in node.models():
                yield from ((option, f"{node.doc} {doc}") for option, doc in options(below, f"{inside}{name}."))
        else:
            yield f"{inside}{name}", node.doc


def planned(observed, planning_facts=None, **declared):
    desired = Volume.accept({"pool": "images", "name": "a", **declared}, Seen())
    return plan(Volume, desired, observed, Context(planning_facts={"pool_type": "dir", "incomplete": False, **(planning_facts or {})}))


def held(encryption=ENCRYPTED):
    return Observed(xml.parse(HELD.format(encryption=encryption, below=BELOW)))


def test_each_option_has_one_class():
    classes = [*REFUSED, *TOLD, *CHANGED, *ONCE, *NO_PROPERTY, *BY_NAME]
    assert sorted(classes) == sorted(option for option, _doc in options(Volume))


@pytest.mark.parametrize("option", REFUSED)
@pytest.mark.parametrize("known", ["by libvirt", "by the header"])
def test_an_edit_is_refused(option, known):
    same, other = REFUSED[option]
    observed, planning_facts = (held(), {}) if known == "by libvirt" else (held(FORGOTTEN), {"encryption": HEADER})
    assert not planned(observed, planning_facts, **same).changed
    if known == "by the header" and option == "encryption.secret.usage":
        assert not planned(observed, planning_facts, **other).changed  # nobody knows: it is in ONCE then
        return
    with pytest.raises(Refused) as refused:
        planned(observed, planning_facts, **other)
    assert refused.value.message.startswith(f"{option} is ") and refused.value.remedy


@pytest.mark.parametrize(("option", "value"), [("lazy_refcounts", True), ("extended_l2", True), ("cluster_size", "128 KiB")])
@pytest.mark.parametrize("form", ["qcow2", "raw"])
def test_what_libvirt_leaves_out_is_not_there(option, value, form):
    observed = Observed(xml.parse(f"<volume type='file'><name>a</name><capacity>1048576</capacity><target><format type='{form}'/></target>"
                                  "</volume>"))
    with pytest.raises(Refused, match=f"{option} is .* and cannot become"):
        planned(observed, **{option: value})


@pytest.mark.parametrize("option", CHANGED)
def test_an_edit_changes_the_volume(option):
    same, other = CHANGED[option]
    assert not planned(held(), **same).changed
    assert [action.operation for action in planned(held(), **other).actions] == ["resize"]


@pytest.mark.parametrize("option", TOLD)
def test_an_edit_is_told(option):
    same, other = TOLD[option]
    assert planned(held(), **same).warnings == []
    out = planned(held(), **other)
    (warning,) = out.warnings
    assert not out.changed and f"{option} is 0600, and 0640 is declared" in warning


@pytest.mark.parametrize("option", ONCE)
def test_what_nobody_knows_afterwards_is_documented_so(option):
    assert not planned(held(FORGOTTEN), **ONCE[option]).changed
    doc = dict(options(Volume))[option]
    assert any(words in doc for words in SAYS_WHEN), doc
