# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets Python compile each source of a module of Ansible's once, not at each task: a zip file, in which they arrive, keeps no bytecode.

Python imports this file when it starts, wherever PYTHONPATH names the folder. BENCH_COMPILED is the folder of what was compiled.
"""

from __future__ import annotations

import _imp
import contextlib
import marshal
import os
import tempfile
import zipimport
from importlib.util import MAGIC_NUMBER

FOLDER = os.environ["BENCH_COMPILED"]
compile_source = zipimport._compile_source


def compiled(pathname, source):
    path = f"{FOLDER}/{_imp.source_hash(int.from_bytes(MAGIC_NUMBER, 'little'), source).hex()}"
    with contextlib.suppress(OSError, EOFError, ValueError, TypeError), open(path, "rb") as file:
        return marshal.load(file)
    code = compile_source(pathname, source)
    with contextlib.suppress(OSError):
        # Servers have process numbers of their own, so these do not tell writers apart.
        handle, name = tempfile.mkstemp(dir=FOLDER)
        with open(handle, "wb") as file:
            marshal.dump(code, file)
        os.replace(name, path)
    return code


zipimport._compile_source = compiled
