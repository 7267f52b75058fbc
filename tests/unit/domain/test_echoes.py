# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What libvirt writes in two places: where one is changed, the other follows."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.domain import plan

GUEST = "<domain type='kvm'><name>g</name><devices>{}</devices></domain>"
LISTENING = "<graphics type='vnc' port='5901' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>"
SOCKET = "<graphics type='vnc' socket='/run/a'><listen type='socket' socket='/run/a'/></graphics>"
PORT = "<serial type='pty'><target type='isa-serial' port='0'/></serial><console type='pty'><target type='serial' port='0'/></console>"


def _defined(held, **options):
    """What is defined of a guest that is off: the elements of its devices as text."""
    observed = Observed(xml.parse(GUEST.format(held)))
    out = plan(Domain, Domain.accept({"name": "g", **options}, Seen()), observed, Context(kind="domain", name="g"))
    assert [action.operation for action in out.actions] == ["define"]
    devices = xml.parse(out.actions[0].xml).find("devices")
    return [xml.ET.canonicalize(xml.serialize(device)) for device in devices]


@pytest.mark.parametrize(("held", "document", "echo"), [
    (LISTENING, "<graphics type='vnc' port='5901' listen='0.0.0.0'/>", 'listen="0.0.0.0" port="5901" type="vnc"><listen address="0.0.0.0"'),
    (LISTENING, "<graphics type='vnc' port='5901'><listen type='address' address='0.0.0.0'/></graphics>", '><listen address="0.0.0.0"'),
    (LISTENING, "<graphics type='vnc' listen='::1'><listen type='address' address='::1'/></graphics>", 'listen="::1"'),
    (SOCKET, "<graphics type='vnc' socket='/run/b'/>", 'socket="/run/b" type="vnc"><listen socket="/run/b"'),
])
def test_k1e_a_listener_that_libvirt_writes_twice(held, document, echo):
    (graphics,) = _defined(held, xml=GUEST.format(document))
    assert echo in graphics
    assert "127.0.0.1" not in graphics and "/run/a" not in graphics


FILE = "<source path='/srv/log'/>"


@pytest.mark.parametrize("options", [
    {"consoles": [{"source": {"type": "file", "path": "/srv/log"}, "target": {"type": "serial"}}]},
    {"serials": [{"source": {"type": "file", "path": "/srv/log"}, "target": {"port": 0}}]},
    {"xml": GUEST.format(f"<console type='file'>{FILE}<target type='serial' port='0'/></console>")},
    {"xml": GUEST.format(f"<serial type='file'>{FILE}<target port='0'/></serial>")},
], ids=["console", "serial", "document's console", "document's serial"])
def test_k1e_the_first_serial_port_and_its_console(options):
    serial, console = _defined(PORT, **options)
    assert 'type="file"' in serial and 'path="/srv/log"' in serial and 'type="isa-serial"' in serial
    assert 'type="file"' in console and 'path="/srv/log"' in console


def test_k1e_another_console_is_no_echo():
    held = PORT + "<console type='pty'><target type='virtio' port='1'/></console>"
    devices = _defined(held, consoles=[{"source": {"type": "file", "path": "/srv/log"}, "target": {"type": "virtio"}}])
    assert ["file" in device for device in devices] == [False, False, True]


def test_k1e_the_number_of_processors_in_use():
    held = "<vcpu current='1'>2</vcpu><vcpus><vcpu id='0' enabled='yes'/><vcpu id='1' enabled='no'/></vcpus>"
    observed = Observed(xml.parse(f"<domain type='kvm'><name>g</name>{held}</domain>"))
    out = plan(Domain, Domain.accept({"name": "g", "vcpus": {"current": 2}}, Seen()), observed, Context(kind="domain", name="g"))
    assert "<vcpus>" not in out.actions[0].xml
