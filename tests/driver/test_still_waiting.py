# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for a guest's next start is told by runs that do not declare it, until the guest has been restarted."""

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
    told = [f"domain.g.{option}" for option in waits]
    assert engine.run("domain", name="g", **declared)["restart_required"] == told
    assert engine.run("domain", name="g")["restart_required"] == told
    # Another change writes the record anew.
    both = engine.run("domain", name="g", memory="600 MiB")["restart_required"]
    assert sorted(both) == sorted(["domain.g.memory", *told])
    assert sorted(engine.run("domain", name="g")["restart_required"]) == sorted(both)
    restarted = engine.run("domain", name="g", restart=True)
    assert [action["operation"] for action in restarted["actions"]] == ["shutdown", "start"]
    assert engine.run("domain", name="g", **declared)["restart_required"] == []
