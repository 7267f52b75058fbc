# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages refer to exists: files, headings, modules, roles, their variables, and the messages that they quote."""

from __future__ import annotations

import ast
import re

import pytest
import yaml
from ansible_collections.anvil.hypervisor.plugins.lookup.site_list import LEVELS
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.status_values import ERROR
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen
from bench.pages import documents
from bench.paths import ROOT
from bench.reference import declared_status
from site_guides import anchor

PLUGINS, ROLES = ROOT / "plugins", ROOT / "roles"
GUIDES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROLES.glob("*/README.md")])
PAGES = sorted([*GUIDES, ROOT / "tests" / "README.md", *(ROOT / name for name in ("CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md"))])
REPOSITORY = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
# Galaxy shows these outside of the repository.
SHOWN_ELSEWHERE = [page for page in PAGES if page.parent == ROOT or page.parent.parent == ROLES]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"anvil\.hypervisor\.(\w+)(?![\w/.])")
GAP = "…"
# Tables that lost their form would hold nothing to check.
FEWEST = 40


def identify(page):
    return str(page.relative_to(ROOT))


def specifications():
    """The options of each role."""
    found = {}
    for path in ROLES.glob("*/meta/argument_specs.yml"):
        found[path.parts[-3]] = set(yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"])
    return found


SPECIFICATIONS = specifications()
# What a role offers to those that include it.
OFFERED = {name for path in ROLES.glob("*/vars/main.yml") for name in yaml.safe_load(path.read_text(encoding="utf-8")) if name[:2] != "__"}
FACTS = {f"{role}_report" for role in SPECIFICATIONS} | OFFERED


def prose(text):
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def headings(page):
    """The anchors of a page, as GitHub makes them."""
    lines = [line for line in prose(page.read_text(encoding="utf-8")).splitlines() if line.startswith("#")]
    return {anchor(line.lstrip("# ")) for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=identify)
def test_links_lead_somewhere(page):
    wrong = []
    for link in LINK.findall(prose(page.read_text(encoding="utf-8"))):
        target, _hash, anchor = link.partition("#")
        inside = re.fullmatch(re.escape(REPOSITORY) + r"/(?:blob|tree)/main/(.*)", target)
        if target.startswith("https:") and not inside:
            continue
        if page in SHOWN_ELSEWHERE and page.name == "README.md" and target and not inside:
            wrong.append(f"{link} is not absolute")
        path = ROOT / inside.group(1) if inside else (page.parent / target if target else page)
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in headings(path)):
            wrong.append(link)
    assert not wrong


def test_names_of_this_collection_exist():
    known = {path.stem for folder in ("modules", "filter", "lookup") for path in (PLUGINS / folder).iterdir()} | set(SPECIFICATIONS)
    known |= {path.stem for path in (ROOT / "playbooks").glob("*.yml")} | {"libvirt"}
    wrong = {identify(page): NAMED.findall(page.read_text(encoding="utf-8")) for page in PAGES}
    assert not {page: found for page, names in wrong.items() if (found := set(names) - known)}


def test_tests_that_pages_name_exist():
    sources = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    known = set(sources).union(*(re.findall(r"^ *def (test_\w+)", source, re.MULTILINE) for source in sources.values()))
    wrong = {identify(page): set(re.findall(r"`(test_[a-z_]+)`", page.read_text(encoding="utf-8"))) - known for page in PAGES}
    assert not {page: found for page, found in wrong.items() if found}


def test_code_that_explains_an_action_is_the_code():
    stripped = ["\n".join(line.strip() for line in path.read_text(encoding="utf-8").splitlines())
                for folder in (PLUGINS, ROOT / "tests" / "unit") for path in folder.rglob("*.py")]
    page = (ROOT / "docs" / "adding-an-action.md").read_text(encoding="utf-8")
    shown = ["\n".join(line.strip() for line in block.strip().splitlines())
             for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL)]
    assert shown
    assert not [block for block in shown if not any(block in source for source in stripped)]


