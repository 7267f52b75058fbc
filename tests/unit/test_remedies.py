# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All texts of remedies and warnings: people do what stands there, without a second thought."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What costs data: options set to the value that allows it, and commands.
DESTROYS = re.compile(
    r"(overwrite|shrink|force): true|state: absent|remove: \[|set (overwrite|shrink|force|wipe)\b|may be lost|\bwipefs --all|\bmkfs|"
    r"\bdd of=|-remove\b|\bremove what\b|\bvol-delete|\bvol-wipe|\b(lv|vg|pv)remove|delete it|\bby hand\b|all the same", re.IGNORECASE)
# Tables of errors, whose remedies stand among other words.
TABLES = ("_CODES", "_MESSAGES", "_ELSE", "_ELSE_OF", "_STAYS")


def words(node):
    return "".join(part.value if isinstance(part.value, str) else "" for part in ast.walk(node) if isinstance(part, ast.Constant))


def advice(tree):
    """What a person is told to do: remedies, warnings, the third argument of Invalid, and what causes return."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from ((node.lineno, keyword.value) for keyword in node.keywords if keyword.arg == "remedy")
            name = ast.unparse(node.func)
            if name == "Invalid":
                yield from ((node.lineno, argument) for argument in node.args[2:])
            if name.endswith(("warnings.append", ".warn", "AnsibleActionFail")):
                yield from ((node.lineno, argument) for argument in node.args)
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            yield from ((node.lineno, part) for part in node.value.elts)  # causes, see _libvirt/causes.py
        elif isinstance(node, ast.Assign):
            names = [target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""
                     for target in node.targets]
            if any("remedy" in name.lower() or name in TABLES for name in names):
                yield node.lineno, node.value


def test_k3a_no_remedy_proposes_to_destroy_data():
    found, read = [], 0
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        for line, node in advice(ast.parse(path.read_text())):
            read += 1
            if DESTROYS.search(words(node)):
                found.append(f"{path.relative_to(ROOT)}:{line}: {words(node)}")
    assert read > len(TABLES) * 30, "the texts were found"
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", ["Set overwrite: true if everything on it may be lost.", "Name what may be lost: remove: [disks]."])
def test_k3a_what_the_pattern_finds(text):
    assert DESTROYS.search(words(ast.parse(f"raise Refused('x', remedy={text!r})")))
