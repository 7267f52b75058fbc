# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for a guest's next start is reported by runs that do not declare it, until the guest has been restarted."""

from __future__ import annotations

import pytest

GUEST = {"type": "test", "memory": "512 MiB", "os": {"type": "hvm", "arch": "i686"}}
FILE = {"source": {"type": "file", "path": "/tmp/one"}}
OTHER = {"source": {"type": "file", "path": "/tmp/two"}}
TPM = {"model": "tpm-tis", "backend": {"type": "passthrough", "path": "/dev/tpm0"}}

CASES = [
    # The last member of a list goes.
    ({"sounds": [{"model": "ich9"}]}, {"sounds": []}, ["sounds[ich9]"]),
    ({"tpms": [TPM]}, {"tpms": []}, ["tpms[tpm]"]),
    # A member without a name of its own comes, as the first one or not.
    ({}, {"tpms": [TPM]}, ["tpms[0]"]),
    ({}, {"smartcards": [{"mode": "host"}]}, ["smartcards[0]"]),
    ({"parallels": [FILE]}, {"parallels": [FILE, OTHER]}, ["parallels[1]"]),
    # A name that is a number, and no place.
    ({"serials": [{**FILE, "target": {"port": 3}}]}, {"serials": [{**OTHER, "target": {"port": 3}}]}, ["serials[3].source.path"]),
]


@pytest.mark.parametrize(("started", "declared", "waits"), CASES, ids=[" ".join(waits) for _started, _declared, waits in CASES])
def test_k1f_a_run_that_does_not_declare_what_waits_keeps_it(engine, started, declared, waits):
    engine.run("domain", name="g", **GUEST, **started, state="running")
    expected = [f"domain.g.{option}" for option in waits]
    assert engine.run("domain", name="g", **declared)["restart_required"] == expected
    assert engine.run("domain", name="g")["restart_required"] == expected
    # Another change writes the record anew.
    both = engine.run("domain", name="g", memory="600 MiB")["restart_required"]
    assert sorted(both) == sorted(["domain.g.memory", *expected])
    assert sorted(engine.run("domain", name="g")["restart_required"]) == sorted(both)
    restarted = engine.run("domain", name="g", restart=True)
    assert [action["operation"] for action in restarted["actions"]] == ["shutdown", "start"]
    assert engine.run("domain", name="g", **declared)["restart_required"] == []


CARDS = [{"mode": "host"}, {"mode": "passthrough", "source": {"type": "spicevmc"}}]


@pytest.mark.parametrize(("name", "steps"), [
    ("smartcards", [CARDS, CARDS[1:]]), ("parallels", [[FILE, OTHER], [OTHER]]), ("parallels", [[OTHER, FILE], [OTHER]])])
def test_k1f_what_takes_the_place_of_another_member_waits(engine, name, steps):
    """Members without names are identified by their order and by what they hold."""
    first = next(step for step in steps[0] if step not in steps[1])
    engine.run("domain", name="g", **GUEST, **{name: [first]}, state="running")
    engine.run("domain", name="g", **{name: steps[0]})
    for options in ({name: steps[1]}, {name: steps[1]}, {}):
        waiting = engine.run("domain", name="g", **options)["restart_required"]
        assert waiting and all(option.startswith(f"domain.g.{name}[0]") for option in waiting), options
    assert engine.run("domain", name="g", restart=True)["changed"]
    assert engine.run("domain", name="g", **{name: steps[1]})["restart_required"] == []
