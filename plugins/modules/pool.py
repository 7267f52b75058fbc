#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a storage pool."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: pool
short_description: Manage a storage pool of libvirt
version_added: 0.1.0
description:
  - Brings a storage pool to its declared state, and changes nothing when it is there already.
  - An option that is left out is not managed; what nobody declared is kept.
  - Nothing is ever formatted unless O(build=true) says so, and nothing that holds data unless O(overwrite=true) says so too.
  - A change that a running pool cannot take is written to the configuration and reported in
    RV(restart_required), until O(restart=true) is given.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
options:
  name:
    description:
      - Name of the pool.
      - A name other than . or .., without slashes, or white space around it. It cannot be changed while the pool exists.
    type: str
  state:
    description:
      - What the pool is to be. V(present) leaves it running or not, as it is. V(absent) forgets the pool; what it holds stays
        where it is.
    type: str
    default: present
    choices: [present, active, inactive, absent]
  autostart:
    description:
      - Whether the pool starts with the host.
    type: bool
  restart:
    description:
      - Whether a change that a running pool cannot take may stop it and start it again. Guests that have volumes open keep them.
    type: bool
    default: false
  build:
    description:
      - >-
        Whether what the pool stands on is made: the folder, the file system, the volume group, the partition table. Left out, a
        missing folder is made for V(dir), V(netfs) and V(gluster) and nothing is ever formatted.
    type: bool
  overwrite:
    description:
      - Whether O(build) may format what holds data already. Everything on it is lost.
    type: bool
    default: false
  xml:
    description:
      - >-
        A whole document of libvirt's for the pool. It lies under the other options: what it leaves out is not managed, and an
        option that is given wins over it.
    type: str
  validate:
    description:
      - Whether libvirt checks the document against its own schema before it takes it.
    type: bool
    default: true
  type:
    description:
      - Kind of storage.
      - It cannot be changed while the pool exists.
    type: str
    choices: [dir, fs, netfs, logical, disk, iscsi, iscsi-direct, scsi, mpath, rbd, sheepdog, gluster, zfs, vstorage]
  uuid:
    description:
      - UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.
      - It cannot be changed while the pool exists.
    type: str
  source:
    description:
      - What the pool is made of.
      - A change of a running pool waits until it is restarted.
    type: dict
    suboptions:
      name:
        description:
          - Name of the volume group, Ceph pool, Gluster volume or ZFS pool.
        type: str
      dir:
        description:
          - Folder that the server exports, or path in a Gluster volume.
          - An absolute path.
        type: str
      devices:
        description:
          - Devices that the pool stands on.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(path).
        type: list
        elements: dict
        suboptions:
          path:
            description:
              - Path of the device, or the target's IQN for iSCSI.
            type: str
            required: true
          part_separator:
            description:
              - Whether partitions are named with a V(p) before their number.
            type: bool
      hosts:
        description:
          - Servers that hold the storage.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name) and
            C(port).
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name or address of the server.
            type: str
            required: true
          port:
            description:
              - Port of the server.
              - A whole number from 0 to 65535.
            type: int
      format:
        description:
          - Format of the file system, export or partition table.
        type: str
        choices:
          - auto
          - ext2
          - ext3
          - ext4
          - ufs
          - iso9660
          - udf
          - gfs
          - gfs2
          - vfat
          - hfs+
          - xfs
          - ocfs2
          - vmfs
          - nfs
          - cifs
          - glusterfs
          - lvm2
          - dos
          - dvh
          - gpt
          - mac
          - bsd
          - pc98
          - sun
          - unknown
      initiator:
        description:
          - IQN of this host.
        type: str
      adapter:
        description:
          - SCSI host adapter.
        type: dict
        suboptions:
          type:
            description:
              - Kind of adapter.
            type: str
            choices: [scsi_host, fc_host]
          name:
            description:
              - Name of a C(scsi_host), such as V(scsi_host2).
            type: str
          parent:
            description:
              - Parent of an C(fc_host).
            type: str
          parent_wwnn:
            description:
              - World wide node name of the parent.
            type: str
          parent_wwpn:
            description:
              - World wide port name of the parent.
            type: str
          parent_fabric_wwn:
            description:
              - World wide name of the parent's fabric.
            type: str
          managed:
            description:
              - Whether libvirt makes and removes the virtual host.
            type: bool
          wwnn:
            description:
              - World wide node name.
            type: str
          wwpn:
            description:
              - World wide port name.
            type: str
          parentaddr:
            description:
              - Parent of a C(scsi_host) by its address.
            type: dict
            suboptions:
              address:
                description:
                  - PCI address.
                  - A PCI address such as '0000:03:00.1'.
                type: str
              unique_id:
                description:
                  - The number that tells hosts at one address apart.
                type: int
      auth:
        description:
          - Proof that the servers ask for.
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          type:
            description:
              - >-
                Kind of proof: V(chap) for iSCSI, V(ceph) for RBD.
              - Required.
            type: str
            choices: [chap, ceph]
          username:
            description:
              - Name of the user.
              - Required.
            type: str
          secret:
            description:
              - Secret that holds the password or key.
              - Of C(usage), C(uuid) at most one can be given. At least one of C(usage), C(uuid) is required. Required.
            type: dict
            suboptions:
              usage:
                description:
                  - Usage of the secret.
                type: str
              uuid:
                description:
                  - UUID of the secret.
                type: str
      vendor:
        description:
          - Vendor of the storage.
        type: str
      product:
        description:
          - Product name of the storage.
        type: str
      protocol:
        description:
          - Version of NFS, such as V(4.2).
          - Needs libvirt 4.5.0 or newer.
        type: str
  target:
    description:
      - Where the pool appears on the host.
      - A change of a running pool waits until it is restarted.
    type: dict
    suboptions:
      path:
        description:
          - Path at which the volumes appear.
          - An absolute path.
        type: str
      permissions:
        description:
          - Rights on the folder. That of a V(dir) pool has them when it is started by this module. For other types they are those
            of a folder that libvirt makes, and what is mounted keeps its own.
        type: dict
        suboptions:
          mode:
            description:
              - Mode in octal.
              - An octal mode in quotes, such as '0755'.
            type: str
          owner:
            description:
              - Number of the user.
              - Without it libvirt takes V(-1).
            type: int
          group:
            description:
              - Number of the group.
              - Without it libvirt takes V(-1).
            type: int
          label:
            description:
              - SELinux label.
            type: str
  cow:
    description:
      - Whether files of a folder are copied on write (btrfs).
      - Needs libvirt 6.6.0 or newer. A change of a running pool waits until it is restarted.
    type: bool
  mount_options:
    description:
      - Options of the mount, for V(fs) and V(netfs).
      - The list is complete when it is given, and an empty one removes every member. Needs libvirt 5.1.0 or newer. A change of a
        running pool waits until it is restarted.
    type: list
    elements: str
  config_options:
    description:
      - Settings of Ceph's client, for V(rbd).
      - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name). Needs
        libvirt 5.1.0 or newer. A change of a running pool waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the setting.
        type: str
        required: true
      value:
        description:
          - Value of the setting.
        type: str
        required: true
"""

EXAMPLES = r"""
- name: A folder for disk images
  anvil.hypervisor.pool:
    name: images
    type: dir
    state: active
    autostart: true
    target:
      path: /srv/images

- name: Forget a pool; its files stay
  anvil.hypervisor.pool:
    name: images
    state: absent
"""

RETURN = r"""
changed:
  description: Whether something was changed, or in check mode would be.
  returned: always
  type: bool
actions:
  description: What was done, in order, or in check mode would be.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      type: str
    name:
      description: Name of the object.
      type: str
    operation:
      description: What was done, such as V(define), V(start), V(update).
      type: str
    option:
      description: The options that made it necessary; empty for the object as a whole.
      type: list
      elements: str
diff:
  description: The declared options of each changed object before and after, as YAML.
  returned: success
  type: list
  elements: dict
restart_required:
  description: Options that are written to the configuration and wait for a restart of the pool.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
pool:
  description: The pool after the run as declared data, which the module takes back without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "images", "type": "dir", "target": {"path": "/srv/images"}}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("pool")


if __name__ == "__main__":
    main()
