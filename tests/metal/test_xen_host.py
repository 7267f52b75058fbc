# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server becomes a Xen host by the role, and its Linux is back by itself where Xen does not prove itself."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench import emulated, paths, playbook

from emumetal import SavedState, Server, save_state

PLAY = Path(__file__).parent / "plays" / "xen_host.yml"
SECONDS = 3600

HOST = """
cut -d, -f1 /proc/xen/capabilities
virsh uri | grep .
virsh --connect xen:///system nodeinfo >/dev/null && echo libvirt answers
info=$(xl info)
echo "$info" | grep -o 'dom0_mem=2048M,min:2048M,max:2048M'
echo "$info" | grep -o -w -e dom0_max_vcpus=1 -e dom0_vcpus_pin -e loglvl=all | xargs
echo "$info" | grep -c '^xen_scheduler *: credit$'
grep -o panic=30 /proc/cmdline
grep -c ^xen_pciback /proc/modules
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
dom0_max_vcpus=1 dom0_vcpus_pin loglvl=all
1
panic=30
1
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
    left = server.ssh("ls -d /proc/xen/capabilities /etc/systemd/system/*anvil*; sudo grub-editenv list", check=False).stdout
    assert "/proc/xen" not in left
    assert "anvil" not in left
    assert not re.search("^next_entry=.", left, re.MULTILINE), "GRUB leaves the name of a wish that it has fulfilled"
    assert "saved_entry=gnulinux-simple" in left


def told(run: playbook.Run) -> str:
    assert run.returncode
    return run.output


def resident(pool: str) -> str:
    """A guest that never runs, by the toolstack's own command."""
    return f"""
printf 'name="resident"\\nkernel="%s"\\nmemory=256\\npool="{pool}"\\n' "$(ls /boot/vmlinuz-* | head -n 1)" >/tmp/resident.cfg
xl create -p /tmp/resident.cfg
"""


def words(output: str) -> str:
    """Without the ends of lines, which come where they may."""
    return " ".join(output.split())


