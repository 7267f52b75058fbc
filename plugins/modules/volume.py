#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a storage volume."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: volume
short_description: Manage a storage volume of libvirt
version_added: 0.1.0
description:
  - Makes a storage volume, fills it from a file or another volume, grows it, and deletes it.
  - What a volume holds is never rewritten. O(source), O(clone_from) and the options that shape an image are used when the volume
    is made; on a volume that is there, only a larger O(capacity) is a change. It becomes smaller with O(shrink=true) only.
  - A change of anything else is refused with the remedy, also when it stands in O(xml).
  - An upload or clone that was interrupted is recognized by the next run, and the volume is made anew.
  - Uploads and clones that take long tell how far they are.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
options:
  pool:
    description:
      - Name of the pool. It has to be active, or O(pool) of the same M(anvil.hypervisor.resources) task that is.
      - A name other than . or .., without slashes, or white space around it.
    type: str
    required: true
  name:
    description:
      - Name of the volume.
      - A name other than . or .., without slashes, or white space around it. It cannot be changed while the volume exists.
    type: str
  state:
    description:
      - Whether the volume is there. V(absent) deletes it with all that it holds.
    type: str
    default: present
    choices: [present, absent]
  force:
    description:
      - Whether O(state=absent) deletes a volume that guests of the host or other volumes stand on.
    type: bool
    default: false
  source:
    description:
      - File with what the volume is to hold, used when the volume is made; what an existing volume holds is never touched. It
        lies on the controller, unless O(remote_src=true). A relative path is looked for as M(ansible.builtin.copy) does. An image
        of the format V(qcow2) is recognized.
    type: str
  remote_src:
    description:
      - Whether O(source) lies on the managed host.
    type: bool
    default: false
  checksum:
    description:
      - Digest of O(source), such as V(sha256:9f86d0…). What was uploaded with another one is removed again.
      - An algorithm and a digest, such as 'sha256:9f86d0…'.
    type: str
  clone_from:
    description:
      - Volume to copy when this one is made; what an existing volume holds is never touched.
      - It cannot be changed while the volume exists.
    type: dict
    suboptions:
      pool:
        description:
          - Pool of the volume. Left out, the new volume's own.
          - A name other than . or .., without slashes, or white space around it.
        type: str
      volume:
        description:
          - Name of the volume.
          - A name other than . or .., without slashes, or white space around it.
        type: str
        required: true
  reflink:
    description:
      - Whether a clone shares the blocks of its origin, where the file system can (btrfs, xfs).
    type: bool
    default: false
  preallocate_metadata:
    description:
      - Whether the tables of a new V(qcow2) image are written at once.
    type: bool
    default: false
  shrink:
    description:
      - Whether a volume larger than O(capacity) is cut off there. What lies beyond is lost. libvirt does not cut off what takes
        space in a V(raw) file.
    type: bool
    default: false
  wipe:
    description:
      - How the volume is overwritten before it is deleted, with O(state=absent). Left out, it is not. All but V(zero) and V(trim)
        need the program C(scrub) on the host.
    type: str
    choices: [zero, nnsa, dod, bsi, gutmann, schneier, pfitzner7, pfitzner33, random, trim]
  xml:
    description:
      - >-
        A whole document of libvirt's for the volume. It lies under the other options: what it leaves out is not managed, and an
        option that is given wins over it.
    type: str
  validate:
    description:
      - Whether libvirt checks the document against its own schema before it takes it.
    type: bool
    default: true
  capacity:
    description:
      - Size that a guest sees, such as V(20 GiB). Growing happens at once; becoming smaller is refused without O(shrink=true).
        Left out, that of O(source) or O(clone_from).
      - A size with its unit, such as '4 GiB' or '512 MiB'. A change reaches a running volume at once.
    type: str
  allocation:
    description:
      - Space that is taken when the volume is made. Left out, a file takes none until it is written, and a volume on a block
        device takes its capacity.
      - A size with its unit, such as '4 GiB' or '512 MiB'. It cannot be changed while the volume exists.
    type: str
  format:
    description:
      - Format of the volume. Left out, that of O(source) or O(clone_from), else libvirt's default for the pool, V(raw).
      - It cannot be changed while the volume exists.
    type: str
    choices:
      - raw
      - qcow2
      - qed
      - qcow
      - cow
      - vmdk
      - vdi
      - vpc
      - vhd
      - bochs
      - cloop
      - dmg
      - iso
      - luks
      - ploop
      - parallels
      - dir
      - fat
      - unknown
      - none
      - linux
      - fat16
      - fat32
      - linux-swap
      - linux-lvm
      - linux-raid
      - extended
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
  permissions:
    description:
      - Rights on the file. Used when the volume is made.
      - It cannot be changed while the volume exists.
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
  compat:
    description:
      - Oldest QEMU that can read a V(qcow2) image, such as V(1.1).
      - A version of QEMU such as '1.1'. Without it libvirt takes V(0.10). It cannot be changed while the volume exists.
    type: str
  nocow:
    description:
      - Whether copying on write is off for the file (btrfs). Used when the volume is made.
      - It cannot be changed while the volume exists.
    type: bool
  cluster_size:
    description:
      - Size of a cluster of a V(qcow2) image.
      - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 7.4.0 or newer. It cannot be changed while the volume
        exists.
    type: str
  lazy_refcounts:
    description:
      - Whether a V(qcow2) image counts its references late.
      - It cannot be changed while the volume exists.
    type: bool
  extended_l2:
    description:
      - Whether clusters of a V(qcow2) image have parts of their own.
      - Needs libvirt 8.0.0 or newer. It cannot be changed while the volume exists.
    type: bool
  encryption:
    description:
      - Encryption of the volume.
      - It cannot be changed while the volume exists.
    type: dict
    suboptions:
      format:
        description:
          - Format of the encryption.
        type: str
        required: true
        choices: [luks, luks2, qcow, default]
      secret:
        description:
          - Secret with the passphrase. Used when the volume is made.
          - Of C(usage), C(uuid) at most one can be given. At least one of C(usage), C(uuid) is required.
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
      cipher:
        description:
          - Cipher. Used when the volume is made.
        type: dict
        suboptions:
          name:
            description:
              - Name of the cipher, such as V(aes).
            type: str
            required: true
          size:
            description:
              - Length of the key in bits.
            type: int
            required: true
          mode:
            description:
              - Mode, such as V(cbc) or V(xts).
            type: str
          hash:
            description:
              - Hash of the master key, such as V(sha256).
            type: str
      ivgen:
        description:
          - Generator of initialization vectors. Used when the volume is made.
        type: dict
        suboptions:
          name:
            description:
              - Name of the generator, such as V(plain64).
            type: str
            required: true
          hash:
            description:
              - Hash of the generator.
            type: str
  backing:
    description:
      - >-
        Image that the volume stands on: what is not written yet is read from there.
      - Of C(path), C(volume) at most one can be given. Of C(path), C(pool) at most one can be given. It cannot be changed while
        the volume exists.
    type: dict
    suboptions:
      path:
        description:
          - Path of the image.
          - An absolute path.
        type: str
      pool:
        description:
          - Pool of the image. Left out, the volume's own.
          - A name other than . or .., without slashes, or white space around it.
        type: str
      volume:
        description:
          - Name of the image's volume, in place of a path.
          - A name other than . or .., without slashes, or white space around it.
        type: str
      format:
        description:
          - Format of the image. Left out for a volume, it is that volume's.
        type: str
        choices:
          - raw
          - qcow2
          - qed
          - qcow
          - cow
          - vmdk
          - vdi
          - vpc
          - vhd
          - bochs
          - cloop
          - dmg
          - iso
          - luks
          - ploop
          - parallels
          - dir
          - fat
          - unknown
          - none
          - linux
          - fat16
          - fat32
          - linux-swap
          - linux-lvm
          - linux-raid
          - extended
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
"""

EXAMPLES = r"""
- name: A disk of 20 GiB that takes space as it is written
  anvil.hypervisor.volume:
    pool: images
    name: web.qcow2
    format: qcow2
    capacity: 20 GiB

- name: A cloud image from the controller
  anvil.hypervisor.volume:
    pool: images
    name: debian-13.qcow2
    source: files/debian-13-generic-amd64.qcow2

- name: A guest's disk on that image, larger than it
  anvil.hypervisor.volume:
    pool: images
    name: mail.qcow2
    format: qcow2
    capacity: 40 GiB
    backing:
      volume: debian-13.qcow2

- name: A copy of a volume in another pool
  anvil.hypervisor.volume:
    pool: backup
    name: web.qcow2
    clone_from:
      pool: images
      volume: web.qcow2

- name: Overwrite a volume with zeros and delete it
  anvil.hypervisor.volume:
    pool: images
    name: web.qcow2
    state: absent
    wipe: zero
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
      description: What was done, V(create), V(upload), V(clone), V(resize), V(wipe), V(delete), or V(discard) for what was interrupted.
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
  description: Always empty; volumes do not run.
  returned: success
  type: list
  elements: str
volume:
  description: The volume after the run as declared data, which the module takes back without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"pool": "images", "name": "web.qcow2", "capacity": "20 GiB", "format": "qcow2"}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("volume")


if __name__ == "__main__":
    main()
