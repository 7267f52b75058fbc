# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is declared of one object, in canonical form: made once, and never edited."""

from __future__ import annotations


class Declaration(dict):
    """Canonical values by option. Who needs other ones makes another declaration, or a dictionary, of it."""

    __slots__ = ()

    def _refuse(self, *_arguments, **_options):
        raise TypeError("a declaration is not edited")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse
