#!/bin/sh
# Runs inside a throw-away copy of a bare Debian server, with a network: builds Debian's own libvirt source with the
# modular daemons, which Debian's packages leave out, and packs them into /modular.tar.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get --quiet --quiet update
apt-get --quiet --quiet --yes --no-install-recommends install dpkg-dev
mkdir -p /build
cd /build
apt-get --quiet --quiet source libvirt
apt-get --quiet --quiet --yes --no-install-recommends install \
    gcc gettext libacl1-dev libapparmor-dev libaudit-dev libblkid-dev libcap-ng-dev libc6-dev libdevmapper-dev \
    libglib2.0-dev libgnutls28-dev libnl-3-dev libnl-route-3-dev libnuma-dev libparted-dev libpciaccess-dev \
    libselinux1-dev libtirpc-dev libudev-dev libxml2-dev libxml2-utils libyajl-dev meson ninja-build pkgconf \
    python3 python3-docutils xsltproc
cd libvirt-*/
meson setup ../out --prefix=/usr --libdir="lib/$(dpkg-architecture --query DEB_HOST_MULTIARCH)" \
    --sysconfdir=/etc --localstatedir=/var -Drunstatedir=/run -Dbuildtype=plain --auto-features=disabled \
    -Dsystem=true -Ddriver_remote=enabled -Ddriver_libvirtd=enabled -Ddriver_qemu=enabled -Ddriver_network=enabled \
    -Ddriver_interface=enabled -Dudev=enabled -Dpciaccess=enabled -Dyajl=enabled -Ddriver_secrets=enabled -Dhost_validate=enabled -Dlibnl=enabled -Dnumactl=enabled \
    -Dcapng=enabled -Dselinux=enabled -Dapparmor=enabled -Dsecdriver_selinux=enabled -Dsecdriver_apparmor=enabled \
    -Dblkid=enabled -Dstorage_dir=enabled -Dstorage_fs=enabled -Dtests=disabled -Ddocs=disabled -Dinit_script=systemd \
    -Dqemu_user=libvirt-qemu -Dqemu_group=libvirt-qemu -Dremote_default_mode=direct
ninja -C ../out
DESTDIR=/install ninja -C ../out install >/dev/null
cd /install
# The daemons, their units and settings, and nothing that Debian's packages hold. /lib is /usr/lib.
find usr/sbin/virt*d usr/lib/systemd lib/systemd etc/libvirt/virt*d.conf 2>/dev/null \
    | grep -E '/virt(qemu|network|storage|nodedev|secret|nwfilter|interface|proxy)d' |
    tar --create --file /modular.tar --transform 's,^lib/,usr/lib/,' --files-from -
