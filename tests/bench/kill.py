# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module like call.py, and kills it around its n-th call of libvirt's.

kill.py PACKAGE.MODULE N before|after|count

`count` kills nothing and writes the names of the calls to the file descriptor 2, one line each.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
from pathlib import Path

import libvirtmod
from ansible.module_utils import basic

sys.path.append(str(Path(__file__).resolve().parents[1]))  # only for the next import: the module finds what it finds without it
from bench.calls import NAMES

sys.path.pop()

module, wanted, moment = sys.argv[1], int(sys.argv[2]), sys.argv[3]
calls: list[str] = []


def counted(function, name):
    def call(*arguments, **options):
        calls.append(name)
        number = len(calls)
        if number == wanted and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **options)
        if number == wanted and moment == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call


for name in NAMES:
    setattr(libvirtmod, name, counted(getattr(libvirtmod, name), name))

basic._ANSIBLE_ARGS = sys.stdin.buffer.read()
basic._ANSIBLE_PROFILE = "legacy"
try:
    runpy.run_module(module, run_name="__main__", alter_sys=True)
finally:
    if moment == "count":
        os.write(2, f"\ncalls: {json.dumps(calls)}\n".encode())
