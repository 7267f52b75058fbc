# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module that needs no libvirt as Ansible does: arguments as JSON in, one JSON object out."""

from __future__ import annotations

import io
import json
import os
import runpy
import sys
import tempfile
import traceback
from typing import IO, Any


def run(name: str, check: bool = False, **options: Any) -> dict[str, Any]:
    """In a fork, so that Ansible need not be loaded for each call."""
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": {**options, "_ansible_check_mode": check}})
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if not child:
            _be_the_module(name, arguments.encode(), output)
        os.waitpid(child, 0)
        output.seek(0)
        said = output.read().decode()
    assert "Traceback" not in said, said
    return json.loads(said)


def _be_the_module(name: str, arguments: bytes, output: IO[bytes]) -> None:
    """Never returns."""
    os.dup2(output.fileno(), 1)
    os.dup2(output.fileno(), 2)
    sys.argv = [name]
    sys.stdin = io.TextIOWrapper(io.BytesIO(arguments))
    with open(1, "w", encoding="utf-8") as sys.stdout:
        try:
            module = f"ansible_collections.anvil.hypervisor.plugins.modules.{name}"
            sys.modules.pop(module, None)
            runpy.run_module(module, run_name="__main__")
        except SystemExit:
            pass
        except BaseException:
            sys.stdout.write(traceback.format_exc())
        finally:
            sys.stdout.flush()
            os._exit(0)