@pytest.fixture(scope="session")
def configured(tmp_path_factory: pytest.TempPathFactory) -> SavedState:
    """A server that has all but the reboot behind it, since the role was not allowed that one. All processes share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "xen-configured"
    with paths.alone("xen-configured"):
        if not folder.exists():
            server = emulated.ready("xen-packages").restore()
            try:
                before = server.boot_id()
                run = play(server, variables={"reboot": False})
                assert "Nothing of that is tried before: xen_host_reboot: true" in run.output
                assert server.boot_id() == before
                assert "xen" not in server.ssh("sudo grub-editenv list; ls /etc/systemd/system | grep anvil", check=False).stdout
                save_state(server, folder)
            finally:
                server.remove()
    return SavedState(folder)


def tells_of_failing_dom0(server: Server, service: str, drop_in: str, **times: int) -> str:
    """What the play tells when dom0 fails by a drop-in of a service's unit, and Linux is back; `times` are the play's, in seconds."""
    folder = f"/etc/systemd/system/{service}.service.d"
    server.ssh(f"sudo mkdir {folder} && sudo tee {folder}/broken.conf >/dev/null && sync", given=drop_in)
    output = told(play(server, fails=True, variables=times))
    assert "Xen did not prove itself" in output
    is_at_rest(server)
    return output


def arm_halfway(server: Server, **times: int) -> None:
    """As a run leaves the guard that is broken off before systemd is told to start it."""
    playbook.run_tasks(server, [{"name": "Arm", "anvil.hypervisor.boot_guard": times}], timeout=900)
    server.ssh("sudo rm /etc/systemd/system/sysinit.target.wants/anvil-boot-*")


@pytest.mark.long(minutes=5)
@pytest.mark.parametrize("service", ["systemd-networkd", "ssh"])
def test_linux_is_back_where_dom0_cannot_be_reached(configured: SavedState, service: str) -> None:
    with configured.restore() as server:
        if service == "ssh":
            arm_halfway(server, timeout=60, watchdog_timeout=120)
        output = tells_of_failing_dom0(server, service, "[Unit]\nConditionPathIsDirectory=!/proc/xen\n", guard=60)
        assert "its guard rebooted" in output
        assert "unmet condition" in server.ssh(f"sudo journalctl --boot -1 --unit {service}").stdout


# What has the highest priority on every processor lets nothing else run, and the kernel sees no reason to panic.
HANG = "sysctl -w kernel.sched_rt_runtime_us=-1; for n in 1 2 3 4; do chrt --fifo 99 sh -c 'while :; do :; done' & done"


@pytest.mark.long(minutes=5)
def test_linux_is_back_where_dom0_hangs(configured: SavedState) -> None:
    with configured.restore() as server:
        hangs = f'[Service]\nExecStartPost=/bin/sh -c "[ ! -d /proc/xen ] || {{ {HANG}; }}"\n'
        assert "stood still" in tells_of_failing_dom0(server, "ssh", hangs, watchdog=60)


# More than the server has, by the word that the role does not look at.
PANICS = {"options": ["dom0_mem=64G,min:64G,max:64G"]}


@pytest.mark.long(minutes=14)
def test_linux_is_back_where_xen_panics_and_where_power_is_lost_before_its_proof_and_a_corrected_run_succeeds(
    configured: SavedState,
) -> None:
    with configured.restore() as server:
        assert "It did not get as far as dom0" in told(play(server, fails=True, variables=PANICS))
        is_at_rest(server)
        emulated.lose_power(server, "test -e /proc/xen/capabilities", lambda: play(server))
        is_at_rest(server)
        play(server)
        as_asked(server)


@pytest.mark.long(minutes=6)
def test_new_settings_of_a_host_that_runs_xen_by_hand_are_tried_as_at_first_and_xen_that_stays_is_not_the_default(
    restore: Callable[..., Server],
) -> None:
    server = restore("xen")
    settings = "/etc/default/grub.d/zz-anvil-xen-host.cfg"
    assert "the journal of the role has no change of it" in words(told(play(server, fails=True, variables={"xen_host_state": "absent"})))
    server.ssh("sudo sh -eu", given=resident("Pool-0"))
    guests = told(play(server, fails=True, variables=PANICS))
    assert "runs guests: resident. The reboot into new settings would stop them" in words(guests)
    server.ssh("sudo xl destroy resident")
    memory = told(play(server, fails=True, variables={"memory": "64 GiB"}))
    assert "64 GiB is not a size in MiB or GiB that leaves 512 MiB of the 409" in words(memory)
    assert server.ssh(f"ls {settings}", check=False).returncode
    assert "It did not get as far as dom0" in told(play(server, fails=True, variables=PANICS))
    is_at_rest(server)
    play(server, variables={"xen_host_state": "absent"})
    is_at_rest(server)
    assert server.ssh("ls /boot/xen*.gz; sudo grep -c '^ *set default=.*saved_entry' /boot/grub/grub.cfg").stdout.endswith("\n1\n")
    assert play(server, variables={"xen_host_state": "absent"}).changes == []


@pytest.mark.long(minutes=4)
def test_linux_is_back_where_dom0s_kernel_is_gone(configured: SavedState) -> None:
    with configured.restore() as server:
        # The menu names a file for dom0's kernel that is not there; its name ends as the kernel's does.
        server.ssh("sudo sed -i 's#${module_loader}\\t${rel_dirname}/#&gone-#' /etc/grub.d/20_linux_xen && sudo update-grub", timeout=600)
        assert "/gone-" in server.ssh("sudo cat /boot/grub/grub.cfg").stdout
        told(play(server, fails=True))
        is_at_rest(server)


# The power goes while packages are configured, and one of them has GRUB's menu written.
CONFIGURED = "pgrep -f 'status-fd.* [-]-configure' && pgrep -f '[g]rub-mkconfig'"


@pytest.mark.long(minutes=23)
def test_a_plain_server_becomes_a_xen_host_by_the_role_alone_though_the_power_goes_and_is_returned(restore: Callable[..., Server]) -> None:
    """The server boots its Linux, and the next run converges; the one after that changes nothing."""
    server = restore("plain", "trixie")
    emulated.lose_power(server, CONFIGURED, lambda: play(server))
    assert runs_linux(server)
    play(server)
    as_asked(server)
    confirmed = server.boot_id()
    assert play(server).changes == []
    assert server.boot_id() == confirmed
    emulated.power_cycle(server)
    as_asked(server)
    play(server, variables={"xen_host_state": "absent"})
    assert runs_linux(server)
    assert server.ssh("dpkg -l xen-system-amd64 libvirt-daemon-system | grep -c ^ii", check=False).stdout.strip() == "0"
    assert "/xen-" not in server.ssh("sudo cat /boot/grub/grub.cfg").stdout
    assert play(server, variables={"xen_host_state": "absent"}).changes == []
    assert play(server, check=True).changed
    assert not server.ssh("ls /var/lib/anvil.hypervisor /boot | grep -e xen", check=False).stdout


# Name, processors, scheduler, domains.
CPUPOOLS = "sudo xl cpupool-list | awk 'NR > 1 {print $1, $2, $3, $5}'"
UNDIVIDED = "Pool-0 2 credit2 1\n"
DIVIDED = "Pool-0 1 credit2 1\nguests 1 credit 0\n"


def divide(server: Server, *pools: dict[str, str], **options: Any) -> playbook.Run:
    """The role's part that has to do with pools of processors, on a dom0 that is up."""
    parts = ["validate", "unit", *(["made"] if pools else [])]
    role = {"name": "anvil.hypervisor.xen_host"}
    tasks = [{"name": part, "ansible.builtin.include_role": {**role, "tasks_from": f"cpupools_{part}"}} for part in parts]
    variables = {"xen_host_cpupools": list(pools), "__xen_host_boot": {"running": {"xen": True}}}
    return playbook.run_tasks(server, tasks, variables=variables, timeout=900, **options)


