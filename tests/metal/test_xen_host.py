# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server becomes a Xen host by the role, and its Linux is back by itself where Xen does not prove itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from bench import emulated, playbook
from emumetal import MetalError, Server, ServerTimeout

PLAY = Path(__file__).parent / "plays" / "xen_host.yml"
SECONDS = 3600

HOST = """
cut -d, -f1 /proc/xen/capabilities
virsh uri | grep .
virsh --connect xen:///system nodeinfo >/dev/null && echo libvirt answers
xl info | grep -o 'dom0_mem=2048M,min:2048M,max:2048M'
grep -o panic=30 /proc/cmdline
grub-editenv list | grep -c '^saved_entry=xen-gnulinux-simple'
grub-editenv list | grep -c '^next_entry='
ls /etc/systemd/system | grep -c anvil
busctl get-property org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager RuntimeWatchdogUSec
systemctl is-enabled xendomains 2>/dev/null
"""
AS_ASKED = """
control_d
xen:///system
libvirt answers
dom0_mem=2048M,min:2048M,max:2048M
panic=30
1
0
0
t 0
disabled
"""


def as_asked(server: Server) -> None:
    assert server.ssh("sudo sh", given=HOST, check=False).stdout.split("\n") == AS_ASKED.lstrip().split("\n")


def play(server: Server, **options) -> playbook.Run:
    return emulated.play(server, PLAY, SECONDS, **options)


def runs_linux(server: Server) -> bool:
    return server.ssh("test ! -e /proc/xen/capabilities", check=False).returncode == 0


def is_at_rest(server: Server) -> None:
    """Linux runs and is the default, and nothing of the guard or of a wish for one boot is left."""
    left = server.ssh("ls /etc/systemd/system | grep anvil; sudo grub-editenv list", check=False).stdout
    assert runs_linux(server)
    assert "anvil" not in left
    assert "next_entry" not in left
    assert "saved_entry=gnulinux-simple" in left


def told(run: playbook.Run) -> str:
    assert run.returncode
    return run.output


@pytest.mark.long
def test_a_server_becomes_a_xen_host_and_stays_one(thaw: Callable[..., Server]) -> None:
    server = thaw("xen-packages")
    before = server.boot_id()
    assert play(server, check=True).changed
    assert server.boot_id() == before
    play(server)
    as_asked(server)
    confirmed = server.boot_id()
    assert not play(server).changed
    assert server.boot_id() == confirmed


BROKEN = {
    "network": "ip link set eth0 down",
    "sshd": "systemctl stop ssh",
    # What has the highest priority on every processor lets nothing else run, and the kernel sees no reason to panic.
    "hanging": "sysctl -w kernel.sched_rt_runtime_us=-1; for n in 1 2 3 4; do chrt --fifo 99 sh -c 'while :; do :; done' & done",
}


@pytest.mark.long
@pytest.mark.parametrize("fault", BROKEN)
def test_linux_is_back_where_dom0_cannot_be_reached(thaw: Callable[..., Server], fault: str) -> None:
    server = thaw("xen-packages")
    unit = (
        f"[Unit]\nConditionPathIsDirectory=/proc/xen\nAfter=ssh.service network.target\n"
        f"[Service]\nType=forking\nExecStart=/bin/sh -c \"{BROKEN[fault]}\"\n[Install]\nWantedBy=multi-user.target\n"
    )
    server.ssh("sudo tee /etc/systemd/system/broken.service >/dev/null && sudo systemctl enable broken.service", given=unit)
    output = told(play(server, fails=True))
    assert "Xen did not prove itself" in output
    assert ("stood still" if fault == "hanging" else "its guard rebooted") in output
    is_at_rest(server)

    server.ssh("sudo systemctl disable broken.service")
    play(server)
    as_asked(server)


@pytest.mark.long
def test_linux_is_back_where_xen_panics(thaw: Callable[..., Server]) -> None:
    server = thaw("xen-packages")
    output = told(play(server, fails=True, variables={"options": ["dom0_mem=64G,min:64G"]}))
    assert "It did not get as far as dom0" in output
    is_at_rest(server)
    play(server)
    as_asked(server)


@pytest.mark.long
def test_linux_is_back_where_dom0s_kernel_is_gone(thaw: Callable[..., Server]) -> None:
    server = thaw("xen-packages")
    # The menu names a file for dom0's kernel that is not there; its name ends as the kernel's does.
    server.ssh("sudo sed -i 's#${module_loader}\\t${rel_dirname}/#&gone-#' /etc/grub.d/20_linux_xen")
    told(play(server, fails=True))
    is_at_rest(server)


@pytest.mark.long
@pytest.mark.parametrize("moment", ["dpkg.* --configure", "grub-mkconfig"])
def test_power_is_lost(boot: Callable[..., Server], moment: str) -> None:
    """While packages are configured, while GRUB's menu is written: the server boots, and the next run converges."""
    server = boot("plain")
    watch = f"while ! pgrep -f '{moment}' >/dev/null; do sleep 0.1; done"
    with pytest.raises((ServerTimeout, MetalError, AssertionError)):
        _lose_power_when(server, watch)
    server.power_on()
    server.wait()
    assert runs_linux(server)
    play(server)
    as_asked(server)


def _lose_power_when(server: Server, watch: str) -> None:
    def cut() -> None:
        server.ssh(watch, timeout=SECONDS)
        server.kill()

    thread = Thread(target=cut)
    thread.start()
    try:
        play(server)
    finally:
        thread.join()


@pytest.mark.long
def test_a_plain_server_becomes_a_xen_host_by_the_role_alone_and_is_returned(boot: Callable[..., Server]) -> None:
    server = boot("plain")
    play(server)
    as_asked(server)
    server.reboot()
    as_asked(server)
    play(server, variables={"xen_host_state": "absent"})
    assert runs_linux(server)
    assert server.ssh("dpkg -l xen-system-amd64 libvirt-daemon-system | grep -c ^ii", check=False).stdout.strip() == "0"
    assert "xen" not in server.ssh("cat /boot/grub/grub.cfg").stdout
    assert not play(server, variables={"xen_host_state": "absent"}).changed


@pytest.mark.long
def test_secure_boot_is_refused(boot: Callable[..., Server]) -> None:
    server = boot("plain", firmware="secure-boot")
    output = told(play(server, fails=True))
    assert "Secure Boot is on" in output
    assert server.ssh("ls /var/lib/anvil.hypervisor /etc/default/grub.d/zz-anvil-xen-host.cfg", check=False).stdout == ""
