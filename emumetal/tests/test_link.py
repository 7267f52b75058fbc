# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private link: who does not fetch what it is sent costs the others nothing."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from emumetal import link, qmp

FRAME = 32 << 10
FRAMES = 32  # sent before they are fetched, as many as surely find room
TURNS = 16


@pytest.fixture
def plug(tmp_path, monkeypatch):
    """`plug()`: one more server on the link, which ends by itself after the last one, as a file."""
    monkeypatch.setenv("EMUMETAL_CACHE", str(tmp_path))
    with ExitStack() as stack:

        def one():
            connection = stack.enter_context(qmp.connect(link.folder() / "test.sock", 60))
            return stack.enter_context(connection.makefile("rwb"))

        with link.ready(("test",)):
            yield one


@pytest.fixture(scope="module", autouse=True)
def nothing_runs_on():
    """Links end by themselves, seconds after the last server: those of all tests at the same time."""
    yield
    while link._started:
        link._started.pop().wait(60)


def frame(number):
    return FRAME.to_bytes(4, "big") + bytes([number % 256]) * FRAME


def send(server, data):
    server.write(data)
    server.flush()


def fetched(server, count):
    return [server.read(4 + FRAME) for _frame in range(count)]


def test_a_server_that_does_not_fetch_loses_whole_frames_and_the_others_none(plug):
    deaf, one, other = plug(), plug(), plug()
    for turn in range(TURNS):
        sender, receiver = (one, other) if turn % 2 else (other, one)
        sent = [frame(turn * FRAMES + number) for number in range(FRAMES)]
        send(sender, b"".join(sent))
        assert fetched(receiver, FRAMES) == sent
    assert TURNS * FRAMES * FRAME > 2 * link.QUEUE_BYTES
    # What waited for the deaf one is whole, and what comes after it, too.
    waiting = link.QUEUE_BYTES // (4 + FRAME)
    assert fetched(deaf, waiting) == [frame(number) for number in range(waiting)]
    last = FRAME.to_bytes(4, "big") + bytes(range(256)) * (FRAME // 256)
    send(one, last)
    while (found := deaf.read(4 + FRAME)) != last:
        assert found in {frame(number) for number in range(256)}


def test_frames_that_come_in_parts_are_put_together(plug):
    one, other = plug(), plug()
    whole = frame(1) + frame(2)
    for part in (whole[:2], whole[2:FRAME], whole[FRAME:]):
        send(one, part)
    assert b"".join(fetched(other, 2)) == whole