@pytest.mark.long(minutes=4)
def test_pools_of_processors_are_made_and_are_kept_while_guests_are_in_them(restore: Callable[..., Server]) -> None:
    server, pool = restore("xen", cpus=2), {"name": "guests", "cpus": "1", "scheduler": "credit"}
    assert "dom0 must not be pinned to them" in words(told(divide(server, pool | {"cpus": "1,7"}, fails=True)))
    assert server.ssh(CPUPOOLS).stdout == UNDIVIDED
    assert divide(server, pool).changed
    assert server.ssh(CPUPOOLS).stdout == DIVIDED
    at_boot = f"sudo systemctl stop anvil-xen-cpupools; {CPUPOOLS}; sudo systemctl start multi-user.target; {CPUPOOLS}"
    assert server.ssh(at_boot).stdout == UNDIVIDED + DIVIDED
    assert divide(server, pool).changes == []

    server.ssh("sudo sh -eu", given=resident("guests"))
    assert "cannot be changed while guests are in the pools guests. Move them away" in words(told(divide(server, fails=True)))
    move_away = f"{CPUPOOLS}; sudo xl cpupool-migrate resident Pool-0"
    assert server.ssh(move_away).stdout == DIVIDED.replace("credit 0", "credit 1")
    assert divide(server).changed
    assert server.ssh(CPUPOOLS).stdout == UNDIVIDED.replace("credit2 1", "credit2 2")


# /boot moves to a logical volume on a RAID.
MOVE = """
mdadm --create /dev/md0 --run --level 1 --raid-devices 2 --metadata 1.2 /dev/vdb /dev/vdc
pvcreate -q /dev/md0; vgcreate -q boot /dev/md0; lvcreate -q -n boot -L 500M boot
mkfs.ext4 -q /dev/boot/boot
mount /dev/boot/boot /mnt; cp -a /boot/. /mnt; umount /mnt
echo "UUID=$(blkid -o value -s UUID /dev/boot/boot) /boot ext4 defaults 0 2" >>/etc/fstab
mount /boot
grub-install /dev/vda
update-grub
sync
"""


@pytest.mark.long(minutes=3)
def test_xen_is_not_tried_where_grub_cannot_forget_a_wish(restore: Callable[..., Server]) -> None:
    server = restore("kvm")
    server.ssh("sudo sh -eu", given=MOVE, timeout=900)
    emulated.power_cycle(server)
    before = server.ssh("sudo cat /boot/grub/grub.cfg; dpkg -l | grep xen", check=False).stdout
    output = words(told(play(server, fails=True)))
    assert "Xen is not tried on" in output
    assert "GRUB cannot write through LVM and md RAID" in output
    assert server.ssh("sudo cat /boot/grub/grub.cfg; dpkg -l | grep xen", check=False).stdout == before


@pytest.mark.long(minutes=1)
def test_secure_boot_is_refused(boot: Callable[..., Server]) -> None:
    server = boot("plain", firmware="secure-boot")
    output = told(play(server, fails=True))
    assert "Secure Boot is on" in output
    assert server.ssh("ls /var/lib/anvil.hypervisor /etc/default/grub.d/zz-anvil-xen-host.cfg", check=False).stdout == ""
