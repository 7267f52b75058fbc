# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module on a bench server as AnsiballZ does there: arguments from the standard input, the module as __main__.

call.py PACKAGE.MODULE
"""

from __future__ import annotations

import runpy
import sys

from ansible.module_utils import basic

basic._ANSIBLE_ARGS = sys.stdin.buffer.read()
basic._ANSIBLE_PROFILE = "legacy"  # how ansible-core 2.19 and newer write results; older ones ignore it
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
