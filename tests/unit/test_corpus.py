# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Good and bad input: a single module and `resources` come to the same verdict and the same values.

A single module hands its arguments to Ansible's deep spec first, and what was given to the model after; `resources` asks
the model alone.
"""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.compat.version import LooseVersion
from ansible.release import __version__ as ansible_core
from ansible_collections.anvil.hypervisor.plugins.action import domain
from ansible_collections.anvil.hypervisor.plugins.module_utils import _module, _runner
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen

CORPUS = Path(__file__).parent / "corpus"
SECRET = "hunter2"
# What a kind cannot do without beside its name, for the cases of every kind.
REQUIRED = {"volume": {"pool": "images"}}


def kinds():
    return [kind for kind in ORDER if (CORPUS / f"{kind}.yml").exists()]


def cases():
    """Every case with its kind."""
    common = yaml.safe_load((CORPUS / "common.yml").read_text(encoding="utf-8"))
    for kind in kinds():
        own = yaml.safe_load((CORPUS / f"{kind}.yml").read_text(encoding="utf-8"))
        mine = [case for case in common if kind in case.get("kinds", ORDER)]
        for case in [*own, *(completed(case, REQUIRED.get(kind, {})) for case in mine)]:
            yield pytest.param(kind, case, id=f"{kind}: {case['case']}")


def completed(case, required):
    """A case of every kind, with what this kind cannot do without."""
    return {key: {**required, **value} if key in ("good", "bad") else value for key, value in case.items()}


def by_model(kind, data):
    """The canonical declaration, or the error, of the model alone."""
    try:
        return canonical(kind_of(kind).model.accept(_module.without_null(data), Seen())), None
    except Invalid as error:
        return None, error


def by_ansible(kind, data):
    """What Ansible's deep spec has to say of what the action plugin hands over: its errors, and what it made of the data."""
    model = kind_of(kind).model
    data = domain.ActionModule.options(None, data) if kind == "domain" else data
    found = ArgumentSpecValidator(_runner.spec_of(model), **_runner.rules_of(model)).validate(copy.deepcopy(data))
    return found.error_messages, found.validated_parameters


def canonical(desired):
    return {name: xml.serialize(value) if isinstance(value, xml.ET.Element) else value for name, value in desired.items()}


def holds(means, shown, where=""):
    """A case may name some of the values that it means."""
    for key, value in means.items() if isinstance(means, dict) else enumerate(means):
        assert key in shown if isinstance(means, dict) else key < len(shown), f"{where}.{key}"
        if isinstance(value, (dict, list)):
            assert isinstance(shown[key], type(value)), f"{where}.{key}"
            holds(value, shown[key], f"{where}.{key}")
        else:
            assert shown[key] == value, f"{where}.{key}"
            assert type(shown[key]) is type(value), f"{where}.{key}"


@pytest.mark.parametrize(("kind", "case"), list(cases()))
def test_verdicts_agree(kind, case):
    if "core" in case and LooseVersion(ansible_core) < LooseVersion(case["core"]):
        pytest.skip(f"ansible-core has it right since {case['core']}")
    data = case["good"] if "good" in case else case["bad"]
    untouched = copy.deepcopy(data)
    desired, error = by_model(kind, data)
    complaints, coerced = by_ansible(kind, data)
    assert data == untouched, "validating changes what was given"
    if "bad" in case:
        assert error is not None, f"accepted as {desired}"
        assert error.option == case["option"], str(error)
        assert error.message, "an error says what is wrong"
        assert SECRET not in str(error)
        assert SECRET not in repr(error.as_result())
        return
    assert error is None, str(error)
    assert not complaints
    again, error = by_model(kind, {key: value for key, value in coerced.items() if key in kind_of(kind).model.nodes})
    assert error is None, str(error)
    assert again == desired, "the model makes of Ansible's values what it makes of the given ones"
    if "means" in case:
        shown = kind_of(kind).model.to_user({key: value for key, value in desired.items() if key != "xml"})
        holds(case["means"], shown)


@pytest.mark.parametrize("kind", kinds())
def test_an_error_names_its_object(kind):
    """Of a volume that is the pool, too; a document may hold the name."""
    model, found = kind_of(kind).model, 0
    for case in (case for case in cases() if case.values[0] == kind and "bad" in case.values[1]):
        data = case.values[1]["bad"]
        name = data.get("name") if isinstance(data, dict) else None
        if not name or not isinstance(name, str):
            continue
        with pytest.raises(Invalid) as caught:
            _runner._accept(model, _module.without_null({**data, "xml": "<wrong/>"}), set())
        assert caught.value.name == (f"{data['pool']}/{name}" if isinstance(data.get("pool"), str) else name)
        found += 1
    assert found
    root = xml.ET.Element(model.root)
    model.nodes["name"].write("inside", root, Context(kind=kind, name="inside"))
    with pytest.raises(Invalid) as caught:
        _runner._accept(model, {"xml": xml.serialize(root), "state": "nonsense", **REQUIRED.get(kind, {})}, set())
    assert caught.value.name == ("images/inside" if kind == "volume" else "inside")


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_good_and_bad_input(kind):
    own = yaml.safe_load((CORPUS / f"{kind}.yml").read_text(encoding="utf-8"))
    assert any("good" in case for case in own)
    assert any("bad" in case for case in own)
    assert all(("good" in case) != ("bad" in case) for case in own)


def test_the_action_plugin_knows_where_an_integer_stands_for_a_structure():
    models = {name: node.models() for name, node in kind_of("domain").model.nodes.items()}
    sets = {name: model.integer_sets for name, found in models.items() for model in found if model.integer_sets}
    assert sets == domain.INTEGER_SETS
