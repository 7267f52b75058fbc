# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""libvirt's bindings exist for the distribution's own Python; a virtual environment of the same version borrows them."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from types import ModuleType

DISTRIBUTION = (Path("/usr/lib/python3/dist-packages"), Path("/usr/lib64/python3/site-packages"))


def load() -> ModuleType:
    try:
        return importlib.import_module("libvirt")
    except ImportError:
        pass
    for folder in DISTRIBUTION:
        if any((folder / f"libvirtmod{suffix}").exists() for suffix in EXTENSION_SUFFIXES):
            sys.path.append(str(folder))  # only for this import: the rest of the folder is none of our business
            try:
                return importlib.import_module("libvirt")
            finally:
                sys.path.remove(str(folder))
    raise ImportError(
        f"No libvirt bindings for Python {sys.version.split()[0]}; run the tests with the distribution's own Python."
    )


libvirt = load()
