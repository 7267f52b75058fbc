# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of several values on a running guest: where one is refused, those before it are taken back."""

from __future__ import annotations

import libvirt
import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.domain import SetNotes
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.live import LiveSetters
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError, NotWhileRunning

STEP = SetNotes(values=[([], "title", "new"), ([], "description", "new")], former=[([], "title", "old"), ([], "description", "old")])


def refusal(code):
    error = libvirt.libvirtError("refused")
    error.err = (code, libvirt.VIR_FROM_QEMU, "refused", 2, "", None, None, -1, -1)
    return error


class Guest(LiveSetters):
    """A driver and its guest, which refuses the calls of these numbers."""

    def __init__(self, code, *refused):
        self.error, self.refused, self.calls, self.notes = refusal(code), refused, 0, {0: "old", 1: "old"}

    def handle(self, name):
        return self

    def setMetadata(self, note, text, *_rest):
        self.calls += 1
        if self.calls in self.refused:
            raise self.error
        self.notes[note - libvirt.VIR_DOMAIN_METADATA_DESCRIPTION] = text


@pytest.mark.parametrize(("code", "raised"), [
    (libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.libvirtError), (libvirt.VIR_ERR_OPERATION_UNSUPPORTED, NotWhileRunning)])
def test_k4_what_was_set_before_a_refusal_is_taken_back(code, raised):
    guest = Guest(code, 2)
    with pytest.raises(raised, match="refused"):
        LiveSetters.HANDLERS[SetNotes](guest, STEP, {})
    assert guest.notes == {0: "old", 1: "old"}


def test_k4_what_could_not_be_taken_back_is_told_and_does_not_wait():
    guest = Guest(libvirt.VIR_ERR_OPERATION_UNSUPPORTED, 2, 3)
    with pytest.raises(HypervisorError, match=r"refused\. What was set before could not be taken back: refused") as error:
        LiveSetters.HANDLERS[SetNotes](guest, STEP, {})
    assert not isinstance(error.value, NotWhileRunning)
