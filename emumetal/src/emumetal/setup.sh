#!/bin/sh
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Run in an image's root file system, with all packages installed: what else makes it a server. See image.py.
set -eu
export DEBIAN_FRONTEND=noninteractive
stage=/stage

# The repository: what roles may install, for a server that has no network.
mkdir -p /srv/packages
apt-get clean
sh -eu $stage/fetch
mv /var/cache/apt/archives/*.deb /srv/packages/ 2>/dev/null || true
rm -rf /var/lib/apt/lists/* /etc/apt/sources.list.d/*

# Folders that there are keep their owner and mode, and those that are links stay links.
tar -C $stage/files -cf $stage/files.tar .
tar -C / --no-overwrite-dir --keep-directory-symlink -xf $stage/files.tar

user=$(cat $stage/user)
useradd --create-home --shell /bin/bash --groups sudo "$user"
echo "$user ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/emulated
chmod 440 /etc/sudoers.d/emulated
install -d -m 700 -o "$user" -g "$user" "/home/$user/.ssh"
install -m 600 -o "$user" -g "$user" $stage/key "/home/$user/.ssh/authorized_keys"

systemctl enable systemd-networkd
# Timers would take what little time there is, and so would what no server needs to be reached: half a second each, at every boot.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    systemd-networkd-wait-online.service systemd-networkd-persistent-storage.service systemd-network-generator.service \
    systemd-pstore.service systemd-update-utmp.service systemd-update-utmp-runlevel.service systemd-journald-audit.socket \
    systemd-binfmt.service proc-sys-fs-binfmt_misc.automount sys-kernel-debug.mount sys-kernel-tracing.mount dev-mqueue.mount \
    sys-fs-fuse-connections.mount modprobe@drm.service modprobe@fuse.service systemd-rfkill.socket getty@tty1.service \
    systemd-hibernate-clear.service systemd-udev-load-credentials.service systemd-tpm2-setup-early.service lvm2-monitor.service \
    systemd-repart.service systemd-sysusers.service systemd-random-seed.service sys-kernel-config.mount; do
    systemctl mask "$unit" >/dev/null 2>&1 || true
done
# systemd runs all of its generators at each reload, which every package with a unit asks for: from 15 seconds to 7.
mkdir -p /etc/systemd/system-generators
for name in bless-boot cryptsetup debug gpt-auto hibernate-resume import integritysetup rc-local run ssh system-update tpm2 veritysetup; do
    ln -s /dev/null "/etc/systemd/system-generators/systemd-$name-generator"
done

sh -eu $stage/scripts

# GRUB cannot ask the devices of the machine that builds the image about the server's: this answers in their place.
uuid=$(cat $stage/uuid)
mkdir -p /boot/efi /boot/grub/i386-pc /boot/grub/x86_64-efi /dev/disk/by-uuid
cp /usr/lib/grub/i386-pc/*.mod /usr/lib/grub/i386-pc/*.lst /usr/lib/grub/i386-pc/boot.img /boot/grub/i386-pc/
cp /usr/lib/grub/x86_64-efi/*.mod /usr/lib/grub/x86_64-efi/*.lst /boot/grub/x86_64-efi/
mkdir -p /boot/grub/fonts
cp /usr/share/grub/unicode.pf2 /boot/grub/fonts/ 2>/dev/null || true
grub-editenv /boot/grub/grubenv create
grub-mkimage -O i386-pc -d /usr/lib/grub/i386-pc -p '(,gpt3)/boot/grub' -o /boot/grub/i386-pc/core.img biosdisk part_gpt ext2
mv /usr/sbin/grub-probe /usr/sbin/grub-probe.real
cat >/usr/sbin/grub-probe <<P
#!/bin/sh
case "\$*" in
    *hint*) echo "--hint-bios=hd0,gpt3 --hint-efi=hd0,gpt3 --hint-baremetal=ahci0,gpt3" ;;
    *fs_uuid*) echo $uuid ;;
    *partmap*) echo gpt ;;
    *device*--target=fs* | *target=fs* | *-t\ fs*) echo ext2 ;;
    *--target=device*) echo /dev/vda3 ;;
esac
P
chmod 755 /usr/sbin/grub-probe
touch "/dev/disk/by-uuid/$uuid"
update-grub
rm "/dev/disk/by-uuid/$uuid" && rmdir -p /dev/disk/by-uuid 2>/dev/null || true
mv /usr/sbin/grub-probe.real /usr/sbin/grub-probe
grep -q "root=UUID=$uuid" /boot/grub/grub.cfg

rm -rf /var/cache/libvirt/qemu/capabilities/* /var/log/journal/* /var/log/apt /var/cache/apt/*.bin
: >/etc/machine-id
