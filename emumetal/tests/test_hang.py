# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken for the emulator's own hang, and what is not."""

from __future__ import annotations

import pytest

from emumetal import hang

# As QEMU's `info registers -a` writes it.
REGISTERS = """CPU#{number}
RAX=0000000000000000 RBX=ffff888003a28000 RCX=0000000000000001 RDX=0000000000000000
RIP={rip:016x} RFL={flags:08x} [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT={halted}
ES =0000 0000000000000000 ffffffff 00c00000
"""
INTERRUPTS_ON, INTERRUPTS_OFF = 0x246, 0x046
PLACE = 0xFFFFFFFF8103A4F0


def sample(*processors):
    return "".join(
        REGISTERS.format(number=number, rip=rip, flags=flags, halted=halted) for number, (rip, flags, halted) in enumerate(processors)
    )


IDLE = (0xFFFFFFFF81C0FFEE, INTERRUPTS_ON, 1)


def test_a_processor_that_spins_with_interrupts_off_is_the_emulators():
    samples = [sample(IDLE, (PLACE + turn % 3, INTERRUPTS_OFF, 0)) for turn in range(hang.SAMPLES)]
    assert "processor 1 spins at 0xffffffff8103a4f0 with interrupts off" in hang.spinning(samples)


@pytest.mark.parametrize(
    "samples",
    [
        [sample(IDLE, IDLE)] * hang.SAMPLES,
        [sample((PLACE, INTERRUPTS_ON, 0))] * hang.SAMPLES,
        [sample((PLACE, INTERRUPTS_OFF, 1))] * hang.SAMPLES,  # halted: as a kernel that gave up does
        [sample((PLACE + 0x1000 * turn, INTERRUPTS_OFF, 0)) for turn in range(hang.SAMPLES)],
        [sample((PLACE, INTERRUPTS_OFF if turn else INTERRUPTS_ON, 0)) for turn in range(hang.SAMPLES)],
        [sample((PLACE, INTERRUPTS_OFF, 0))] * (hang.SAMPLES - 1),
        [],
    ],
    ids=["idle", "interrupts on", "halted", "moves", "once on", "too few", "no monitor"],
)
def test_anything_else_is_not(samples):
    assert hang.spinning(samples) == ""
