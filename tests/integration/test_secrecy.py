# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret is shown nowhere: not by -vvvv, not in a diff, not by any error that bad input makes."""

from __future__ import annotations

import pytest

# What ansible-core prints.
pytestmark = pytest.mark.oldest_core

WORD = "swordfish-8231"
GOOD = {"name": "chap", "usage_type": "iscsi", "value": WORD}
BAD = [
    {"name": "chap", "usage_type": "iscsi", "vallue": WORD},
    {"name": "chap", "usage_type": "iscsi", "value": [WORD]},
    {"name": "chap", "usage_type": "iscsi", "value": {"is": WORD}},
    {"name": "chap", "usage_type": "nothing", "value": WORD},
    {"name": "chap", "usage_type": "iscsi", "value": WORD, "value_base64": "c3dvcmRmaXNo"},
    {"name": "chap", "usage_type": "iscsi", "value_base64": f"{WORD}!"},
    {"usage_type": "iscsi", "value": WORD},
    {"name": "chap", "value": WORD},
    {"name": "chap", "usage_type": "iscsi", "value": WORD, "uuid": "not-one"},
    {"name": "chap", "usage_type": "iscsi", "value": WORD, "private": WORD},
]


def test_good_ones(server):
    for task in ("secret", "resources"):
        arguments = GOOD if task == "secret" else {"secrets": [GOOD]}
        for check in (True, False):
            run = server.play([{f"anvil.hypervisor.{task}": arguments}], check=check, verbosity=4)
            assert WORD not in run.output
        server.wipe()
    server.module("secret", **GOOD)
    run = server.play([{"anvil.hypervisor.secret_info": {}}, {"anvil.hypervisor.secret": {**GOOD, "value": f"{WORD}2"}}], verbosity=4)
    assert WORD not in run.output


@pytest.mark.parametrize("task", ["secret", "resources"])
def test_bad_ones(server, task):
    tasks = [{f"anvil.hypervisor.{task}": given if task == "secret" else {"secrets": [given]}, "ignore_errors": True} for given in BAD]
    run = server.play(tasks, verbosity=4)
    assert [each["status"] for each in run.tasks] == ["ignored"] * len(BAD)
    assert run.output.count("FAILED!") == len(BAD)
    assert WORD not in run.output


def test_the_password_of_a_connection(server):
    uri = f"qemu+nosuchtransport://root:{WORD}@host.invalid/system"
    modules = {"network": {"name": "a"}, "network_info": {}, "host_info": {}, "resources": {}}
    run = server.play([{f"anvil.hypervisor.{name}": {"uri": uri, **options}, "ignore_errors": True} for name, options in modules.items()],
                      verbosity=4)
    assert [("host.invalid" in each["result"]["msg"], each["status"]) for each in run.tasks] == [(True, "ignored")] * len(modules)
    assert WORD not in run.output
