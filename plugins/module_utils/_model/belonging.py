# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects belong to. The whole name of an object that belongs to another begins with the name of that one: POOL/VOLUME."""

from __future__ import annotations

# By kind, the kind of the objects that its objects belong to.
BELONGS_TO = {"volume": "pool", "seed": "pool"}


def parts(name):
    """The name of the object that an object belongs to, and the object's own name."""
    parent, _slash, own = name.partition("/")
    return parent, own


def parent_of(kind, name):
    """The object that an object belongs to, as kind and name; None where objects of the kind belong to no other."""
    return (BELONGS_TO[kind], parts(name)[0]) if kind in BELONGS_TO else None