def test_variables_of_roles_exist():
    """In text, in plays and among the variables of an inventory."""
    known = set().union(*SPECIFICATIONS.values(), FACTS, (path.stem for path in (PLUGINS / "modules").iterdir()))
    word = re.compile(rf"(?<![\w/.])(?:{'|'.join(SPECIFICATIONS)})_[a-z_]*[a-z](?![\w/.-])")
    wrong = {identify(page): set(word.findall(page.read_text(encoding="utf-8"))) for page in GUIDES}
    assert not {page: found for page, names in wrong.items() if (found := names - known)}


def uses(document):
    """The roles that plays, or lists of roles, use, with the variables that they get."""
    for item in document if isinstance(document, list) else []:
        for role in [*item.get("roles", []), *([item] if "role" in item else [])]:
            yield role["role"], {**item.get("vars", {}), **role.get("vars", {})} if role is not item else item.get("vars", {})
        yield from uses(item.get("roles"))
        for task in item.get("tasks", []):
            for action in ("ansible.builtin.include_role", "ansible.builtin.import_role"):
                if action in task:
                    yield task[action]["name"], task.get("vars", {})


@pytest.mark.parametrize("page", GUIDES, ids=identify)
def test_plays_give_roles_variables_that_they_have(page):
    for document in documents(page):
        for role, variables in uses(document):
            _namespace, _name, own = role.split(".")
            assert not {name for name in variables if name not in SPECIFICATIONS[own] and name.startswith(tuple(SPECIFICATIONS))}


@pytest.mark.parametrize("page", GUIDES, ids=identify)
def test_declarations_of_an_inventory_are_good(page):
    """The lists that `site` hands to `resources`."""
    plurals = {f"site_{kind}s{level}": kind for kind in ORDER for level in LEVELS}
    for document in documents(page):
        for name, declared in document.items() if isinstance(document, dict) else ():
            for declaration in declared if name in plurals and isinstance(declared, list) else ():
                kind_of(plurals[name]).model.accept(declaration, Seen())


def literal(node):
    """The text of an expression, with a gap for each value that is known at run time only; None where it is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(value.value if isinstance(value, ast.Constant) else GAP for value in node.values)
    return None


def messages():
    """Every text of the modules, and the files of the roles with a gap for each template."""
    found = []
    for path in PLUGINS.rglob("*.py"):
        found += filter(None, map(literal, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    for path in ROLES.glob("*/tasks/**/*.yml"):
        found.append(" ".join(re.sub(r"\{\{.*?\}\}", GAP, path.read_text(encoding="utf-8"), flags=re.DOTALL).split()))
    return "\n".join(found)


def test_every_code_of_a_failure_is_explained():
    """The one of a step that waits instead never ends a task."""
    codes = set()
    for path in (PLUGINS / "module_utils").rglob("*.py"):
        codes |= set(re.findall(r'^    code = "(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(first_column("| code | meaning |")) == codes - {"not_while_running"}


def test_every_field_of_a_status_is_explained():
    declared = {value.name for kind in ORDER for group in declared_status(kind) for value in group.values}
    assert set(first_column("| field of `status` | of | |")) == {*declared, ERROR.name}


def first_column(head):
    """The names in the first column of the table of results.md with that head."""
    page = (ROOT / "docs" / "how-to" / "results.md").read_text(encoding="utf-8")
    rows = page.partition(head)[2].partition("\n\n")[0]
    return [name for cell in re.findall(r"^\| ([^|]+) \|", rows, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)]


def test_messages_that_are_quoted_are_in_the_code():
    """The first column of the tables."""
    text = messages()
    page = (ROOT / "docs" / "how-to" / "troubleshooting.md").read_text(encoding="utf-8")
    quoted = [quote for cell in re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE) for quote in re.findall(r"`([^`]+)`", cell)]
    assert len(quoted) >= FEWEST
    assert not [quote for quote in quoted if not re.search(re.escape(quote).replace(GAP, r"[^\n]{1,40}?"), text)]
