# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is on or off, and details that libvirt keeps only of what is on."""

from __future__ import annotations

from ..._model.codecs import ON_OFF
from ..._model.values import Field


def switch(name, doc, **more):
    """A feature that is on or off."""
    return Field(f"./{name}/@state", ON_OFF, doc, **more)


def only_where(attribute, missing=None):
    """The rule of a detail beside a switch in that attribute, which is an option of the same name; `missing` is what its absence means."""

    def dropped(_value, elem, _root):
        if elem.get(attribute, missing) in ("on", "yes"):
            return None
        return f"has no meaning while {attribute} is false", f"Leave it out, or set {attribute}: true."

    return dropped


WHERE_ON = only_where("state")
