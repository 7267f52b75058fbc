# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated servers (tools/emumetal) made of this project's recipes, in this project's cache.

    python -m bench.emulated kvm xen           builds the images that are missing
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import image, playbook
from bench.paths import ROOT

# The cache has to be known before anything asks for it.
os.environ.setdefault("EMUMETAL_CACHE", str(image.cache().parent / "metal"))

from emumetal import Frozen, Hardware, Image, Server, build, frozen, load

RECIPES = ROOT / "tests" / "metal" / "recipes"


def recipe(name: str) -> Path:
    return RECIPES / f"{name}.toml"


def built(name: str, suite: str = "bookworm") -> Image:
    """The image of a recipe: plain, kvm, xen."""
    return build(load(recipe(name), suite))


def ready(name: str, suite: str = "bookworm", **hardware: object) -> Frozen:
    """The image's server as it is after its first boot, frozen. Made once, and then kept in the cache."""
    made = built(name, suite)
    return frozen(made, Hardware(**{**vars(made.hardware), **hardware}))


def play(server: Server, path: Path, seconds: float = 1800, **options: Any) -> playbook.Run:
    """A playbook against the server. One that does not end is told from the emulator's own hang."""
    try:
        return playbook.run(server, path, timeout=seconds, **options)
    except (subprocess.TimeoutExpired, AssertionError) as error:
        if isinstance(error, subprocess.TimeoutExpired) or "UNREACHABLE" in str(error):
            server.fail(f"{path.name}: {error}")
        raise


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(built(name).folder)
