# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules' documentation is what the declarations say: made from them, and up to date."""

from __future__ import annotations

import document_options as tool
import document_roles
import document_yaml
import pytest
import yaml
from bench.paths import ROOT

KINDS = tool.kinds()
DECLARED = [*KINDS, *tool.OTHERS]
LARGEST_MODULE = 1024


def documentation(module):
    """A module's DOCUMENTATION as Ansible reads it."""
    return yaml.load((tool.MODULES / f"{module}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["DOCUMENTATION"]


@pytest.fixture(scope="module")
def documented():
    return {module: documentation(module) for module in [*DECLARED, "resources"]}


def test_the_documentation_is_up_to_date(capsys):
    assert tool.main(["--check"]) == 0, f"{capsys.readouterr().out}\nRun docs/tools/document_options.py"


@pytest.mark.parametrize("row", [
    "| `<iotune>` | `domain/devices/disk` | `disks[].iotune` |",
    "| `<host>` | `network/ip/dhcp` | `ips[].dhcp.hosts[]` |",
    "| `<source>` | `domain/devices/disk` | `disks[].source`: `file`, `fdgroup`, `startup_policy`, `dev`, `dir`, `protocol`, … |",
    "| `<capacity>` | `volume` | `capacity` |",
])
def test_an_element_leads_to_its_option(row):
    assert row in (ROOT / "docs" / "xml-elements.md").read_text(encoding="utf-8").splitlines()


def agree(spec, options, where):
    """What Ansible's spec and the documentation say differently."""
    assert list(spec) == list(options), where
    for name, option in spec.items():
        entry, at = options[name], f"{where}.{name}"
        for key in ("type", "elements", "required", "default", "choices", "aliases"):
            assert option.get(key) == entry.get(key), f"{at}: {key}"
        assert all(isinstance(text, str) and text for text in entry["description"]), at
        assert ("options" in option) == ("suboptions" in entry), at
        agree(option.get("options", {}), entry.get("suboptions", {}), at)


@pytest.mark.parametrize("kind", DECLARED)
def test_documentation_and_spec_agree(kind, documented):
    agree(tool.model_of(kind).spec()["options"], documented[kind]["options"], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_resources_names_the_module_whose_options_a_list_takes(kind, documented):
    option = documented["resources"]["options"][tool.plural_of(kind)]
    assert (option["type"], option["elements"]) == ("list", "dict")
    assert f"M(anvil.hypervisor.{kind})" in option["description"][0]
    assert "suboptions" not in option


@pytest.mark.parametrize("module", [*DECLARED, *(f"{kind}_info" for kind in KINDS), "resources"])
def test_documentation_is_beside_the_module_and_not_in_it(module):
    """Ansible sends a module's source to each host, with all that stands in it."""
    assert (tool.MODULES / f"{module}.py").stat().st_size < LARGEST_MODULE


def contradictions(options, kind, said=None, where=""):
    """The options that cost something else than a dictionary around them says of all that is in it."""
    words = {tool.COSTS[cost].format(kind=kind): cost for cost in (tool.LIVE, tool.RESTART, tool.DEPENDS)}
    for name, option in options.items():
        cost = next((words[sentence] for sentence in words if any(sentence in text for text in option["description"])), None)
        if said and cost not in (None, said):
            yield f"{where}{name}: {cost} in {said}"
        inside = (cost or said) if option["type"] == "dict" else None
        yield from contradictions(option.get("suboptions", {}), kind, None if inside == tool.DEPENDS else inside, f"{where}{name}.")


@pytest.mark.parametrize("kind", KINDS)
def test_no_structure_says_of_all_what_holds_for_a_part(kind, documented):
    assert not list(contradictions(documented[kind]["options"], kind))


def test_what_is_nearby_is_named_by_its_whole_way():
    place = tool.Place("network", (), None, (((), frozenset({"build", "unit"})),)).below("lease", {"expiry", "unit"}, None)
    assert place.resolve("Unit of O(expiry), not O(build=true) or V(unit).") == "Unit of O(lease.expiry), not O(build=true) or V(unit)."
    assert place.resolve("O(unit) and O(nowhere)") == "O(lease.unit) and O(nowhere)"


@pytest.mark.parametrize("text", [
    "yes", "0755", "1.10", "on", "a: b", "it's", 'say "x"', "C:\\", "null", "", "-", "plain", "52:54:00:12:34:56",
])
def test_words_survive_yaml(text):
    assert yaml.safe_load(f"key: {document_yaml.scalar(text)}") == {"key": text}
    assert yaml.safe_load(f"key: {document_yaml.scalar([text])}") == {"key": [text]}


@pytest.mark.parametrize("text", ["Short.", "Two: of them.", "'quoted' first", "[1] is here", "ends in:", "a # b", "Long words " * 40])
def test_descriptions_survive_yaml(text):
    lines = document_yaml.paragraph(text.strip(), 4)
    assert max(map(len, lines)) <= document_yaml.WIDTH
    assert yaml.safe_load("\n".join(lines)) == [text.strip()]


def test_the_rest_of_a_sidecar_file_stays_as_it_is():
    head, tail = "---\nDOCUMENTATION:\n  module: x\n", "\nEXAMPLES: |\n  options:\n    old: 1\n"
    source = f"{head}  options:\n    old:\n      type: str\n  notes:\n    - Kept.\n{tail}"
    found = tool.documented(source, {"new": {"description": ["New."], "type": "str"}})
    before, options, after = found.partition("  options:\n    new:\n      description:\n        - New.\n      type: str\n")
    assert (before, after) == (f"{head}  notes:\n    - Kept.\n{tool.GENERATED}\n", tail)
    assert options
    assert tool.documented(found, {"new": {"description": ["New."], "type": "str"}}) == found


def test_the_table_of_a_role_has_each_variable_and_leaves_the_rest_of_the_page():
    options = {
        "role_state": {"type": "str", "choices": ["present", "absent"], "default": "present",
                       "description": ["V(absent) undoes it.", "x" * 200]},
        "role_users": {"type": "list", "elements": "str", "default": [], "description": "Who may, as O(role_state=absent) says."},
        "role_nested": {"type": "bool", "description": ["Such as V(a=1|b).", "Left out, not managed."]},
    }
    page = "# role\n\n## Variables\n\n| variable |\n|---|\n| `role_gone` | |\n\n## Promises\n\n| a |\n"
    text = document_roles.documented(page, "role", options)
    assert [line for line in text.splitlines() if line.startswith("| `role_")] == [
        "| `role_state` | `present`, `absent` | `present` | `absent` undoes it. |",
        "| `role_users` | list of str | `[]` | Who may, as `role_state: absent` says. |",
        "| `role_nested` | bool | not set | Such as `a=1\\|b`. Left out, not managed. |",
    ]
    assert text.startswith("# role\n\n## Variables\n") and text.endswith("\n\n## Promises\n\n| a |\n")
    assert document_roles.documented(text, "role", options) == text
    with pytest.raises(ValueError, match="no section"):
        document_roles.documented("# role\n", "role", options)
