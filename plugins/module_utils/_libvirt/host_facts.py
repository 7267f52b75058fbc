# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What plans ask of the host. It stays so while a run lasts, and is known to the next plan."""

from __future__ import annotations

from .._model.codecs import CPUSET
from .._model.identities import Identities


def _machine_aliases(session):
    """The full names of machine types by their aliases: q35 is pc-q35-9.2."""
    arches = sorted(session.capabilities.iterfind("./guest/arch"), key=lambda arch: arch.get("name") == session.native_arch)
    return {machine.text: machine.get("canonical") for arch in arches for machine in arch.iterfind(".//machine[@canonical]")}


def _processors(session):
    """The host's processors, as a set is declared."""
    return CPUSET.parse(f"0-{session.processors - 1}")


def _identities(session):
    """What makes identities for new objects."""
    return Identities(session.host_uuid, "00:16:3e" if session.driver == "xen" else "52:54:00")


_ANSWERS = {"machine_aliases": _machine_aliases, "processors": _processors, "identities": _identities}


def answer(session, word):
    """The answer to a question of a plan."""
    found = session.known[word,] = _ANSWERS[word](session)
    return found
