# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds, where one module has them all.

Each is imported when it is first used: a module is compiled anew at each run, and most runs need few kinds.
"""
# ruff: noqa: PLC0415 (said above: why imports stand in a function)

from __future__ import annotations

# In order of dependence: each kind may refer to those before it.
ORDER = ("secret", "nwfilter", "network", "pool", "volume", "domain")


def kind_of(name):
    """The kind of a name."""
    if name == "secret":
        from .secret import KIND as found
    elif name == "nwfilter":
        from .nwfilter import KIND as found
    elif name == "network":
        from .network import KIND as found
    elif name == "pool":
        from .pool import KIND as found
    elif name == "volume":
        from .volume import KIND as found
    elif name == "domain":
        from .domain import KIND as found
    else:
        raise KeyError(name)
    return found
