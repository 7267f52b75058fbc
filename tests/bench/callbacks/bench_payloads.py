# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the modules that Ansible packed for one playbook, for the next ones: in the folder that BENCH_PAYLOADS names."""

from __future__ import annotations

import os
import shutil
import tempfile

from ansible import constants
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: bench_payloads
type: aggregate
short_description: Keeps packed modules for the tests
description:
  - Ansible packs each module once for each playbook, which takes up to a second.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
"""


def copy(source, target):
    """Copy the packed modules that are not there yet; each appears whole."""
    os.makedirs(target, exist_ok=True)
    for name in os.listdir(source):
        if not name.endswith(("-part", ".lock")) and not os.path.exists(f"{target}/{name}"):
            with tempfile.TemporaryDirectory(dir=target, suffix="-part") as folder:
                shutil.copyfile(f"{source}/{name}", f"{folder}/{name}")
                os.replace(f"{folder}/{name}", f"{target}/{name}")


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "bench_payloads"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.used = os.environ["BENCH_PAYLOADS"], os.path.join(constants.DEFAULT_LOCAL_TMP, "ansiballz_cache")

    def v2_playbook_on_start(self, playbook):
        os.makedirs(self.kept, exist_ok=True)
        copy(self.kept, self.used)

    def v2_playbook_on_stats(self, stats):
        copy(self.used, self.kept)
