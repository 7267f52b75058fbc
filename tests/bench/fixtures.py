# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: a server, and the proof that nothing is left of any."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import daemons, environments, machine
from bench.server import Server, prime_capabilities

NEEDED = ("libvirtd", "virtlogd", "virsh", "qemu-system-x86_64", "dnsmasq", "unshare", "nsenter", "setpriv", "ip")


@pytest.fixture(scope="session")
def libvirt_daemons(pytestconfig: pytest.Config) -> str:
    """The kind of daemons that every server runs (--daemons)."""
    name = pytestconfig.getoption("--daemons")
    daemons.select(name)
    return name


@pytest.fixture(scope="session")
def nothing_left_behind(libvirt_daemons: str) -> Iterator[None]:
    """Servers that this process made are gone in the end; the machine itself is looked at by bench.session."""
    missing = [program for program in NEEDED if not shutil.which(program)]
    if os.geteuid() or missing:
        pytest.fail(f"Integration tests need root (namespaces) and {', '.join(missing) or 'nothing else'}: make packages")
    before = machine.own()
    yield
    difference = machine.difference(before, machine.own())
    assert not difference, "The tests left:\n" + "\n".join(difference)


@pytest.fixture(scope="session")
def ansible_core(request: pytest.FixtureRequest, nothing_left_behind: None) -> str:
    """The ansible-core in use; parametrized by --ansible (tests/conftest.py)."""
    environment = environments.select(request.param)
    if not environment.program("ansible-playbook").exists():
        pytest.fail(f"There is no {environment.folder}: make prepare")
    return environment.name


@pytest.fixture(scope="session")
def session_server(ansible_core: str) -> Iterator[Server]:
    """The one server that most tests share; use `server`, which cleans up."""
    prime_capabilities()
    with Server("bench") as server:
        yield server


@pytest.fixture
def server(session_server: Server) -> Iterator[Server]:
    """A server without any object, shared with other tests one after the other."""
    yield session_server
    if not session_server.daemon_pid():  # a test stopped it, or it died
        session_server.start_daemon()
    session_server.wipe()


@pytest.fixture
def images(server: Server) -> Path:
    """The folder of an active pool, which is named images, too."""
    path = server.storage / "images"
    server.module("pool", name="images", type="dir", state="active", target={"path": str(path)})
    return path


@pytest.fixture
def own_server(ansible_core: str) -> Iterator[Server]:
    """A server for one test only: for tests that change the daemon or its configuration. Takes 0.5 s."""
    prime_capabilities()
    with Server("own") as server:
        yield server


@pytest.fixture(scope="session")
def session_tuned_server(ansible_core: str) -> Iterator[Server]:
    """The one server with control groups; use `tuned_server`."""
    prime_capabilities()
    with Server("tuned", tuned=True) as server:
        yield server


@pytest.fixture
def tuned_server(session_tuned_server: Server) -> Iterator[Server]:
    """A server whose guests are in control groups, so that their share of the host can be limited."""
    yield session_tuned_server
    session_tuned_server.wipe()
