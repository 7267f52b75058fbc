#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a guest."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: domain
short_description: Manage a guest (domain) of libvirt
version_added: 0.1.0
description:
  - Brings a guest to its declared state, and changes nothing when it is there already.
  - An option that is left out is not managed; what nobody declared is kept.
  - Changes reach a running guest where libvirt can carry them there.
  - Others are written to the configuration and reported in RV(restart_required), until O(restart=true) is given.
  - O(state=absent) removes the guest and nothing else. Its disks, firmware variables and TPM stay unless O(remove) names them.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
options:
  name:
    description:
      - Name of the guest.
      - A name other than . or .., without slashes, or white space around it. It cannot be changed while the domain exists.
    type: str
  type:
    description:
      - >-
        Hypervisor that runs the guest: V(kvm) with the processor's help, V(qemu) by emulation, V(xen). Required of a new one.
      - A change of a running domain waits until it is restarted.
    type: str
    choices: [kvm, qemu, xen, lxc, hvf, bhyve, vz, vmware, vbox, hyperv, openvz, test]
  uuid:
    description:
      - UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.
      - It cannot be changed while the domain exists.
    type: str
  hwuuid:
    description:
      - UUID that the guest sees in its hardware, where it is not O(uuid).
      - Needs libvirt 11.7.0 or newer. libxl does not support it. A change of a running domain waits until it is restarted.
    type: str
  genid:
    description:
      - >-
        Generation ID, which tells the guest that it was copied or set back: a UUID, or V(generate) to let libvirt make one.
        libvirt changes it where it has to.
      - A UUID or 'generate'. Needs libvirt 4.4.0 or newer. libxl does not support it. A change of a running domain waits until it
        is restarted.
    type: str
  title:
    description:
      - Short title.
      - A string of one line. A change reaches a running domain at once.
    type: str
  description:
    description:
      - Description of the guest, for people.
      - A change reaches a running domain at once.
    type: str
  osinfo_id:
    description:
      - Operating system in the guest, as libosinfo's identifier, such as V(http://debian.org/debian/13). Tools like virt-manager
        read it.
      - A change reaches a running domain at once.
    type: str
  metadata:
    description:
      - >-
        XML that other tools keep with the guest: a dictionary from a namespace to its one element. An empty string removes a
        namespace's element. Namespaces that are not named stay.
      - A change reaches a running domain at once.
    type: dict
  state:
    description:
      - What the guest is to be. V(present) leaves it running or not, as it is. V(absent) shuts a running guest down and removes
        it; its disks and what else is not named in O(remove) stay.
    type: str
    default: present
    choices: [present, running, shutoff, paused, absent]
  autostart:
    description:
      - Whether the guest starts with the host.
    type: bool
  timeout:
    description:
      - How long a guest may take to shut down, in seconds.
      - A whole number of at least 0.
    type: int
    default: 300
  force:
    description:
      - Whether a guest that has not shut down within O(timeout) is switched off, as if its power were cut.
    type: bool
    default: false
  restart:
    description:
      - Whether a change that a running guest cannot take may shut it down and start it again. Otherwise such changes wait for its
        next start, and RV(restart_required) names them.
    type: bool
    default: false
  remove:
    description:
      - What O(state=absent) removes with the guest. V(nvram) is what its firmware remembers, V(tpm) the state of its TPM,
        V(managed_save) its saved memory, V(snapshots) and V(checkpoints) what libvirt knows of them, and V(disks) the files and
        volumes of disks that are writable and nobody else's.
    type: list
    elements: str
    choices: [nvram, tpm, managed_save, snapshots, checkpoints, disks]
  xml:
    description:
      - >-
        A whole document of libvirt's for the guest. It lies under the other options: what it leaves out is not managed, and an
        option that is given wins over it.
    type: str
  validate:
    description:
      - Whether libvirt checks the document against its own schema before it takes it.
    type: bool
    default: true
  bootloader:
    description:
      - Path of a program on the host that finds the guest's kernel, such as Xen's pygrub.
      - A change of a running domain waits until it is restarted.
    type: str
  bootloader_args:
    description:
      - Arguments of that program.
      - A change of a running domain waits until it is restarted.
    type: str
  os:
    description:
      - What kind of machine the guest is, and how it boots.
      - Give all of C(inituser), C(initgroup), or none. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      type:
        description:
          - >-
            What the guest's system expects: a whole machine (V(hvm)), Xen's interface (V(linux), V(xen), V(xenpvh)), or to be a
            container (V(exe)). V(hvm) for a new guest when left out.
        type: str
        choices: [hvm, linux, xen, xenpvh, exe]
      arch:
        description:
          - Architecture of the guest, such as V(x86_64); the host's own when left out.
        type: str
      machine:
        description:
          - >-
            Kind of machine. An alias such as V(q35) is satisfied by each of its versions, so a guest keeps the one that it was
            made with; V(pc-q35-9.2) is that one alone. Another kind of machine has other places for its devices: all their
            addresses are made anew, and so are the controllers of PCI, IDE and SATA.
          - A machine's name, such as q35 or pc-q35-9.2.
        type: str
      firmware:
        description:
          - >-
            Firmware of the machine: a UEFI (V(efi)), of which libvirt chooses an image, or the machine's own BIOS. Newer libvirt
            makes the choice once and writes it into the configuration.
          - Without it libvirt takes V(bios). Needs libvirt 5.2.0 or newer.
        type: str
        choices: [efi, bios]
      secure_boot:
        description:
          - Whether the firmware that libvirt chooses is able to do Secure Boot. It refuses unsigned systems only with
            O(os.enrolled_keys) too.
          - Needs libvirt 7.2.0 or newer. libxl does not support it.
        type: bool
      enrolled_keys:
        description:
          - Whether the firmware that libvirt chooses knows the usual certificates from the start. Variables of a guest that has
            booted before stay as they are.
          - Needs libvirt 7.2.0 or newer. libxl does not support it.
        type: bool
      loader:
        description:
          - Image of the firmware. An empty dictionary leaves it to libvirt.
        type: dict
        suboptions:
          path:
            description:
              - Path of the firmware's image. Prefer O(os.firmware), which finds it.
              - An absolute path.
            type: str
          readonly:
            description:
              - Whether the image is mapped read-only; a UEFI then keeps its variables in O(os.nvram).
            type: bool
          secure:
            description:
              - Whether the image is able to do Secure Boot; it needs O(features.smm).
              - Needs libvirt 2.1.0 or newer.
            type: bool
          type:
            description:
              - >-
                How the image is mapped: V(pflash) for a UEFI.
            type: str
            choices: [rom, pflash]
          stateless:
            description:
              - Whether the firmware forgets its variables when the guest stops.
              - Needs libvirt 8.6.0 or newer.
            type: bool
          format:
            description:
              - Format of the image.
              - Without it libvirt takes V(raw). Needs libvirt 9.2.0 or newer.
            type: str
            choices: [raw, qcow2]
      nvram:
        description:
          - Where a UEFI keeps its variables. An empty dictionary leaves it to libvirt.
          - Of C(path), C(source) at most one can be given. libxl does not support it.
        type: dict
        suboptions:
          path:
            description:
              - Path of the file that holds the variables; libvirt chooses it when left out.
              - An absolute path.
            type: str
          template:
            description:
              - Path of the file that a new one is copied from.
              - An absolute path.
            type: str
          template_format:
            description:
              - Format of the template.
              - Needs libvirt 10.10.0 or newer.
            type: str
            choices: [raw, qcow2]
          format:
            description:
              - Format of the file.
              - Without it libvirt takes V(raw). Needs libvirt 9.2.0 or newer.
            type: str
            choices: [raw, qcow2]
          source:
            description:
              - Where the variables are, if not in a file.
              - Needs libvirt 8.5.0 or newer.
            type: dict
            suboptions:
              type:
                description:
                  - Which of the shapes is meant. It may be left out where the other options tell.
                type: str
                choices: [block, network]
              dev:
                description:
                  - Path of the block device. For V(block) only.
                  - An absolute path. Required.
                type: str
              startup_policy:
                description:
                  - >-
                    What to do when the source is missing: fail, drop it after a migration, or drop it at every start. For
                    V(block) only.
                  - Without it libvirt takes V(mandatory).
                type: str
                choices: [mandatory, requisite, optional]
              slices:
                description:
                  - The part of the storage that holds the image.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(type). Needs libvirt 6.1.0 or newer.
                type: list
                elements: dict
                suboptions:
                  type:
                    description:
                      - What is a part.
                      - Required.
                    type: str
                    choices: [storage]
                  offset:
                    description:
                      - Where the part begins, such as V(1 MiB).
                      - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
                    type: str
                  size:
                    description:
                      - How long the part is, such as V(10 GiB).
                      - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
                    type: str
              encryption:
                description:
                  - Encryption of the data. An empty dictionary says there is none.
                  - Needs libvirt 3.9.0 or newer.
                type: dict
                suboptions:
                  format:
                    description:
                      - Format of the encryption.
                      - Required.
                    type: str
                    choices: [default, qcow, luks, luks2, luks-any]
                  engine:
                    description:
                      - What decrypts the data.
                      - Needs libvirt 7.9.0 or newer.
                    type: str
                    choices: [qemu, librbd]
                  secrets:
                    description:
                      - Secrets with the passphrases.
                      - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                        C(type) and C(uuid) and C(usage). Of C(uuid), C(usage) at most one can be given. At least one of C(uuid),
                        C(usage) is required.
                    type: list
                    elements: dict
                    suboptions:
                      type:
                        description:
                          - What the secret is for.
                          - Required.
                        type: str
                        choices: [passphrase, ceph, iscsi]
                      uuid:
                        description:
                          - UUID of the secret.
                        type: str
                      usage:
                        description:
                          - Usage of the secret.
                        type: str
                  cipher:
                    description:
                      - How blocks are encrypted.
                      - Give all of C(mode), C(hash), or none. Needs libvirt 2.1.0 or newer.
                    type: dict
                    suboptions:
                      name:
                        description:
                          - Cipher, such as V(aes).
                          - Required.
                        type: str
                      size:
                        description:
                          - Length of the key in bits.
                          - A whole number of at least 1. Required.
                        type: int
                      mode:
                        description:
                          - Mode of the cipher, such as V(cbc) or V(xts).
                        type: str
                      hash:
                        description:
                          - Digest of the key, such as V(sha256).
                        type: str
                  ivgen:
                    description:
                      - How initial vectors are made.
                      - Needs libvirt 2.1.0 or newer.
                    type: dict
                    suboptions:
                      name:
                        description:
                          - Algorithm, such as V(essiv) or V(plain64).
                          - Required.
                        type: str
                      hash:
                        description:
                          - Digest of the algorithm.
                        type: str
              reservations:
                description:
                  - Persistent reservations of SCSI. An empty dictionary says there are none. For V(block) only.
                  - Needs libvirt 4.4.0 or newer.
                type: dict
                suboptions:
                  managed:
                    description:
                      - Whether libvirt runs the helper.
                      - Required.
                    type: bool
                  migration:
                    description:
                      - Whether reservations move with a migrating guest.
                      - Needs libvirt 12.1.0 or newer.
                    type: bool
                  source:
                    description:
                      - The helper, where libvirt does not run it.
                      - An empty dictionary takes it away.
                    type: dict
                    suboptions:
                      type:
                        description:
                          - Kind of socket.
                          - Required.
                        type: str
                        choices: [unix]
                      path:
                        description:
                          - Path of the helper's socket.
                          - An absolute path. Required.
                        type: str
                      mode:
                        description:
                          - Role of the hypervisor.
                          - Required.
                        type: str
                        choices: [client]
              data_store:
                description:
                  - Storage beside the image that holds its data. An empty dictionary says there is none. For V(block) only.
                  - Needs libvirt 10.10.0 or newer.
                type: dict
                suboptions:
                  source:
                    description:
                      - Where the data lies.
                    type: dict
                    suboptions:
                      type:
                        description:
                          - Which of the shapes is meant. It may be left out where the other options tell.
                        type: str
                        choices: [file, block]
                      file:
                        description:
                          - Path of the file. For V(file) only.
                          - An absolute path. Required.
                        type: str
                      dev:
                        description:
                          - Path of the device. For V(block) only.
                          - An absolute path. Required.
                        type: str
                  format:
                    description:
                      - Format of the data store.
                      - Required.
                    type: str
                    choices: [raw]
              seclabels:
                description:
                  - Labels of the source, in place of the guest's own. For V(block) only.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(model).
                type: list
                elements: dict
                suboptions:
                  model:
                    description:
                      - Security model, such as V(selinux) or V(dac).
                    type: str
                  relabel:
                    description:
                      - Whether libvirt labels the file.
                    type: bool
                  label:
                    description:
                      - Label for the file; it needs O(os.nvram.source.seclabels[].relabel).
                    type: str
              protocol:
                description:
                  - Protocol that the storage speaks. For V(network) only.
                  - Required.
                type: str
                choices: [rbd, iscsi, nbd, gluster, http, https, ftp, ftps, tftp, ssh, nfs, sheepdog, vxhs]
              name:
                description:
                  - >-
                    What is asked for: an image (V(pool/image)), a target and its unit (V(iqn.2026-01.com.example:disks/1)), an
                    export, a path. Only V(nbd) can do without. For V(network) only.
                type: str
              query:
                description:
                  - Query of the address (V(http), V(https)). For V(network) only.
                  - Needs libvirt 6.2.0 or newer.
                type: str
              tls:
                description:
                  - Whether the connection is encrypted (V(nbd), V(vxhs)). For V(network) only.
                  - Needs libvirt 4.5.0 or newer.
                type: bool
              tls_hostname:
                description:
                  - Name that the server's certificate is checked for (V(nbd)). For V(network) only.
                  - Needs libvirt 8.2.0 or newer.
                type: str
              hosts:
                description:
                  - Servers that hold the data. For V(network) only.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(name) and C(port) and C(socket). Of C(name), C(socket) at most one can be given. Of C(port), C(socket) at
                    most one can be given. At least one of C(name), C(socket) is required.
                type: list
                elements: dict
                suboptions:
                  name:
                    description:
                      - Name or address of the server.
                    type: str
                  port:
                    description:
                      - Port of the server.
                      - A whole number from 1 to 65535.
                    type: int
                  transport:
                    description:
                      - How the server is reached.
                      - Without it libvirt takes V(tcp).
                    type: str
                    choices: [tcp, rdma, unix]
                  socket:
                    description:
                      - Path of the server's socket, where O(os.nvram.source.hosts[].transport) is V(unix).
                      - An absolute path.
                    type: str
              snapshot:
                description:
                  - Snapshot inside the image (V(rbd)). For V(network) only.
                type: str
              config:
                description:
                  - Configuration file of the client (V(rbd)). For V(network) only.
                  - An absolute path.
                type: str
              auth:
                description:
                  - Who asks for the data. An empty dictionary says nobody in particular. For V(network) only.
                  - Needs libvirt 3.9.0 or newer.
                type: dict
                suboptions:
                  username:
                    description:
                      - Name of the user.
                      - Required.
                    type: str
                  secret:
                    description:
                      - Secret with the user's password or key.
                      - Of C(uuid), C(usage) at most one can be given. At least one of C(uuid), C(usage) is required. Required.
                    type: dict
                    suboptions:
                      type:
                        description:
                          - What the secret is for.
                        type: str
                        required: true
                        choices: [passphrase, ceph, iscsi]
                      uuid:
                        description:
                          - UUID of the secret.
                        type: str
                      usage:
                        description:
                          - Usage of the secret.
                        type: str
              initiator:
                description:
                  - Name of the initiator (V(iscsi)). For V(network) only.
                  - Needs libvirt 4.7.0 or newer.
                type: str
              ssl_verify:
                description:
                  - Whether the server's certificate is checked (V(https), V(ftps)). For V(network) only.
                  - Needs libvirt 6.2.0 or newer.
                type: bool
              cookies:
                description:
                  - Cookies for the server (V(http), V(https)). For V(network) only.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(name). Needs libvirt 6.2.0 or newer.
                type: list
                elements: dict
                suboptions:
                  name:
                    description:
                      - Name of the cookie.
                    type: str
                    required: true
                  value:
                    description:
                      - Value of the cookie. It is never shown, so it is declared for each new cookie.
                    type: str
              readahead:
                description:
                  - How much is read ahead, such as V(64 KiB). For V(network) only.
                  - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 6.2.0 or newer.
                type: str
              timeout:
                description:
                  - Seconds until a connection is given up. For V(network) only.
                  - A whole number of at least 1. Needs libvirt 6.2.0 or newer.
                type: int
              identity:
                description:
                  - Who asks the server (V(nfs), V(ssh)). For V(network) only.
                  - Of C(keyfile), C(agentsock) at most one can be given. Of C(user), C(username) at most one can be given. An
                    empty dictionary takes it away. Needs libvirt 7.0.0 or newer.
                type: dict
                suboptions:
                  user:
                    description:
                      - User by name, or by number as V(+1000) (V(nfs)).
                    type: str
                  group:
                    description:
                      - Group by name, or by number as V(+1000) (V(nfs)).
                    type: str
                  username:
                    description:
                      - User on the server (V(ssh)).
                    type: str
                  keyfile:
                    description:
                      - Path of the private key, which has no passphrase (V(ssh)).
                      - An absolute path.
                    type: str
                  agentsock:
                    description:
                      - Path of an agent's socket (V(ssh)).
                      - An absolute path.
                    type: str
              known_hosts:
                description:
                  - File with the server's key (V(ssh)). For V(network) only.
                  - An absolute path. Needs libvirt 9.8.0 or newer.
                type: str
              reconnect_delay:
                description:
                  - Seconds in which a lost connection may come back before requests fail (V(nbd)). For V(network) only.
                  - A whole number of at least 0. Needs libvirt 9.1.0 or newer.
                type: int
      varstore:
        description:
          - Where the hypervisor keeps a UEFI's variables, in place of O(os.nvram). An empty dictionary leaves it to libvirt.
          - Needs libvirt 12.1.0 or newer. libxl does not support it.
        type: dict
        suboptions:
          path:
            description:
              - Path of the file that holds the variables; libvirt chooses it when left out.
              - An absolute path.
            type: str
          template:
            description:
              - Path of the file that a new one is copied from.
              - An absolute path.
            type: str
      boot:
        description:
          - Kinds of devices to boot from, in order. Devices with a C(boot) order of their own are the other way to say it; the
            two exclude each other.
          - The list is complete when it is given, and an empty one removes every member. The order matters.
        type: list
        elements: str
        choices: [hd, cdrom, network, fd]
      kernel:
        description:
          - Path of a kernel on the host to boot directly. An empty string boots from devices again.
          - An absolute path.
        type: str
      initrd:
        description:
          - Path of the kernel's initial RAM disk on the host.
          - An absolute path.
        type: str
      cmdline:
        description:
          - The kernel's command line.
        type: str
      shim:
        description:
          - Path of a first UEFI program on the host, which checks the kernel under Secure Boot.
          - An absolute path. Needs libvirt 11.2.0 or newer. libxl does not support it.
        type: str
      dtb:
        description:
          - Path of a device tree on the host.
          - An absolute path. libxl does not support it.
        type: str
      bootmenu:
        description:
          - The firmware's boot menu. An empty dictionary leaves it to the hypervisor.
          - libxl does not support it.
        type: dict
        suboptions:
          enable:
            description:
              - Whether the menu is offered.
              - Required.
            type: bool
          timeout:
            description:
              - How long the menu waits, in milliseconds.
              - A whole number from 0 to 65535.
            type: int
      smbios:
        description:
          - >-
            What the guest's SMBIOS says: made up by the hypervisor, the host's own, or O(sysinfo).
          - libxl does not support it.
        type: str
        choices: [emulate, host, sysinfo]
      bios:
        description:
          - What only a BIOS can do. An empty dictionary leaves it to the hypervisor.
          - libxl does not support it.
        type: dict
        suboptions:
          useserial:
            description:
              - Whether the BIOS speaks on the first serial port.
            type: bool
          reboot_timeout:
            description:
              - After how many milliseconds a failed boot is tried again; V(-1) never does.
              - A whole number from -1 to 65535.
            type: int
      acpi_tables:
        description:
          - Tables for the guest's ACPI. The list is complete when it is given.
          - Members are told apart by C(type) and C(path).
        type: list
        elements: dict
        suboptions:
          type:
            description:
              - >-
                What the file holds: a table of its own (V(raw)), several (V(rawset), Xen), or a licence of Windows (V(slic),
                V(msdm)).
            type: str
            required: true
            choices: [raw, rawset, slic, msdm]
          path:
            description:
              - Path of the file.
              - An absolute path.
            type: str
            required: true
      init:
        description:
          - Path of a container's first program.
          - An absolute path.
        type: str
      initargs:
        description:
          - Arguments of that program.
          - The list is complete when it is given, and an empty one removes every member. The order matters.
        type: list
        elements: str
      initenv:
        description:
          - Environment of that program. The list is complete when it is given.
          - Members are told apart by C(name).
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the variable.
              - A variable's name.
            type: str
            required: true
          value:
            description:
              - Value of the variable.
            type: str
            required: true
      initdir:
        description:
          - Folder in which it starts.
          - An absolute path.
        type: str
      inituser:
        description:
          - User that it runs as.
        type: str
      initgroup:
        description:
          - Group that it runs as.
        type: str
  sysinfo:
    description:
      - What the guest reads about its machine.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      smbios:
        description:
          - Blocks of SMBIOS; they show with O(os.smbios=sysinfo). An empty dictionary takes them away.
        type: dict
        suboptions:
          bios:
            description:
              - The firmware (block 0). An empty dictionary takes it away.
            type: dict
            suboptions:
              vendor:
                description:
                  - Vendor of the firmware.
                type: str
              version:
                description:
                  - Version of the firmware.
                type: str
              date:
                description:
                  - Date of the firmware.
                  - A date such as '12/31/2024'.
                type: str
              release:
                description:
                  - Release of the firmware, such as V(10.22).
                type: str
          system:
            description:
              - The machine (block 1). An empty dictionary takes it away.
            type: dict
            suboptions:
              manufacturer:
                description:
                  - Manufacturer of the machine.
                type: str
              product:
                description:
                  - Name of the product.
                type: str
              version:
                description:
                  - Version of the product.
                type: str
              serial:
                description:
                  - Serial number of the machine.
                type: str
              uuid:
                description:
                  - UUID of the machine; it has to be O(sysinfo.smbios.system.uuid).
                type: str
              sku:
                description:
                  - Order number of the machine.
                type: str
              family:
                description:
                  - Family of the machine.
                type: str
          base_boards:
            description:
              - Boards (block 2), in order. The list is complete when it is given.
              - The order matters.
            type: list
            elements: dict
            suboptions:
              manufacturer:
                description:
                  - Manufacturer of the board.
                type: str
              product:
                description:
                  - Name of the product.
                type: str
              version:
                description:
                  - Version of the board.
                type: str
              serial:
                description:
                  - Serial number of the board.
                type: str
              asset:
                description:
                  - Asset tag of the board.
                type: str
              location:
                description:
                  - Where the board is in the chassis.
                type: str
          chassis:
            description:
              - The chassis (block 3). An empty dictionary takes it away.
              - Needs libvirt 4.1.0 or newer.
            type: dict
            suboptions:
              manufacturer:
                description:
                  - Manufacturer of the chassis.
                type: str
              version:
                description:
                  - Version of the chassis.
                type: str
              serial:
                description:
                  - Serial number of the chassis.
                type: str
              asset:
                description:
                  - Asset tag of the chassis.
                type: str
              sku:
                description:
                  - Order number of the chassis.
                type: str
          oem_strings:
            description:
              - Any other text (block 11).
              - The list is complete when it is given, and an empty one removes every member. The order matters. Needs libvirt
                4.1.0 or newer.
            type: list
            elements: str
      fwcfg:
        description:
          - Data for the firmware or the guest, such as Ignition's. The list is complete when it is given.
          - Members are told apart by C(name). Of C(value), C(file) at most one can be given. At least one of C(value), C(file) is
            required. Needs libvirt 6.5.0 or newer.
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the piece, such as V(opt/com.example/config).
              - A name that begins with opt/.
            type: str
            required: true
          value:
            description:
              - The data, as text.
            type: str
          file:
            description:
              - Path of a file on the host that holds it.
            type: str
  vcpus:
    description:
      - Processors of the guest.
      - Some changes reach a running domain at once, others wait until it is restarted.
    type: dict
    suboptions:
      count:
        description:
          - Number of processors. Unless O(vcpus.current) is declared too, the guest may use all of them.
          - A whole number of at least 1. A change of a running domain waits until it is restarted.
        type: int
      current:
        description:
          - Number of processors that the guest may use. A running one is given more at once, and has to help when some are taken
            away.
          - A whole number of at least 1. A change reaches a running domain at once.
        type: int
      placement:
        description:
          - Whether libvirt asks numad for the host's processors that suit the guest.
          - Without it libvirt takes V(static). A change of a running domain waits until it is restarted.
        type: str
        choices: [static, auto]
      cpuset:
        description:
          - Processors of the host that the guest runs on, where O(cputune) says no more, such as V(0-3,^2).
          - A list of processors such as '0-3,^2,8'. libxl does not support it. A change of a running domain waits until it is
            restarted.
        type: str
      states:
        description:
          - State of each processor, for guests that plug them one by one. The list is complete when it is given.
          - Members are told apart by C(id). Needs libvirt 2.2.0 or newer. libxl does not support it. A change of a running domain
            waits until it is restarted.
        type: list
        elements: dict
        suboptions:
          id:
            description:
              - Number of the processor, from 0.
              - A whole number of at least 0.
            type: int
            required: true
          enabled:
            description:
              - Whether the guest may use it.
              - A change reaches a running domain at once.
            type: bool
            required: true
          hotpluggable:
            description:
              - Whether it can be unplugged. A processor that is not enabled has to be, and the first must not.
            type: bool
          order:
            description:
              - Place in the order in which enabled processors are added.
              - A whole number of at least 1.
            type: int
  cpu:
    description:
      - Model, features and topology of the processors. An empty dictionary leaves them to the hypervisor.
      - A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      mode:
        description:
          - Where the processor comes from. V(custom) is the one in O(cpu.model), V(host-model) the named model nearest to the
            host's, V(host-passthrough) the host's own, and V(maximum) all that the hypervisor can do.
          - Without it libvirt takes V(custom).
        type: str
        choices: [custom, host-model, host-passthrough, maximum]
      match:
        description:
          - How exactly the host must match (V(custom)).
          - Without it libvirt takes V(exact).
        type: str
        choices: [minimum, exact, strict]
      check:
        description:
          - How libvirt checks the processor that the guest gets. libvirt changes it in a running guest, so that it stays the same
            when the guest moves.
          - Needs libvirt 3.2.0 or newer.
        type: str
        choices: [none, partial, full]
      migratable:
        description:
          - Whether features that keep the guest from moving are left out (V(host-passthrough), V(maximum)).
          - Needs libvirt 6.5.0 or newer.
        type: bool
      deprecated_features:
        description:
          - Whether features that are deprecated are shown (s390x).
          - Needs libvirt 11.0.0 or newer.
        type: bool
      model:
        description:
          - Name of the model, such as V(EPYC) or V(Skylake-Server). Naming it means mode V(custom) where no mode is declared.
        type: str
      model_fallback:
        description:
          - Whether the nearest model is taken where the named one cannot be had.
          - Without it libvirt takes V(allow).
        type: str
        choices: [allow, forbid]
      model_vendor_id:
        description:
          - Vendor that the guest sees, of twelve characters, such as V(GenuineIntel).
          - Twelve characters without a comma.
        type: str
      vendor:
        description:
          - Vendor that the host's processor must be of, as in libvirt's C(cpu_map).
        type: str
      topology:
        description:
          - How the processors are arranged. An empty dictionary leaves it to the hypervisor.
        type: dict
        suboptions:
          sockets:
            description:
              - Number of sockets.
              - A whole number of at least 1. Required.
            type: int
          dies:
            description:
              - Number of dies in each socket.
              - A whole number of at least 1. Without it libvirt takes V(1). Needs libvirt 6.1.0 or newer.
            type: int
          clusters:
            description:
              - Number of clusters in each die.
              - A whole number of at least 1. Without it libvirt takes V(1). Needs libvirt 10.1.0 or newer.
            type: int
          cores:
            description:
              - Number of cores in each cluster, or in each die or socket where there are none.
              - A whole number of at least 1. Required.
            type: int
          threads:
            description:
              - Number of threads in each core.
              - A whole number of at least 1. Required.
            type: int
      cache:
        description:
          - Cache that the guest sees. An empty dictionary leaves it to the hypervisor.
          - Needs libvirt 3.3.0 or newer.
        type: dict
        suboptions:
          level:
            description:
              - Level of the cache that is meant; all levels when left out.
              - A whole number from 1 to 3.
            type: int
          mode:
            description:
              - Whether the guest sees a made-up cache, the host's own, or none.
              - Required.
            type: str
            choices: [emulate, passthrough, disable]
      maxphysaddr:
        description:
          - Width of physical addresses. An empty dictionary leaves it to the hypervisor.
          - Needs libvirt 8.7.0 or newer.
        type: dict
        suboptions:
          mode:
            description:
              - Whether the guest sees the host's width or one of O(cpu.maxphysaddr.bits).
              - Required.
            type: str
            choices: [emulate, passthrough]
          bits:
            description:
              - Width in bits (V(emulate)).
              - A whole number of at least 1.
            type: int
          limit:
            description:
              - Largest width in bits that is passed through (V(passthrough)).
              - A whole number of at least 1. Needs libvirt 9.3.0 or newer.
            type: int
      features:
        description:
          - Features on top of the model's. The list is complete when it is given.
          - Members are told apart by C(name).
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the feature, as in libvirt's C(cpu_map).
              - A feature's name, as in libvirt's cpu_map.
            type: str
            required: true
          policy:
            description:
              - Whether the guest sees the feature. V(force) shows it though the host has none, V(require) refuses to start
                without it, V(optional) follows the host, V(disable) hides it, and V(forbid) refuses to start where the host has
                it. V(require) when left out.
            type: str
            choices: [force, require, optional, disable, forbid]
      numa:
        description:
          - NUMA cells of the guest. An empty dictionary takes them away.
        type: dict
        suboptions:
          cells:
            description:
              - The cells. The list is complete when it is given.
              - Members are told apart by C(id).
            type: list
            elements: dict
            suboptions:
              id:
                description:
                  - Number of the cell; left out, cells are numbered in their order from 0.
                  - A whole number of at least 0.
                type: int
              cpus:
                description:
                  - Processors of the cell, such as V(0-3); none when left out.
                  - A list of processors such as '0-3,^2,8'.
                type: str
              memory:
                description:
                  - Memory of the cell. Unless O(current_memory) is declared too, the guest may use all of it.
                  - A size with its unit, such as '4 GiB' or '512 MiB'.
                type: str
                required: true
              mem_access:
                description:
                  - Whether other processes may map the cell's memory, where it differs from O(memory_backing.access).
                type: str
                choices: [shared, private]
              discard:
                description:
                  - Whether the content of the cell's memory is thrown away just before the guest stops.
                  - Needs libvirt 4.4.0 or newer.
                type: bool
              distances:
                description:
                  - How far other cells are. The list is complete when it is given.
                  - Members are told apart by C(id). Needs libvirt 3.10.0 or newer.
                type: list
                elements: dict
                suboptions:
                  id:
                    description:
                      - Number of the other cell.
                      - A whole number of at least 0.
                    type: int
                    required: true
                  value:
                    description:
                      - >-
                        Distance: 10 is the cell itself, 20 twice as far, and 255 out of reach.
                      - A whole number from 10 to 255.
                    type: int
                    required: true
              caches:
                description:
                  - Caches on the memory's side. The list is complete when it is given.
                  - Members are told apart by C(level). Needs libvirt 6.6.0 or newer.
                type: list
                elements: dict
                suboptions:
                  level:
                    description:
                      - Level of the cache.
                      - A whole number of at least 1.
                    type: int
                    required: true
                  associativity:
                    description:
                      - How addresses share the cache.
                    type: str
                    required: true
                    choices: [none, direct, full]
                  policy:
                    description:
                      - When writes reach the memory.
                    type: str
                    required: true
                    choices: [none, writeback, writethrough]
                  size:
                    description:
                      - Size of the cache.
                      - A size with its unit, such as '4 GiB' or '512 MiB'.
                    type: str
                    required: true
                  line:
                    description:
                      - Size of a line of the cache.
                      - A size with its unit, such as '4 GiB' or '512 MiB'.
                    type: str
                    required: true
          interconnects:
            description:
              - What joins the cells. An empty dictionary says nothing of it.
              - Needs libvirt 6.6.0 or newer.
            type: dict
            suboptions:
              latencies:
                description:
                  - How long memory takes between cells. The list is complete when it is given.
                  - Members are told apart by C(initiator) and C(target) and C(cache) and C(type).
                type: list
                elements: dict
                suboptions:
                  initiator:
                    description:
                      - Number of the cell that asks for memory.
                      - A whole number of at least 0.
                    type: int
                    required: true
                  target:
                    description:
                      - Number of the cell that holds it.
                      - A whole number of at least 0.
                    type: int
                    required: true
                  cache:
                    description:
                      - Level of the target's cache that is meant; its memory when left out.
                      - A whole number of at least 1.
                    type: int
                  type:
                    description:
                      - What kind of access is meant.
                    type: str
                    required: true
                    choices: [access, read, write]
                  value:
                    description:
                      - Time in nanoseconds.
                      - A whole number of at least 1.
                    type: int
                    required: true
              bandwidths:
                description:
                  - How much can be moved between cells. The list is complete when it is given.
                  - Members are told apart by C(initiator) and C(target) and C(cache) and C(type).
                type: list
                elements: dict
                suboptions:
                  initiator:
                    description:
                      - Number of the cell that asks for memory.
                      - A whole number of at least 0.
                    type: int
                    required: true
                  target:
                    description:
                      - Number of the cell that holds it.
                      - A whole number of at least 0.
                    type: int
                    required: true
                  cache:
                    description:
                      - Level of the target's cache that is meant; its memory when left out.
                      - A whole number of at least 1.
                    type: int
                  type:
                    description:
                      - What kind of access is meant.
                    type: str
                    required: true
                    choices: [access, read, write]
                  value:
                    description:
                      - Amount each second, such as V(200 MiB).
                      - A size with its unit, such as '4 GiB' or '512 MiB'.
                    type: str
                    required: true
  memory:
    description:
      - Memory of the guest, with that of O(memory_devices). With NUMA cells it is the sum and may be left out. Unless
        O(current_memory) is declared too, the guest may use all of it.
      - A size with its unit, such as '4 GiB' or '512 MiB'. A change of a running domain waits until it is restarted.
    type: str
  dump_core:
    description:
      - Whether a core dump of the guest holds its memory.
      - A change of a running domain waits until it is restarted.
    type: bool
  current_memory:
    description:
      - Memory that the guest may use now; its balloon holds the rest.
      - A size with its unit, such as '4 GiB' or '512 MiB'. A change reaches a running domain at once.
    type: str
  max_memory:
    description:
      - How far memory can grow while the guest runs. An empty dictionary keeps it from growing.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      size:
        description:
          - Most memory that the guest can be given by plugging, with what it starts with.
          - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
        type: str
      slots:
        description:
          - Number of slots for memory devices.
          - A whole number of at least 1. Required.
        type: int
  memory_backing:
    description:
      - What holds the memory on the host. An empty dictionary leaves it to the host.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      pages:
        description:
          - Sizes of the huge pages, for each NUMA node of the guest. The list is complete when it is given.
          - Members are told apart by C(size) and C(nodeset).
        type: list
        elements: dict
        suboptions:
          size:
            description:
              - Size of the pages, such as V(2 MiB) or V(1 GiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'.
            type: str
            required: true
          nodeset:
            description:
              - NUMA nodes of the guest that use them; all that no other entry names when left out.
              - A list of processors such as '0-3,^2,8'.
            type: str
      hugepages:
        description:
          - Whether the memory stands on huge pages of the host, of its default size where O(memory_backing.pages) names none.
        type: bool
      nosharepages:
        description:
          - Whether the host keeps from merging the guest's memory with equal pages of others.
        type: bool
      locked:
        description:
          - >-
            Whether the memory is never swapped out. The host cannot take it back then: set a hard limit in O(memtune) too.
        type: bool
      source:
        description:
          - What holds the memory.
        type: str
        choices: [file, anonymous, memfd]
      access:
        description:
          - Whether other processes, such as virtiofsd, may map the memory.
        type: str
        choices: [shared, private]
      allocation:
        description:
          - When memory is taken from the host. An empty dictionary leaves it to the hypervisor.
        type: dict
        suboptions:
          mode:
            description:
              - Whether memory is taken when the guest starts, or when it is used.
            type: str
            choices: [immediate, ondemand]
          threads:
            description:
              - Number of threads that take it.
              - A whole number of at least 1. Needs libvirt 8.2.0 or newer.
            type: int
      discard:
        description:
          - Whether the memory's content is thrown away just before the guest stops.
          - Needs libvirt 4.4.0 or newer.
        type: bool
  features:
    description:
      - What the machine can do beyond its devices. An empty dictionary takes all of it away.
      - A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      acpi:
        description:
          - Whether there is ACPI; without it a guest does not hear that it is to shut down.
        type: bool
      apic:
        description:
          - Whether there is an APIC.
        type: bool
      apic_eoi:
        description:
          - Whether the end of an interrupt is told without leaving the guest.
        type: bool
      pae:
        description:
          - Whether guests of 32 bits can use more than 4 GiB.
        type: bool
      hap:
        description:
          - Whether paging is left to the processor.
        type: bool
      viridian:
        description:
          - Whether Windows is made at home (Xen).
        type: bool
      privnet:
        description:
          - Whether a container has a network of its own though it has no interface.
        type: bool
      hyperv:
        description:
          - What makes Windows at home. An empty dictionary takes it all away.
          - libxl does not support it.
        type: dict
        suboptions:
          mode:
            description:
              - >-
                Whether only the features below are on (V(custom)), or all that the hypervisor has: as it is (V(passthrough)), or
                listed when the guest starts (V(host-model), libvirt 11.9).
              - Without it libvirt takes V(custom). Needs libvirt 8.0.0 or newer.
            type: str
            choices: [custom, passthrough, host-model]
          relaxed:
            description:
              - Whether timers need not be exact.
            type: bool
          vapic:
            description:
              - Whether there is a virtual APIC.
            type: bool
          spinlocks:
            description:
              - Waiting for locks. An empty dictionary takes it away.
            type: dict
            suboptions:
              state:
                description:
                  - Whether the guest tells when it waits for a lock.
                  - Required.
                type: bool
              retries:
                description:
                  - How often it tries before it tells.
                  - A whole number of at least 4095.
                type: int
          vpindex:
            description:
              - Whether processors know their number; O(features.hyperv.synic) needs it.
              - Needs libvirt 1.3.3 or newer.
            type: bool
          runtime:
            description:
              - Whether the guest can read how long its processors ran.
              - Needs libvirt 1.3.3 or newer.
            type: bool
          synic:
            description:
              - Whether there is a synthetic interrupt controller.
              - Needs libvirt 1.3.3 or newer.
            type: bool
          stimer:
            description:
              - Timers of that controller. An empty dictionary takes them away.
              - Needs libvirt 1.3.3 or newer.
            type: dict
            suboptions:
              state:
                description:
                  - Whether there are such timers.
                  - Required.
                type: bool
              direct:
                description:
                  - Whether they interrupt directly.
                  - Needs libvirt 5.7.0 or newer.
                type: bool
          reset:
            description:
              - Whether the guest can be reset through the hypervisor.
              - Needs libvirt 1.3.3 or newer.
            type: bool
          vendor_id:
            description:
              - Name of the hypervisor that the guest sees. An empty dictionary takes it away.
              - Needs libvirt 1.3.3 or newer.
            type: dict
            suboptions:
              state:
                description:
                  - Whether a name is shown.
                  - Required.
                type: bool
              value:
                description:
                  - The name, of up to 12 characters.
                  - Up to 12 characters without a comma.
                type: str
          frequencies:
            description:
              - Whether the guest can read the frequencies of its timers.
              - Needs libvirt 4.7.0 or newer.
            type: bool
          reenlightenment:
            description:
              - Whether the guest is told when it has moved.
              - Needs libvirt 4.7.0 or newer.
            type: bool
          tlbflush:
            description:
              - Flushing of translation buffers. An empty dictionary takes it away.
              - Needs libvirt 4.7.0 or newer.
            type: dict
            suboptions:
              state:
                description:
                  - Whether the hypervisor flushes for the guest.
                  - Required.
                type: bool
              direct:
                description:
                  - Whether nested guests may ask for it directly.
                  - Needs libvirt 11.0.0 or newer.
                type: bool
              extended:
                description:
                  - Whether parts of the buffers can be flushed.
                  - Needs libvirt 11.0.0 or newer.
                type: bool
          ipi:
            description:
              - Whether processors interrupt each other through the hypervisor.
              - Needs libvirt 4.10.0 or newer.
            type: bool
          evmcs:
            description:
              - Whether nested guests on Intel's processors are made faster.
              - Needs libvirt 4.10.0 or newer.
            type: bool
          avic:
            description:
              - Whether the controller uses the processor's own virtual APIC.
              - Needs libvirt 8.10.0 or newer.
            type: bool
          emsr_bitmap:
            description:
              - Whether a nested guest's list of registers is only updated when needed.
              - Needs libvirt 10.7.0 or newer.
            type: bool
          xmm_input:
            description:
              - Whether calls to the hypervisor may pass values in registers.
              - Needs libvirt 10.7.0 or newer.
            type: bool
      kvm:
        description:
          - What KVM does differently. An empty dictionary leaves it to the hypervisor.
          - libxl does not support it.
        type: dict
        suboptions:
          hidden:
            description:
              - Whether KVM hides from the guest.
            type: bool
          hint_dedicated:
            description:
              - Whether the guest is told that its processors are its own.
              - Needs libvirt 5.7.0 or newer.
            type: bool
          poll_control:
            description:
              - Whether the guest waits for input and output itself for a while.
              - Needs libvirt 6.10.0 or newer.
            type: bool
          pv_ipi:
            description:
              - Whether processors interrupt each other through the hypervisor.
              - Needs libvirt 7.10.0 or newer.
            type: bool
          dirty_ring:
            description:
              - How KVM tells which memory was written. An empty dictionary leaves it to the hypervisor.
              - Needs libvirt 8.0.0 or newer.
            type: dict
            suboptions:
              state:
                description:
                  - Whether it tells in rings.
                  - Required.
                type: bool
              size:
                description:
                  - Entries of each ring, a power of 2; required where it does.
                  - A whole number from 1024 to 65536.
                type: int
      xen:
        description:
          - What Xen does differently. An empty dictionary leaves it to the hypervisor.
        type: dict
        suboptions:
          e820_host:
            description:
              - Whether the guest sees the host's map of memory (paravirtualized).
              - Needs libvirt 6.3.0 or newer.
            type: bool
          passthrough:
            description:
              - Whether devices of the host can be plugged. An empty dictionary leaves it to the hypervisor.
              - Needs libvirt 6.3.0 or newer.
            type: dict
            suboptions:
              state:
                description:
                  - Whether devices of the host can be plugged.
                  - Required.
                type: bool
              mode:
                description:
                  - How the tables of the IOMMU are kept.
                type: str
                choices: [sync_pt, share_pt]
      pvspinlock:
        description:
          - Whether the guest is told when it waits for a lock.
        type: bool
      pmu:
        description:
          - Whether the guest can count what its processors do.
          - Needs libvirt 1.2.12 or newer.
        type: bool
      vmport:
        description:
          - Whether VMware's port is there, for mice that need it.
          - Needs libvirt 1.2.16 or newer.
        type: bool
      gic:
        description:
          - Version of the interrupt controller (Arm).
          - Needs libvirt 1.2.16 or newer.
        type: str
        choices: [host, "2", "3"]
      smm:
        description:
          - System Management Mode. An empty dictionary leaves it to the hypervisor.
          - Needs libvirt 2.1.0 or newer. libxl does not support it.
        type: dict
        suboptions:
          state:
            description:
              - Whether the machine has it; Secure Boot needs it.
            type: bool
          tseg:
            description:
              - Memory that it may use beyond the usual; most guests need none declared.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 4.5.0 or newer.
            type: str
      ioapic:
        description:
          - Who provides the I/O APIC.
          - Needs libvirt 3.4.0 or newer.
        type: str
        choices: [qemu, kvm]
      hpt:
        description:
          - The hashed page table (pSeries). An empty dictionary leaves it to the hypervisor.
          - Needs libvirt 3.10.0 or newer.
        type: dict
        suboptions:
          resizing:
            description:
              - Whether the table can grow.
            type: str
            choices: [enabled, disabled, required]
          maxpagesize:
            description:
              - Largest page, such as V(16 MiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 4.5.0 or newer.
            type: str
      vmcoreinfo:
        description:
          - Whether the guest's kernel can leave details for a dump of it.
          - Needs libvirt 4.4.0 or newer.
        type: bool
      htm:
        description:
          - Whether there is transactional memory (pSeries).
          - Needs libvirt 4.6.0 or newer.
        type: bool
      nested_hv:
        description:
          - Whether the guest can have guests (pSeries).
          - Needs libvirt 4.10.0 or newer.
        type: bool
      msrs:
        description:
          - What happens when the guest touches a register that nobody knows (bhyve).
          - Needs libvirt 5.1.0 or newer.
        type: str
        choices: [ignore, fault]
      ccf_assist:
        description:
          - Whether flushing the count cache is assisted (pSeries).
          - Needs libvirt 5.9.0 or newer.
        type: bool
      cfpc:
        description:
          - How caches are flushed when privileges change (pSeries).
          - Needs libvirt 6.3.0 or newer.
        type: str
        choices: [broken, workaround, fixed]
      sbbc:
        description:
          - How bounds are checked under speculation (pSeries).
          - Needs libvirt 6.3.0 or newer.
        type: str
        choices: [broken, workaround, fixed]
      ibs:
        description:
          - How indirect branches are speculated (pSeries).
          - Needs libvirt 6.3.0 or newer.
        type: str
        choices: [broken, workaround, fixed-ibs, fixed-ccd, fixed-na]
      tcg:
        description:
          - What QEMU's own emulation does differently. An empty dictionary leaves it to the hypervisor.
          - Needs libvirt 8.0.0 or newer. libxl does not support it.
        type: dict
        suboptions:
          tb_cache:
            description:
              - Size of the cache of translated code, in whole MiB.
              - A size with its unit, such as '4 GiB' or '512 MiB'.
            type: str
      virtualization:
        description:
          - Whether the guest can have guests (Arm).
          - Needs libvirt 12.1.0 or newer.
        type: bool
      async_teardown:
        description:
          - Whether a stopped guest's memory is freed in the background.
          - Needs libvirt 9.6.0 or newer.
        type: bool
      ras:
        description:
          - Whether the guest is told of errors in the host's memory (Arm).
          - Needs libvirt 10.4.0 or newer.
        type: bool
      ps2:
        description:
          - Whether there is a controller for a PS/2 keyboard and mouse.
          - Needs libvirt 10.7.0 or newer.
        type: bool
      aia:
        description:
          - Which advanced interrupt controllers there are (RISC-V).
          - Needs libvirt 11.1.0 or newer.
        type: str
        choices: [none, aplic, aplic-imsic]
  clock:
    description:
      - Clock of the guest.
      - A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      offset:
        description:
          - >-
            What the clock starts with: V(utc), the host's V(localtime), a V(timezone), a difference that is kept (V(variable)),
            or a moment (V(absolute)).
          - libxl does not support V(timezone), V(absolute).
        type: str
        choices: [utc, localtime, timezone, variable, absolute]
      adjustment:
        description:
          - Difference in seconds (V(variable)), or V(reset) to forget at each start what the guest has set (V(utc),
            V(localtime)).
          - Seconds, or 'reset'. Without it libvirt takes V(0).
        type: str
      basis:
        description:
          - What the difference is taken from (V(variable)).
          - Without it libvirt takes V(utc).
        type: str
        choices: [utc, localtime]
      timezone:
        description:
          - Name of the time zone (V(timezone)).
          - A time zone such as Europe/Paris.
        type: str
      start:
        description:
          - The moment, in seconds since 1970 (V(absolute)).
          - A whole number of at least 0. Needs libvirt 8.4.0 or newer.
        type: int
      timers:
        description:
          - Timers of the guest. The list is complete when it is given.
          - Members are told apart by C(name).
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Which timer.
              - libxl does not support V(platform), V(kvmclock), V(pit), V(rtc), V(hypervclock), V(armvtimer).
            type: str
            required: true
            choices: [platform, hpet, kvmclock, pit, rtc, tsc, hypervclock, armvtimer]
          present:
            description:
              - Whether the guest has it.
            type: bool
          tickpolicy:
            description:
              - >-
                What happens with missed ticks: they come late (V(delay)), faster than usual (V(catchup)), as one (V(merge)), or
                not at all (V(discard)).
            type: str
            choices: [delay, catchup, merge, discard]
          track:
            description:
              - What it follows (V(rtc), V(platform)).
            type: str
            choices: [boot, guest, wall, realtime]
          frequency:
            description:
              - Frequency in hertz (V(tsc)).
              - A whole number of at least 0.
            type: int
          mode:
            description:
              - How it is provided (V(tsc)).
            type: str
            choices: [auto, native, emulate, paravirt, smpsafe]
          catchup:
            description:
              - How missed ticks are made up for (V(tickpolicy=catchup)). An empty dictionary leaves it to the hypervisor.
            type: dict
            suboptions:
              threshold:
                description:
                  - How far behind the timer has to be, in nanoseconds.
                  - A whole number of at least 0.
                type: int
              slew:
                description:
                  - How much faster it may go.
                  - A whole number of at least 0.
                type: int
              limit:
                description:
                  - How far behind it gives up, in nanoseconds.
                  - A whole number of at least 0.
                type: int
  on_poweroff:
    description:
      - What happens when the guest powers off.
      - Without it libvirt takes V(destroy). A change reaches a running domain at once.
    type: str
    choices: [destroy, restart, preserve, rename-restart]
  on_reboot:
    description:
      - What happens when the guest reboots.
      - Without it libvirt takes V(restart). A change reaches a running domain at once.
    type: str
    choices: [destroy, restart, preserve, rename-restart]
  on_crash:
    description:
      - What happens when the guest crashes. V(coredump-destroy) and V(coredump-restart) write a dump first; V(preserve-running)
        leaves it to the guest (libvirt 12.6).
      - Without it libvirt takes V(destroy). A change reaches a running domain at once.
    type: str
    choices: [destroy, restart, preserve, rename-restart, coredump-destroy, coredump-restart, preserve-running]
  on_lockfailure:
    description:
      - What happens when the locks of the guest's disks are lost.
      - A change of a running domain waits until it is restarted.
    type: str
    choices: [poweroff, restart, pause, ignore]
  pm:
    description:
      - How the guest may sleep. An empty dictionary leaves it to the hypervisor.
      - A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      suspend_to_mem:
        description:
          - Whether the guest may sleep with its memory kept (S3).
        type: bool
      suspend_to_disk:
        description:
          - Whether the guest may sleep with its memory on disk (S4).
        type: bool
  iothreads:
    description:
      - Number of IO threads. Numbers that O(iothreadids) does not give are filled up from 1.
      - A whole number of at least 0. Without it libvirt takes V(0). libxl does not support it. A change reaches a running domain
        at once.
    type: int
  iothreadids:
    description:
      - IO threads with their numbers. The list is complete when it is given.
      - Members are told apart by C(id). libxl does not support it. A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - Number of the thread, which disks name.
          - A whole number of at least 1.
        type: int
        required: true
      thread_pool_min:
        description:
          - Fewest worker threads.
          - A whole number of at least 0. Needs libvirt 8.5.0 or newer.
        type: int
      thread_pool_max:
        description:
          - Most worker threads.
          - A whole number of at least 1. Needs libvirt 8.5.0 or newer.
        type: int
      poll:
        description:
          - How long the thread looks for work before it sleeps. An empty dictionary leaves it to the hypervisor.
          - Needs libvirt 9.4.0 or newer.
        type: dict
        suboptions:
          max:
            description:
              - Longest time in nanoseconds; 0 sleeps at once.
              - A whole number of at least 0.
            type: int
          grow:
            description:
              - By how much the time grows when it was too short; 0 is the hypervisor's own step.
              - A whole number of at least 0.
            type: int
          shrink:
            description:
              - By how much the time shrinks when it was too long; 0 is the hypervisor's own step.
              - A whole number of at least 0.
            type: int
          weight:
            description:
              - >-
                How little the last wait counts: each step halves it.
              - A whole number from 0 to 63. Needs libvirt 12.7.0 or newer.
            type: int
  defaultiothread:
    description:
      - The event loop of disks that have no IO thread of their own. An empty dictionary leaves it to the hypervisor.
      - Needs libvirt 8.5.0 or newer. libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      thread_pool_min:
        description:
          - Fewest worker threads.
          - A whole number of at least 0.
        type: int
      thread_pool_max:
        description:
          - Most worker threads.
          - A whole number of at least 1.
        type: int
  cputune:
    description:
      - Where the guest's threads run, and how much time they get. An empty dictionary leaves it all to the host.
      - Some changes reach a running domain at once, others wait until it is restarted.
    type: dict
    suboptions:
      shares:
        description:
          - Weight of the guest's processor time among other guests, from 2; 0 leaves it to the host.
          - A whole number from 0 to 262144. A change reaches a running domain at once.
        type: int
      period:
        description:
          - Span over which O(cputune.quota) holds, in microseconds, from 1000; 0 leaves it to the host.
          - A whole number from 0 to 1000000. libxl does not support it. A change reaches a running domain at once.
        type: int
      quota:
        description:
          - Time that each processor of the guest gets within a period, in microseconds, from 1000. V(-1) is no limit; 0 leaves it
            to the host.
          - A whole number from -1 to 17592186044415. libxl does not support it. A change reaches a running domain at once.
        type: int
      global_period:
        description:
          - As O(cputune.period), for the guest as a whole.
          - A whole number from 0 to 1000000. Needs libvirt 1.3.3 or newer. libxl does not support it. A change reaches a running
            domain at once.
        type: int
      global_quota:
        description:
          - As O(cputune.quota), for the guest as a whole.
          - A whole number from -1 to 17592186044415. Needs libvirt 1.3.3 or newer. libxl does not support it. A change reaches a
            running domain at once.
        type: int
      emulator_period:
        description:
          - As O(cputune.period), for the emulator's own threads.
          - A whole number from 0 to 1000000. libxl does not support it. A change reaches a running domain at once.
        type: int
      emulator_quota:
        description:
          - As O(cputune.quota), for the emulator's own threads.
          - A whole number from -1 to 17592186044415. libxl does not support it. A change reaches a running domain at once.
        type: int
      iothread_period:
        description:
          - As O(cputune.period), for IO threads.
          - A whole number from 0 to 1000000. Needs libvirt 2.1.0 or newer. libxl does not support it. A change reaches a running
            domain at once.
        type: int
      iothread_quota:
        description:
          - As O(cputune.quota), for IO threads.
          - A whole number from -1 to 17592186044415. Needs libvirt 2.1.0 or newer. libxl does not support it. A change reaches a
            running domain at once.
        type: int
      vcpupins:
        description:
          - Where each processor of the guest runs. The list is complete when it is given.
          - Members are told apart by C(vcpu). A change reaches a running domain at once.
        type: list
        elements: dict
        suboptions:
          vcpu:
            description:
              - Number of the guest's processor, from 0.
              - A whole number of at least 0.
            type: int
            required: true
          cpuset:
            description:
              - Processors of the host that it runs on.
              - A list of processors such as '0-3,^2,8'.
            type: str
            required: true
      emulatorpin:
        description:
          - Processors of the host that the emulator's own threads run on.
          - A list of processors such as '0-3,^2,8'. libxl does not support it. A change reaches a running domain at once.
        type: str
      iothreadpins:
        description:
          - Where each IO thread runs. The list is complete when it is given.
          - Members are told apart by C(iothread). libxl does not support it. A change reaches a running domain at once.
        type: list
        elements: dict
        suboptions:
          iothread:
            description:
              - Number of the IO thread.
              - A whole number of at least 1.
            type: int
            required: true
          cpuset:
            description:
              - Processors of the host that it runs on.
              - A list of processors such as '0-3,^2,8'.
            type: str
            required: true
      vcpuscheds:
        description:
          - How the host schedules the guest's processors. The list is complete when it is given.
          - Members are told apart by C(vcpus). libxl does not support it. A change of a running domain waits until it is
            restarted.
        type: list
        elements: dict
        suboptions:
          scheduler:
            description:
              - Scheduler of the threads.
            type: str
            required: true
            choices: [batch, idle, fifo, rr]
          priority:
            description:
              - Priority (V(fifo), V(rr)).
              - A whole number from 1 to 99.
            type: int
          vcpus:
            description:
              - The guest's processors that are meant, such as V(0-3).
              - A list of processors such as '0-3,^2,8'.
            type: str
            required: true
      iothreadscheds:
        description:
          - How the host schedules IO threads. The list is complete when it is given.
          - Members are told apart by C(iothreads). libxl does not support it. A change of a running domain waits until it is
            restarted.
        type: list
        elements: dict
        suboptions:
          scheduler:
            description:
              - Scheduler of the threads.
            type: str
            required: true
            choices: [batch, idle, fifo, rr]
          priority:
            description:
              - Priority (V(fifo), V(rr)).
              - A whole number from 1 to 99.
            type: int
          iothreads:
            description:
              - The IO threads that are meant, such as V(1-2).
              - A list of processors such as '0-3,^2,8'.
            type: str
            required: true
      emulatorsched:
        description:
          - How the host schedules the emulator's own threads. An empty dictionary leaves it to the host.
          - Needs libvirt 5.3.0 or newer. libxl does not support it. A change of a running domain waits until it is restarted.
        type: dict
        suboptions:
          scheduler:
            description:
              - Scheduler of the threads.
              - Required.
            type: str
            choices: [batch, idle, fifo, rr]
          priority:
            description:
              - Priority (V(fifo), V(rr)).
              - A whole number from 1 to 99.
            type: int
      cachetunes:
        description:
          - Parts of the host's caches for the guest's processors. The list is complete when it is given.
          - Members are told apart by C(vcpus). Needs libvirt 4.1.0 or newer. libxl does not support it. A change of a running
            domain waits until it is restarted.
        type: list
        elements: dict
        suboptions:
          vcpus:
            description:
              - The guest's processors that have them.
              - A list of processors such as '0-3,^2,8'.
            type: str
            required: true
          caches:
            description:
              - The parts. The list is complete when it is given.
              - Members are told apart by C(id) and C(level) and C(type).
            type: list
            elements: dict
            suboptions:
              id:
                description:
                  - Number of the host's cache.
                  - A whole number of at least 0.
                type: int
                required: true
              level:
                description:
                  - Level of the cache.
                  - A whole number of at least 0.
                type: int
                required: true
              type:
                description:
                  - What of the cache is meant.
                type: str
                required: true
                choices: [both, code, data]
              size:
                description:
                  - Size of the part, such as V(3 MiB).
                  - A size with its unit, such as '4 GiB' or '512 MiB'.
                type: str
                required: true
          monitors:
            description:
              - What is watched. The list is complete when it is given.
              - Members are told apart by C(level) and C(vcpus). Needs libvirt 4.10.0 or newer.
            type: list
            elements: dict
            suboptions:
              level:
                description:
                  - Level of the cache.
                  - A whole number of at least 0.
                type: int
                required: true
              vcpus:
                description:
                  - The guest's processors that are watched.
                  - A list of processors such as '0-3,^2,8'.
                type: str
                required: true
      memorytunes:
        description:
          - Bandwidth to the host's memory for the guest's processors. The list is complete when it is given.
          - Members are told apart by C(vcpus). Needs libvirt 4.7.0 or newer. libxl does not support it. A change of a running
            domain waits until it is restarted.
        type: list
        elements: dict
        suboptions:
          vcpus:
            description:
              - The guest's processors that share it.
              - A list of processors such as '0-3,^2,8'.
            type: str
            required: true
          nodes:
            description:
              - Bandwidth to each node. The list is complete when it is given.
              - Members are told apart by C(id).
            type: list
            elements: dict
            suboptions:
              id:
                description:
                  - Number of the host's node.
                  - A whole number of at least 0.
                type: int
                required: true
              bandwidth:
                description:
                  - >-
                    Bandwidth in the unit of the host's resctrl: mostly percent, or MB/s.
                  - A whole number of at least 1.
                type: int
                required: true
          monitors:
            description:
              - What is watched. The list is complete when it is given.
              - Members are told apart by C(vcpus).
            type: list
            elements: dict
            suboptions:
              vcpus:
                description:
                  - The guest's processors that are watched.
                  - A list of processors such as '0-3,^2,8'.
                type: str
                required: true
      energytunes:
        description:
          - Energy that the guest's processors use, watched in groups. The list is complete when it is given.
          - Members are told apart by C(vcpus). Needs libvirt 12.4.0 or newer. libxl does not support it. A change of a running
            domain waits until it is restarted.
        type: list
        elements: dict
        suboptions:
          vcpus:
            description:
              - The guest's processors that form the group; the whole guest when left out.
              - A list of processors such as '0-3,^2,8'.
            type: str
          monitors:
            description:
              - What is watched. The list is complete when it is given.
              - Members are told apart by C(vcpus).
            type: list
            elements: dict
            required: true
            suboptions:
              vcpus:
                description:
                  - The guest's processors that are watched; those of the group when left out.
                  - A list of processors such as '0-3,^2,8'.
                type: str
  numatune:
    description:
      - Which nodes of the host hold the guest's memory. An empty dictionary leaves it to the host.
      - libxl does not support it. Some changes reach a running domain at once, others wait until it is restarted.
    type: dict
    suboptions:
      memory:
        description:
          - Memory of the guest as a whole.
        type: dict
        suboptions:
          mode:
            description:
              - How the nodes are used. V(strict) takes memory from these nodes alone, V(preferred) from them first, V(interleave)
                from them in turn, and V(restrictive) leaves it to cgroups, so that it can be changed while the guest runs.
              - Without it libvirt takes V(strict). A change of a running domain waits until it is restarted.
            type: str
            choices: [strict, preferred, interleave, restrictive]
          nodeset:
            description:
              - Nodes of the host, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. A change reaches a running domain at once.
            type: str
          placement:
            description:
              - Whether libvirt asks numad for the nodes that suit the guest.
              - Without it libvirt takes V(static). A change of a running domain waits until it is restarted.
            type: str
            choices: [static, auto]
      memnodes:
        description:
          - Memory of each NUMA cell of the guest. The list is complete when it is given.
          - Members are told apart by C(cellid). Needs libvirt 1.2.7 or newer. A change of a running domain waits until it is
            restarted.
        type: list
        elements: dict
        suboptions:
          cellid:
            description:
              - Number of the guest's cell.
              - A whole number of at least 0.
            type: int
            required: true
          mode:
            description:
              - How the nodes are used. V(strict) takes memory from these nodes alone, V(preferred) from them first, V(interleave)
                from them in turn, and V(restrictive) leaves it to cgroups, so that it can be changed while the guest runs.
            type: str
            required: true
            choices: [strict, preferred, interleave, restrictive]
          nodeset:
            description:
              - Nodes of the host, such as V(0-1).
              - A list of processors such as '0-3,^2,8'.
            type: str
            required: true
  memtune:
    description:
      - Limits of the guest's memory on the host. An empty dictionary takes them away.
      - libxl does not support it. Some changes reach a running domain at once, others wait until it is restarted.
    type: dict
    suboptions:
      hard_limit:
        description:
          - Most memory that the guest with its emulator may use. The kernel kills a guest that needs more, so leave it out unless
            memory is locked.
          - A size with its unit, such as '4 GiB' or '512 MiB'. A change reaches a running domain at once.
        type: str
      soft_limit:
        description:
          - Memory that the guest is held to when the host is short of it.
          - A size with its unit, such as '4 GiB' or '512 MiB'. A change reaches a running domain at once.
        type: str
      swap_hard_limit:
        description:
          - Most memory and swap together; more than O(memtune.hard_limit).
          - A size with its unit, such as '4 GiB' or '512 MiB'. A change reaches a running domain at once.
        type: str
      min_guarantee:
        description:
          - Memory that the guest is sure to have (VMware, OpenVZ).
          - A size with its unit, such as '4 GiB' or '512 MiB'. A change of a running domain waits until it is restarted.
        type: str
  blkiotune:
    description:
      - How much of the host's block devices the guest gets. An empty dictionary leaves it to the host.
      - libxl does not support it. A change reaches a running domain at once.
    type: dict
    suboptions:
      weight:
        description:
          - Weight of the guest among others.
          - A whole number from 10 to 1000.
        type: int
      devices:
        description:
          - Block devices of the host, each with weight and limits. The list is complete when it is given.
          - Members are told apart by C(path).
        type: list
        elements: dict
        suboptions:
          path:
            description:
              - Path of the device on the host.
              - An absolute path.
            type: str
            required: true
          weight:
            description:
              - Weight of the guest among others on the device.
              - A whole number from 10 to 1000.
            type: int
          read_bytes_sec:
            description:
              - Most bytes that are read each second; 0 is no limit.
              - A whole number of at least 0.
            type: int
          write_bytes_sec:
            description:
              - Most bytes that are written each second; 0 is no limit.
              - A whole number of at least 0.
            type: int
          read_iops_sec:
            description:
              - Most reads each second; 0 is no limit.
              - A whole number of at least 0.
            type: int
          write_iops_sec:
            description:
              - Most writes each second; 0 is no limit.
              - A whole number of at least 0.
            type: int
  resource:
    description:
      - Where the guest is placed among the host's control groups. An empty dictionary leaves it to the host.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      partition:
        description:
          - Path of the resource partition, which has to be there, such as V(/machine/production).
          - An absolute path.
        type: str
      fibrechannel_appid:
        description:
          - Name by which a Fibre Channel network knows the guest.
          - Up to 128 printable characters. Needs libvirt 7.7.0 or newer.
        type: str
  iommufd:
    description:
      - How devices of the host are handed to the guest. An empty dictionary leaves it to libvirt.
      - Needs libvirt 12.2.0 or newer. libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether it is done through the kernel's IOMMUFD.
          - Required.
        type: bool
      fdgroup:
        description:
          - Name of a file descriptor that was given to libvirt; it opens one itself when left out.
        type: str
  throttlegroups:
    description:
      - Limits that several disks share, by name. The list is complete when it is given.
      - Members are told apart by C(group_name). Needs libvirt 11.2.0 or newer. libxl does not support it. A change of a running
        domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      group_name:
        description:
          - Name of the group, which disks name.
          - A name other than . or .., without slashes, or white space around it.
        type: str
        required: true
      total_bytes_sec:
        description:
          - Most bytes each second; 0 is no limit.
          - A whole number of at least 0.
        type: int
      read_bytes_sec:
        description:
          - Most bytes that are read each second; 0 is no limit.
          - A whole number of at least 0.
        type: int
      write_bytes_sec:
        description:
          - Most bytes that are written each second; 0 is no limit.
          - A whole number of at least 0.
        type: int
      total_iops_sec:
        description:
          - Most operations each second; 0 is no limit.
          - A whole number of at least 0.
        type: int
      read_iops_sec:
        description:
          - Most reads each second; 0 is no limit.
          - A whole number of at least 0.
        type: int
      write_iops_sec:
        description:
          - Most writes each second; 0 is no limit.
          - A whole number of at least 0.
        type: int
      total_bytes_sec_max:
        description:
          - Most bytes in a burst.
          - A whole number of at least 0.
        type: int
      read_bytes_sec_max:
        description:
          - Most bytes that are read in a burst.
          - A whole number of at least 0.
        type: int
      write_bytes_sec_max:
        description:
          - Most bytes that are written in a burst.
          - A whole number of at least 0.
        type: int
      total_iops_sec_max:
        description:
          - Most operations in a burst.
          - A whole number of at least 0.
        type: int
      read_iops_sec_max:
        description:
          - Most reads in a burst.
          - A whole number of at least 0.
        type: int
      write_iops_sec_max:
        description:
          - Most writes in a burst.
          - A whole number of at least 0.
        type: int
      size_iops_sec:
        description:
          - Bytes that count as one operation.
          - A whole number of at least 0.
        type: int
      total_bytes_sec_max_length:
        description:
          - Longest burst of bytes, in seconds.
          - A whole number of at least 0.
        type: int
      read_bytes_sec_max_length:
        description:
          - Longest burst of bytes that are read, in seconds.
          - A whole number of at least 0.
        type: int
      write_bytes_sec_max_length:
        description:
          - Longest burst of bytes that are written, in seconds.
          - A whole number of at least 0.
        type: int
      total_iops_sec_max_length:
        description:
          - Longest burst of operations, in seconds.
          - A whole number of at least 0.
        type: int
      read_iops_sec_max_length:
        description:
          - Longest burst of reads, in seconds.
          - A whole number of at least 0.
        type: int
      write_iops_sec_max_length:
        description:
          - Longest burst of writes, in seconds.
          - A whole number of at least 0.
        type: int
  seclabels:
    description:
      - Label of each security driver. The list is complete when it is given.
      - Members are told apart by C(model). A change of a running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Name of the security driver, such as V(selinux), V(apparmor) or V(dac); the host's first when left out.
        type: str
      type:
        description:
          - Whether libvirt makes the label up (V(dynamic)), takes O(seclabels[].label) (V(static)), or does not confine the guest
            (V(none)).
        type: str
        choices: [dynamic, static, none]
      relabel:
        description:
          - Whether what the guest uses is labelled too.
        type: bool
      label:
        description:
          - The label (V(static)).
        type: str
      baselabel:
        description:
          - What the label is made from (V(dynamic)).
        type: str
  launch_security:
    description:
      - Protection of the guest's memory from the host. An empty dictionary takes it away.
      - Needs libvirt 4.4.0 or newer. libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      type:
        description:
          - >-
            Kind of protection: AMD's V(sev) and V(sev-snp), Intel's V(tdx), or IBM's V(s390-pv).
          - Required.
        type: str
        choices: [sev, sev-snp, tdx, s390-pv]
      kernel_hashes:
        description:
          - Whether kernel, initial RAM disk and command line are measured (V(sev), V(sev-snp)).
          - Needs libvirt 8.0.0 or newer.
        type: bool
      author_key:
        description:
          - Whether O(launch_security.id_auth) holds the author's key (V(sev-snp)).
        type: bool
      vcek:
        description:
          - Whether the guest may choose the chip's own key for its reports (V(sev-snp)).
        type: bool
      policy:
        description:
          - The guest owner's policy, a number as in AMD's or Intel's documentation, such as V(0x3) (V(sev), V(sev-snp), V(tdx)).
          - A number, decimal or hexadecimal (0x…).
        type: str
      cbitpos:
        description:
          - Which bit of an address marks encrypted memory; the host's own when left out.
          - A whole number of at least 0.
        type: int
      reduced_phys_bits:
        description:
          - By how many bits addresses are narrowed; the host's own when left out.
          - A whole number of at least 0.
        type: int
      dh_cert:
        description:
          - The guest owner's Diffie-Hellman key in Base64 (V(sev)).
        type: str
      session:
        description:
          - The guest owner's session data in Base64 (V(sev)).
        type: str
      guest_visible_workarounds:
        description:
          - Workarounds that are reported, 16 bytes in Base64 (V(sev-snp)).
        type: str
      id_block:
        description:
          - The guest's ID block, 96 bytes in Base64 (V(sev-snp)).
        type: str
      id_auth:
        description:
          - What proves the ID block, 4096 bytes in Base64 (V(sev-snp)).
        type: str
      mr_config_id:
        description:
          - What identifies the configuration, a digest in Base64 (V(tdx)).
        type: str
      mr_owner:
        description:
          - What identifies the owner, a digest in Base64 (V(tdx)).
        type: str
      mr_owner_config:
        description:
          - What identifies the owner's configuration, a digest in Base64 (V(tdx)).
        type: str
      quote_generation_service:
        description:
          - Service of the host that proves the guest to others (V(tdx)). An empty dictionary takes it at the usual place.
        type: dict
        suboptions:
          path:
            description:
              - Path of the service's socket; the usual one when left out.
              - An absolute path.
            type: str
      host_data:
        description:
          - Data of the host for reports, 32 bytes in Base64 (V(sev-snp)).
        type: str
  keywrap:
    description:
      - Which keys the guest may wrap (s390x). An empty dictionary leaves it to the hypervisor.
      - A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      aes:
        description:
          - Whether keys can be wrapped with AES.
        type: bool
      dea:
        description:
          - Whether keys can be wrapped with DEA or TDEA.
        type: bool
  perf:
    description:
      - Events of the processor that are counted for the guest. An empty dictionary counts none.
      - libxl does not support it. A change reaches a running domain at once.
    type: dict
    suboptions:
      cmt:
        description:
          - Whether the use of the host's last cache is counted.
        type: bool
      mbmt:
        description:
          - Whether all bandwidth to memory is counted.
        type: bool
      mbml:
        description:
          - Whether bandwidth to the node's own memory is counted.
        type: bool
      cpu_cycles:
        description:
          - Whether cycles are counted.
        type: bool
      instructions:
        description:
          - Whether instructions are counted.
        type: bool
      cache_references:
        description:
          - Whether uses of caches are counted.
        type: bool
      cache_misses:
        description:
          - Whether misses of caches are counted.
        type: bool
      branch_instructions:
        description:
          - Whether branches are counted.
        type: bool
      branch_misses:
        description:
          - Whether branches that were guessed wrong are counted.
        type: bool
      bus_cycles:
        description:
          - Whether cycles of the bus are counted.
        type: bool
      stalled_cycles_frontend:
        description:
          - Whether cycles that waited for instructions are counted.
        type: bool
      stalled_cycles_backend:
        description:
          - Whether cycles that waited for results are counted.
        type: bool
      ref_cpu_cycles:
        description:
          - Whether cycles at the nominal frequency are counted.
        type: bool
      cpu_clock:
        description:
          - Whether time on the processor is counted.
        type: bool
      task_clock:
        description:
          - Whether time of the task is counted.
        type: bool
      page_faults:
        description:
          - Whether page faults are counted.
        type: bool
      context_switches:
        description:
          - Whether context switches are counted.
        type: bool
      cpu_migrations:
        description:
          - Whether moves between processors are counted.
        type: bool
      page_faults_min:
        description:
          - Whether page faults without reading are counted.
        type: bool
      page_faults_maj:
        description:
          - Whether page faults with reading are counted.
        type: bool
      alignment_faults:
        description:
          - Whether alignment faults are counted.
        type: bool
      emulation_faults:
        description:
          - Whether emulation faults are counted.
        type: bool
  idmap:
    description:
      - Users and groups of a container on the host (LXC). An empty dictionary maps none.
      - A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      uids:
        description:
          - Users. The list is complete when it is given.
          - Members are told apart by C(start).
        type: list
        elements: dict
        suboptions:
          start:
            description:
              - First number in the container.
              - A whole number of at least 0.
            type: int
            required: true
          target:
            description:
              - First number on the host.
              - A whole number of at least 0.
            type: int
            required: true
          count:
            description:
              - How many there are.
              - A whole number of at least 0.
            type: int
            required: true
      gids:
        description:
          - Groups. The list is complete when it is given.
          - Members are told apart by C(start).
        type: list
        elements: dict
        suboptions:
          start:
            description:
              - First number in the container.
              - A whole number of at least 0.
            type: int
            required: true
          target:
            description:
              - First number on the host.
              - A whole number of at least 0.
            type: int
            required: true
          count:
            description:
              - How many there are.
              - A whole number of at least 0.
            type: int
            required: true
  lxc_namespace:
    description:
      - Namespaces of others that a container joins (LXC). An empty dictionary joins none.
      - A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      sharenet:
        description:
          - Network that is shared. An empty dictionary shares none.
        type: dict
        suboptions:
          type:
            description:
              - >-
                How it is named: a network namespace, a guest or a process.
              - Required.
            type: str
            choices: [netns, name, pid]
          value:
            description:
              - Its name or number.
              - Required.
            type: str
      shareipc:
        description:
          - Inter-process communication that is shared. An empty dictionary shares none.
        type: dict
        suboptions:
          type:
            description:
              - >-
                How it is named: a guest or a process.
              - Required.
            type: str
            choices: [name, pid]
          value:
            description:
              - Its name or number.
              - Required.
            type: str
      shareuts:
        description:
          - Host name that is shared. An empty dictionary shares none.
        type: dict
        suboptions:
          type:
            description:
              - >-
                How it is named: a guest or a process.
              - Required.
            type: str
            choices: [name, pid]
          value:
            description:
              - Its name or number.
              - Required.
            type: str
  emulator:
    description:
      - Path of the program that runs the guest. Left out, libvirt chooses it.
      - An absolute path. A change of a running domain waits until it is restarted.
    type: str
  disks:
    description:
      - Disks and drives of the guest; each is recognised by O(disks[].target.dev). The list is complete when it is given.
      - Members are told apart by C(target.dev). A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      device:
        description:
          - What the guest sees.
          - Without it libvirt takes V(disk). libxl does not support V(floppy), V(lun).
        type: str
        choices: [disk, cdrom, floppy, lun]
      source:
        description:
          - Where the disk's data lies. A drive for removable media may be without.
          - Some changes reach a running domain at once, others wait until it is restarted.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [file, block, dir, network, volume, nvme, vhostuser, vhostvdpa]
          file:
            description:
              - Path of the file. An empty string takes the medium out of a drive. For V(file) only.
              - An absolute path.
            type: str
          fdgroup:
            description:
              - Name of file descriptors handed to libvirt, in place of opening the file. For V(file) only.
              - Needs libvirt 9.0.0 or newer.
            type: str
          startup_policy:
            description:
              - >-
                What to do when the source is missing: fail, drop it after a migration, or drop it at every start. For V(file),
                V(block), V(dir), V(volume) only.
              - Without it libvirt takes V(mandatory).
            type: str
            choices: [mandatory, requisite, optional]
          slices:
            description:
              - The part of the storage that holds the image. For V(file), V(block), V(network), V(volume), V(nvme) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(type).
                Needs libvirt 6.1.0 or newer.
            type: list
            elements: dict
            suboptions:
              type:
                description:
                  - What is a part.
                  - Required.
                type: str
                choices: [storage]
              offset:
                description:
                  - Where the part begins, such as V(1 MiB).
                  - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
                type: str
              size:
                description:
                  - How long the part is, such as V(10 GiB).
                  - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
                type: str
          encryption:
            description:
              - Encryption of the data. An empty dictionary says there is none. For V(file), V(block), V(network), V(volume),
                V(nvme) only.
              - Needs libvirt 3.9.0 or newer.
            type: dict
            suboptions:
              format:
                description:
                  - Format of the encryption.
                  - Required.
                type: str
                choices: [default, qcow, luks, luks2, luks-any]
              engine:
                description:
                  - What decrypts the data.
                  - Needs libvirt 7.9.0 or newer.
                type: str
                choices: [qemu, librbd]
              secrets:
                description:
                  - Secrets with the passphrases.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(type) and C(uuid) and C(usage). Of C(uuid), C(usage) at most one can be given. At least one of C(uuid),
                    C(usage) is required.
                type: list
                elements: dict
                suboptions:
                  type:
                    description:
                      - What the secret is for.
                      - Required.
                    type: str
                    choices: [passphrase, ceph, iscsi]
                  uuid:
                    description:
                      - UUID of the secret.
                    type: str
                  usage:
                    description:
                      - Usage of the secret.
                    type: str
              cipher:
                description:
                  - How blocks are encrypted.
                  - Give all of C(mode), C(hash), or none. Needs libvirt 2.1.0 or newer.
                type: dict
                suboptions:
                  name:
                    description:
                      - Cipher, such as V(aes).
                      - Required.
                    type: str
                  size:
                    description:
                      - Length of the key in bits.
                      - A whole number of at least 1. Required.
                    type: int
                  mode:
                    description:
                      - Mode of the cipher, such as V(cbc) or V(xts).
                    type: str
                  hash:
                    description:
                      - Digest of the key, such as V(sha256).
                    type: str
              ivgen:
                description:
                  - How initial vectors are made.
                  - Needs libvirt 2.1.0 or newer.
                type: dict
                suboptions:
                  name:
                    description:
                      - Algorithm, such as V(essiv) or V(plain64).
                      - Required.
                    type: str
                  hash:
                    description:
                      - Digest of the algorithm.
                    type: str
          data_store:
            description:
              - Storage beside the image that holds its data. An empty dictionary says there is none. For V(file), V(block) only.
              - Needs libvirt 10.10.0 or newer.
            type: dict
            suboptions:
              source:
                description:
                  - Where the data lies.
                type: dict
                suboptions:
                  type:
                    description:
                      - Which of the shapes is meant. It may be left out where the other options tell.
                    type: str
                    choices: [file, block]
                  file:
                    description:
                      - Path of the file. For V(file) only.
                      - An absolute path. Required.
                    type: str
                  dev:
                    description:
                      - Path of the device. For V(block) only.
                      - An absolute path. Required.
                    type: str
              format:
                description:
                  - Format of the data store.
                  - Required.
                type: str
                choices: [raw]
          seclabels:
            description:
              - Labels of the source, in place of the guest's own. For V(file), V(block), V(volume) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(model).
            type: list
            elements: dict
            suboptions:
              model:
                description:
                  - Security model, such as V(selinux) or V(dac).
                type: str
              relabel:
                description:
                  - Whether libvirt labels the file.
                type: bool
              label:
                description:
                  - Label for the file; it needs O(disks[].source.seclabels[].relabel).
                type: str
          dev:
            description:
              - Path of the block device (V(block)).
              - Path of the device, such as V(/dev/vhost-vdpa-0) (V(vhostvdpa)).
              - An absolute path. Required.
            type: str
          reservations:
            description:
              - Persistent reservations of SCSI. An empty dictionary says there are none. For V(block) only.
              - Needs libvirt 4.4.0 or newer.
            type: dict
            suboptions:
              managed:
                description:
                  - Whether libvirt runs the helper.
                  - Required.
                type: bool
              migration:
                description:
                  - Whether reservations move with a migrating guest.
                  - Needs libvirt 12.1.0 or newer.
                type: bool
              source:
                description:
                  - The helper, where libvirt does not run it.
                  - An empty dictionary takes it away.
                type: dict
                suboptions:
                  type:
                    description:
                      - Kind of socket.
                      - Required.
                    type: str
                    choices: [unix]
                  path:
                    description:
                      - Path of the helper's socket.
                      - An absolute path. Required.
                    type: str
                  mode:
                    description:
                      - Role of the hypervisor.
                      - Required.
                    type: str
                    choices: [client]
          dir:
            description:
              - Path of the folder. For V(dir) only.
              - An absolute path. Required.
            type: str
          protocol:
            description:
              - Protocol that the storage speaks. For V(network) only.
              - Required.
            type: str
            choices: [rbd, iscsi, nbd, gluster, http, https, ftp, ftps, tftp, ssh, nfs, sheepdog, vxhs]
          name:
            description:
              - >-
                What is asked for: an image (V(pool/image)), a target and its unit (V(iqn.2026-01.com.example:disks/1)), an
                export, a path. Only V(nbd) can do without. For V(network) only.
            type: str
          query:
            description:
              - Query of the address (V(http), V(https)). For V(network) only.
              - Needs libvirt 6.2.0 or newer.
            type: str
          tls:
            description:
              - Whether the connection is encrypted (V(nbd), V(vxhs)). For V(network) only.
              - Needs libvirt 4.5.0 or newer.
            type: bool
          tls_hostname:
            description:
              - Name that the server's certificate is checked for (V(nbd)). For V(network) only.
              - Needs libvirt 8.2.0 or newer.
            type: str
          hosts:
            description:
              - Servers that hold the data. For V(network) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name)
                and C(port) and C(socket). Of C(name), C(socket) at most one can be given. Of C(port), C(socket) at most one can
                be given. At least one of C(name), C(socket) is required.
            type: list
            elements: dict
            suboptions:
              name:
                description:
                  - Name or address of the server.
                type: str
              port:
                description:
                  - Port of the server.
                  - A whole number from 1 to 65535.
                type: int
              transport:
                description:
                  - How the server is reached.
                  - Without it libvirt takes V(tcp).
                type: str
                choices: [tcp, rdma, unix]
              socket:
                description:
                  - Path of the server's socket, where O(disks[].source.hosts[].transport) is V(unix).
                  - An absolute path.
                type: str
          snapshot:
            description:
              - Snapshot inside the image (V(rbd)). For V(network) only.
            type: str
          config:
            description:
              - Configuration file of the client (V(rbd)). For V(network) only.
              - An absolute path.
            type: str
          auth:
            description:
              - Who asks for the data. An empty dictionary says nobody in particular. For V(network) only.
              - Needs libvirt 3.9.0 or newer.
            type: dict
            suboptions:
              username:
                description:
                  - Name of the user.
                  - Required.
                type: str
              secret:
                description:
                  - Secret with the user's password or key.
                  - Of C(uuid), C(usage) at most one can be given. At least one of C(uuid), C(usage) is required. Required.
                type: dict
                suboptions:
                  type:
                    description:
                      - What the secret is for.
                    type: str
                    required: true
                    choices: [passphrase, ceph, iscsi]
                  uuid:
                    description:
                      - UUID of the secret.
                    type: str
                  usage:
                    description:
                      - Usage of the secret.
                    type: str
          initiator:
            description:
              - Name of the initiator (V(iscsi)). For V(network) only.
              - Needs libvirt 4.7.0 or newer.
            type: str
          ssl_verify:
            description:
              - Whether the server's certificate is checked (V(https), V(ftps)). For V(network) only.
              - Needs libvirt 6.2.0 or newer.
            type: bool
          cookies:
            description:
              - Cookies for the server (V(http), V(https)). For V(network) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name).
                Needs libvirt 6.2.0 or newer.
            type: list
            elements: dict
            suboptions:
              name:
                description:
                  - Name of the cookie.
                type: str
                required: true
              value:
                description:
                  - Value of the cookie. It is never shown, so it is declared for each new cookie.
                type: str
          readahead:
            description:
              - How much is read ahead, such as V(64 KiB). For V(network) only.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 6.2.0 or newer.
            type: str
          timeout:
            description:
              - Seconds until a connection is given up. For V(network) only.
              - A whole number of at least 1. Needs libvirt 6.2.0 or newer.
            type: int
          identity:
            description:
              - Who asks the server (V(nfs), V(ssh)). For V(network) only.
              - Of C(keyfile), C(agentsock) at most one can be given. Of C(user), C(username) at most one can be given. An empty
                dictionary takes it away. Needs libvirt 7.0.0 or newer.
            type: dict
            suboptions:
              user:
                description:
                  - User by name, or by number as V(+1000) (V(nfs)).
                type: str
              group:
                description:
                  - Group by name, or by number as V(+1000) (V(nfs)).
                type: str
              username:
                description:
                  - User on the server (V(ssh)).
                type: str
              keyfile:
                description:
                  - Path of the private key, which has no passphrase (V(ssh)).
                  - An absolute path.
                type: str
              agentsock:
                description:
                  - Path of an agent's socket (V(ssh)).
                  - An absolute path.
                type: str
          known_hosts:
            description:
              - File with the server's key (V(ssh)). For V(network) only.
              - An absolute path. Needs libvirt 9.8.0 or newer.
            type: str
          reconnect_delay:
            description:
              - Seconds in which a lost connection may come back before requests fail (V(nbd)). For V(network) only.
              - A whole number of at least 0. Needs libvirt 9.1.0 or newer.
            type: int
          pool:
            description:
              - Name of the pool. Where AppArmor confines guests, the volume's path is written in place of both names, since
                libvirt's profiles forbid what only a pool names. For V(volume) only.
              - Required.
            type: str
          volume:
            description:
              - Name of the volume. For V(volume) only.
              - Required.
            type: str
          mode:
            description:
              - >-
                How a volume of an iSCSI pool is reached: through the host's device, or directly. For V(volume) only.
              - Without it libvirt takes V(host).
            type: str
            choices: [host, direct]
          address:
            description:
              - PCI address of the controller, such as V(0000:03:00.0). For V(nvme) only.
              - A PCI address such as '0000:03:00.1'. Required.
            type: str
          namespace:
            description:
              - Number of the namespace. For V(nvme) only.
              - A whole number of at least 1. Required.
            type: int
          managed:
            description:
              - Whether libvirt takes the controller from the host's driver. For V(nvme) only.
              - Required.
            type: bool
          path:
            description:
              - Path of the process's socket. For V(vhostuser) only.
              - An absolute path. Required.
            type: str
          reconnect:
            description:
              - What happens when the connection is lost. For V(vhostuser) only.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether to connect again.
                  - Required.
                type: bool
              timeout:
                description:
                  - Seconds to wait before connecting again.
                  - A whole number of at least 0.
                type: int
      backing_store:
        description:
          - The image that the disk's image is based on. Left out, it is found from the image itself; an empty dictionary says
            there is none.
          - Some changes reach a running domain at once, others wait until it is restarted.
        type: dict
        suboptions:
          source:
            description:
              - Where the image lies.
            type: dict
            suboptions:
              type:
                description:
                  - Which of the shapes is meant. It may be left out where the other options tell.
                type: str
                choices: [file, block, dir, network, volume, nvme, vhostuser, vhostvdpa]
              file:
                description:
                  - Path of the file. An empty string takes the medium out of a drive. For V(file) only.
                  - An absolute path.
                type: str
              fdgroup:
                description:
                  - Name of file descriptors handed to libvirt, in place of opening the file. For V(file) only.
                  - Needs libvirt 9.0.0 or newer.
                type: str
              startup_policy:
                description:
                  - >-
                    What to do when the source is missing: fail, drop it after a migration, or drop it at every start. For
                    V(file), V(block), V(dir), V(volume) only.
                  - Without it libvirt takes V(mandatory).
                type: str
                choices: [mandatory, requisite, optional]
              slices:
                description:
                  - The part of the storage that holds the image. For V(file), V(block), V(network), V(volume), V(nvme) only.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(type). Needs libvirt 6.1.0 or newer.
                type: list
                elements: dict
                suboptions:
                  type:
                    description:
                      - What is a part.
                      - Required.
                    type: str
                    choices: [storage]
                  offset:
                    description:
                      - Where the part begins, such as V(1 MiB).
                      - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
                    type: str
                  size:
                    description:
                      - How long the part is, such as V(10 GiB).
                      - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
                    type: str
              encryption:
                description:
                  - Encryption of the data. An empty dictionary says there is none. For V(file), V(block), V(network), V(volume),
                    V(nvme) only.
                  - Needs libvirt 3.9.0 or newer.
                type: dict
                suboptions:
                  format:
                    description:
                      - Format of the encryption.
                      - Required.
                    type: str
                    choices: [default, qcow, luks, luks2, luks-any]
                  engine:
                    description:
                      - What decrypts the data.
                      - Needs libvirt 7.9.0 or newer.
                    type: str
                    choices: [qemu, librbd]
                  secrets:
                    description:
                      - Secrets with the passphrases.
                      - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                        C(type) and C(uuid) and C(usage). Of C(uuid), C(usage) at most one can be given. At least one of C(uuid),
                        C(usage) is required.
                    type: list
                    elements: dict
                    suboptions:
                      type:
                        description:
                          - What the secret is for.
                          - Required.
                        type: str
                        choices: [passphrase, ceph, iscsi]
                      uuid:
                        description:
                          - UUID of the secret.
                        type: str
                      usage:
                        description:
                          - Usage of the secret.
                        type: str
                  cipher:
                    description:
                      - How blocks are encrypted.
                      - Give all of C(mode), C(hash), or none. Needs libvirt 2.1.0 or newer.
                    type: dict
                    suboptions:
                      name:
                        description:
                          - Cipher, such as V(aes).
                          - Required.
                        type: str
                      size:
                        description:
                          - Length of the key in bits.
                          - A whole number of at least 1. Required.
                        type: int
                      mode:
                        description:
                          - Mode of the cipher, such as V(cbc) or V(xts).
                        type: str
                      hash:
                        description:
                          - Digest of the key, such as V(sha256).
                        type: str
                  ivgen:
                    description:
                      - How initial vectors are made.
                      - Needs libvirt 2.1.0 or newer.
                    type: dict
                    suboptions:
                      name:
                        description:
                          - Algorithm, such as V(essiv) or V(plain64).
                          - Required.
                        type: str
                      hash:
                        description:
                          - Digest of the algorithm.
                        type: str
              data_store:
                description:
                  - Storage beside the image that holds its data. An empty dictionary says there is none. For V(file), V(block)
                    only.
                  - Needs libvirt 10.10.0 or newer.
                type: dict
                suboptions:
                  source:
                    description:
                      - Where the data lies.
                    type: dict
                    suboptions:
                      type:
                        description:
                          - Which of the shapes is meant. It may be left out where the other options tell.
                        type: str
                        choices: [file, block]
                      file:
                        description:
                          - Path of the file. For V(file) only.
                          - An absolute path. Required.
                        type: str
                      dev:
                        description:
                          - Path of the device. For V(block) only.
                          - An absolute path. Required.
                        type: str
                  format:
                    description:
                      - Format of the data store.
                      - Required.
                    type: str
                    choices: [raw]
              seclabels:
                description:
                  - Labels of the source, in place of the guest's own. For V(file), V(block), V(volume) only.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(model).
                type: list
                elements: dict
                suboptions:
                  model:
                    description:
                      - Security model, such as V(selinux) or V(dac).
                    type: str
                  relabel:
                    description:
                      - Whether libvirt labels the file.
                    type: bool
                  label:
                    description:
                      - Label for the file; it needs O(disks[].backing_store.source.seclabels[].relabel).
                    type: str
              dev:
                description:
                  - Path of the block device (V(block)).
                  - Path of the device, such as V(/dev/vhost-vdpa-0) (V(vhostvdpa)).
                  - An absolute path. Required.
                type: str
              reservations:
                description:
                  - Persistent reservations of SCSI. An empty dictionary says there are none. For V(block) only.
                  - Needs libvirt 4.4.0 or newer.
                type: dict
                suboptions:
                  managed:
                    description:
                      - Whether libvirt runs the helper.
                      - Required.
                    type: bool
                  migration:
                    description:
                      - Whether reservations move with a migrating guest.
                      - Needs libvirt 12.1.0 or newer.
                    type: bool
                  source:
                    description:
                      - The helper, where libvirt does not run it.
                      - An empty dictionary takes it away.
                    type: dict
                    suboptions:
                      type:
                        description:
                          - Kind of socket.
                          - Required.
                        type: str
                        choices: [unix]
                      path:
                        description:
                          - Path of the helper's socket.
                          - An absolute path. Required.
                        type: str
                      mode:
                        description:
                          - Role of the hypervisor.
                          - Required.
                        type: str
                        choices: [client]
              dir:
                description:
                  - Path of the folder. For V(dir) only.
                  - An absolute path. Required.
                type: str
              protocol:
                description:
                  - Protocol that the storage speaks. For V(network) only.
                  - Required.
                type: str
                choices: [rbd, iscsi, nbd, gluster, http, https, ftp, ftps, tftp, ssh, nfs, sheepdog, vxhs]
              name:
                description:
                  - >-
                    What is asked for: an image (V(pool/image)), a target and its unit (V(iqn.2026-01.com.example:disks/1)), an
                    export, a path. Only V(nbd) can do without. For V(network) only.
                type: str
              query:
                description:
                  - Query of the address (V(http), V(https)). For V(network) only.
                  - Needs libvirt 6.2.0 or newer.
                type: str
              tls:
                description:
                  - Whether the connection is encrypted (V(nbd), V(vxhs)). For V(network) only.
                  - Needs libvirt 4.5.0 or newer.
                type: bool
              tls_hostname:
                description:
                  - Name that the server's certificate is checked for (V(nbd)). For V(network) only.
                  - Needs libvirt 8.2.0 or newer.
                type: str
              hosts:
                description:
                  - Servers that hold the data. For V(network) only.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(name) and C(port) and C(socket). Of C(name), C(socket) at most one can be given. Of C(port), C(socket) at
                    most one can be given. At least one of C(name), C(socket) is required.
                type: list
                elements: dict
                suboptions:
                  name:
                    description:
                      - Name or address of the server.
                    type: str
                  port:
                    description:
                      - Port of the server.
                      - A whole number from 1 to 65535.
                    type: int
                  transport:
                    description:
                      - How the server is reached.
                      - Without it libvirt takes V(tcp).
                    type: str
                    choices: [tcp, rdma, unix]
                  socket:
                    description:
                      - Path of the server's socket, where O(disks[].backing_store.source.hosts[].transport) is V(unix).
                      - An absolute path.
                    type: str
              snapshot:
                description:
                  - Snapshot inside the image (V(rbd)). For V(network) only.
                type: str
              config:
                description:
                  - Configuration file of the client (V(rbd)). For V(network) only.
                  - An absolute path.
                type: str
              auth:
                description:
                  - Who asks for the data. An empty dictionary says nobody in particular. For V(network) only.
                  - Needs libvirt 3.9.0 or newer.
                type: dict
                suboptions:
                  username:
                    description:
                      - Name of the user.
                      - Required.
                    type: str
                  secret:
                    description:
                      - Secret with the user's password or key.
                      - Of C(uuid), C(usage) at most one can be given. At least one of C(uuid), C(usage) is required. Required.
                    type: dict
                    suboptions:
                      type:
                        description:
                          - What the secret is for.
                        type: str
                        required: true
                        choices: [passphrase, ceph, iscsi]
                      uuid:
                        description:
                          - UUID of the secret.
                        type: str
                      usage:
                        description:
                          - Usage of the secret.
                        type: str
              initiator:
                description:
                  - Name of the initiator (V(iscsi)). For V(network) only.
                  - Needs libvirt 4.7.0 or newer.
                type: str
              ssl_verify:
                description:
                  - Whether the server's certificate is checked (V(https), V(ftps)). For V(network) only.
                  - Needs libvirt 6.2.0 or newer.
                type: bool
              cookies:
                description:
                  - Cookies for the server (V(http), V(https)). For V(network) only.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(name). Needs libvirt 6.2.0 or newer.
                type: list
                elements: dict
                suboptions:
                  name:
                    description:
                      - Name of the cookie.
                    type: str
                    required: true
                  value:
                    description:
                      - Value of the cookie. It is never shown, so it is declared for each new cookie.
                    type: str
              readahead:
                description:
                  - How much is read ahead, such as V(64 KiB). For V(network) only.
                  - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 6.2.0 or newer.
                type: str
              timeout:
                description:
                  - Seconds until a connection is given up. For V(network) only.
                  - A whole number of at least 1. Needs libvirt 6.2.0 or newer.
                type: int
              identity:
                description:
                  - Who asks the server (V(nfs), V(ssh)). For V(network) only.
                  - Of C(keyfile), C(agentsock) at most one can be given. Of C(user), C(username) at most one can be given. An
                    empty dictionary takes it away. Needs libvirt 7.0.0 or newer.
                type: dict
                suboptions:
                  user:
                    description:
                      - User by name, or by number as V(+1000) (V(nfs)).
                    type: str
                  group:
                    description:
                      - Group by name, or by number as V(+1000) (V(nfs)).
                    type: str
                  username:
                    description:
                      - User on the server (V(ssh)).
                    type: str
                  keyfile:
                    description:
                      - Path of the private key, which has no passphrase (V(ssh)).
                      - An absolute path.
                    type: str
                  agentsock:
                    description:
                      - Path of an agent's socket (V(ssh)).
                      - An absolute path.
                    type: str
              known_hosts:
                description:
                  - File with the server's key (V(ssh)). For V(network) only.
                  - An absolute path. Needs libvirt 9.8.0 or newer.
                type: str
              reconnect_delay:
                description:
                  - Seconds in which a lost connection may come back before requests fail (V(nbd)). For V(network) only.
                  - A whole number of at least 0. Needs libvirt 9.1.0 or newer.
                type: int
              pool:
                description:
                  - Name of the pool. Where AppArmor confines guests, the volume's path is written in place of both names, since
                    libvirt's profiles forbid what only a pool names. For V(volume) only.
                  - Required.
                type: str
              volume:
                description:
                  - Name of the volume. For V(volume) only.
                  - Required.
                type: str
              mode:
                description:
                  - >-
                    How a volume of an iSCSI pool is reached: through the host's device, or directly. For V(volume) only.
                  - Without it libvirt takes V(host).
                type: str
                choices: [host, direct]
              address:
                description:
                  - PCI address of the controller, such as V(0000:03:00.0). For V(nvme) only.
                  - A PCI address such as '0000:03:00.1'. Required.
                type: str
              namespace:
                description:
                  - Number of the namespace. For V(nvme) only.
                  - A whole number of at least 1. Required.
                type: int
              managed:
                description:
                  - Whether libvirt takes the controller from the host's driver. For V(nvme) only.
                  - Required.
                type: bool
              path:
                description:
                  - Path of the process's socket. For V(vhostuser) only.
                  - An absolute path. Required.
                type: str
              reconnect:
                description:
                  - What happens when the connection is lost. For V(vhostuser) only.
                  - An empty dictionary takes it away.
                type: dict
                suboptions:
                  enabled:
                    description:
                      - Whether to connect again.
                      - Required.
                    type: bool
                  timeout:
                    description:
                      - Seconds to wait before connecting again.
                      - A whole number of at least 0.
                    type: int
          format:
            description:
              - Format of the image; required where there is one.
              - A change of a running domain waits until it is restarted.
            type: dict
            suboptions:
              type:
                description:
                  - Format of the image.
                type: str
                required: true
                choices: [raw, qcow2, qcow, cow, qed, vmdk, vdi, vhd, vpc, iso, dmg, bochs, cloop, fat, luks, ploop, dir]
              metadata_cache:
                description:
                  - Most memory for the image's metadata, such as V(4 MiB) (qcow2).
                  - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 7.0.0 or newer.
                type: str
          backing_store:
            description:
              - The image that this one is based on. Left out, it is found from the image itself; an empty dictionary says there
                is none.
              - It takes the same options again, to any depth.
            type: dict
      target:
        description:
          - Where the guest sees the disk.
        type: dict
        required: true
        suboptions:
          dev:
            description:
              - Name that orders the disk among those of its bus. The guest may call it otherwise.
              - A disk's name such as 'vda', 'sdb' or 'nvme0n1'.
            type: str
            required: true
          bus:
            description:
              - Bus that the disk is on; left out of a new disk, it follows from O(disks[].target.dev).
              - libxl does not support V(virtio), V(fdc), V(nvme), V(sd), V(uml).
            type: str
            choices: [virtio, scsi, sata, ide, usb, fdc, nvme, sd, xen, uml]
          tray:
            description:
              - Whether the drive is open.
              - Without it libvirt takes V(closed).
            type: str
            choices: [open, closed]
          removable:
            description:
              - Whether the guest sees a medium that can be removed (V(usb), V(scsi)).
            type: bool
          rotation_rate:
            description:
              - Rotations in a minute from 1025 to 65534, or 1 for a disk that does not rotate (V(scsi), V(ide), V(sata)).
              - A whole number from 1 to 65534. Needs libvirt 7.3.0 or newer.
            type: int
          dpofua:
            description:
              - Whether the guest may ask for writes past the cache (V(scsi)).
              - Needs libvirt 11.10.0 or newer.
            type: bool
      model:
        description:
          - Variant of the device (V(virtio), V(usb)).
          - Needs libvirt 5.2.0 or newer.
        type: str
        choices: [virtio, virtio-transitional, virtio-non-transitional, usb-storage, usb-bot]
      driver:
        description:
          - How the hypervisor serves the disk.
          - Of C(iothread), C(iothreads) at most one can be given.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
          name:
            description:
              - Driver of the hypervisor, such as V(qemu).
            type: str
          type:
            description:
              - Format of the image. What it is not named for is taken to be V(raw).
            type: str
            choices: [raw, qcow2, qcow, cow, qed, vmdk, vdi, vhd, vpc, iso, dmg, bochs, cloop, fat, luks, ploop, dir, aio]
          cache:
            description:
              - How the host caches the disk.
              - Without it libvirt takes V(default).
            type: str
            choices: [default, none, writeback, writethrough, directsync, unsafe]
          error_policy:
            description:
              - >-
                What happens on an error: stop the guest, tell it, ignore it, or stop it only when the host has no space left.
            type: str
            choices: [stop, report, ignore, enospace]
          rerror_policy:
            description:
              - What happens on an error while reading.
            type: str
            choices: [stop, report, ignore]
          io:
            description:
              - How requests are handed to the host.
            type: str
            choices: [threads, native, io_uring]
          ioeventfd:
            description:
              - Whether a separate thread handles requests.
            type: bool
          event_idx:
            description:
              - Whether the device saves interrupts.
            type: bool
          copy_on_read:
            description:
              - Whether what is read from a backing image is copied.
              - Without it libvirt takes V(false).
            type: bool
          discard:
            description:
              - Whether what the guest discards is given back to the host.
            type: str
            choices: [unmap, ignore]
          detect_zeroes:
            description:
              - Whether zeroes that are written take no space.
            type: str
            choices: ["off", "on", unmap]
          discard_no_unref:
            description:
              - Whether discarded clusters keep their place in the image (qcow2).
              - Needs libvirt 9.5.0 or newer.
            type: bool
          iothread:
            description:
              - Number of the I/O thread that serves the disk.
              - A whole number of at least 1. libxl does not support it.
            type: int
          iothreads:
            description:
              - I/O threads that serve the disk.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(id).
                Needs libvirt 10.0.0 or newer.
            type: list
            elements: dict
            suboptions:
              id:
                description:
                  - Number of the I/O thread.
                  - A whole number of at least 1.
                type: int
                required: true
              queues:
                description:
                  - Queues that the thread serves.
                  - Each is a whole number of at least 0. The list is complete when it is given, and an empty one removes every
                    member.
                type: list
                elements: int
          queues:
            description:
              - Number of queues.
              - A whole number of at least 1. Needs libvirt 3.9.0 or newer.
            type: int
          queue_size:
            description:
              - Requests that a queue holds.
              - A whole number of at least 1. Needs libvirt 7.8.0 or newer.
            type: int
          metadata_cache:
            description:
              - Most memory for the image's metadata, such as V(4 MiB) (qcow2).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 7.0.0 or newer.
            type: str
          statistics:
            description:
              - Windows of time to keep statistics over.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                C(interval). Needs libvirt 11.9.0 or newer.
            type: list
            elements: dict
            suboptions:
              interval:
                description:
                  - Length of the window in seconds.
                  - A whole number of at least 1.
                type: int
                required: true
          latency_histograms:
            description:
              - Counts of how long requests take.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(type).
                Needs libvirt 12.1.0 or newer.
            type: list
            elements: dict
            suboptions:
              type:
                description:
                  - Requests that are counted; all of them when left out.
                type: str
                choices: [read, write, zone, flush]
              bins:
                description:
                  - Where each class begins, in nanoseconds, in ascending order.
                  - Each is a whole number of at least 0. The list is complete when it is given, and an empty one removes every
                    member. The order matters.
                type: list
                elements: int
      rawio:
        description:
          - Whether the guest's process may send any command to the device (V(lun)).
          - Without it libvirt takes V(false).
        type: bool
      sgio:
        description:
          - Whether the host filters the guest's SCSI commands (V(lun)).
        type: str
        choices: [filtered, unfiltered]
      snapshot:
        description:
          - How the disk takes part in snapshots of the guest.
        type: str
        choices: ["no", internal, external, manual]
      iotune:
        description:
          - Limits of the disk. An empty dictionary takes them all away.
          - Of C(total_bytes_sec), C(read_bytes_sec) at most one can be given. Of C(total_iops_sec), C(read_iops_sec) at most one
            can be given. Of C(total_bytes_sec_max), C(read_bytes_sec_max) at most one can be given. Of C(total_iops_sec_max),
            C(read_iops_sec_max) at most one can be given. Of C(total_bytes_sec_max_length), C(read_bytes_sec_max_length) at most
            one can be given. Of C(total_iops_sec_max_length), C(read_iops_sec_max_length) at most one can be given. Of
            C(total_bytes_sec), C(write_bytes_sec) at most one can be given. Of C(total_iops_sec), C(write_iops_sec) at most one
            can be given. Of C(total_bytes_sec_max), C(write_bytes_sec_max) at most one can be given. Of C(total_iops_sec_max),
            C(write_iops_sec_max) at most one can be given. Of C(total_bytes_sec_max_length), C(write_bytes_sec_max_length) at
            most one can be given. Of C(total_iops_sec_max_length), C(write_iops_sec_max_length) at most one can be given. libxl
            does not support it. A change reaches a running domain at once.
        type: dict
        suboptions:
          total_bytes_sec:
            description:
              - Bytes in a second, such as V(10 MiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Without it libvirt takes V(0 B).
            type: str
          read_bytes_sec:
            description:
              - Bytes read in a second.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Without it libvirt takes V(0 B).
            type: str
          write_bytes_sec:
            description:
              - Bytes written in a second.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Without it libvirt takes V(0 B).
            type: str
          total_iops_sec:
            description:
              - Requests in a second.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          read_iops_sec:
            description:
              - Reads in a second.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          write_iops_sec:
            description:
              - Writes in a second.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          total_bytes_sec_max:
            description:
              - Bytes in a second of a burst.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Without it libvirt takes V(0 B).
            type: str
          read_bytes_sec_max:
            description:
              - Bytes read in a second of a burst.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Without it libvirt takes V(0 B).
            type: str
          write_bytes_sec_max:
            description:
              - Bytes written in a second of a burst.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Without it libvirt takes V(0 B).
            type: str
          total_iops_sec_max:
            description:
              - Requests in a second of a burst.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          read_iops_sec_max:
            description:
              - Reads in a second of a burst.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          write_iops_sec_max:
            description:
              - Writes in a second of a burst.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          size_iops_sec:
            description:
              - Size of what counts as one request, such as V(4 KiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Without it libvirt takes V(0 B).
            type: str
          group_name:
            description:
              - Group of disks that share the limits.
              - Needs libvirt 3.0.0 or newer.
            type: str
          total_bytes_sec_max_length:
            description:
              - Seconds that a burst of bytes may last.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          read_bytes_sec_max_length:
            description:
              - Seconds that a burst of bytes read may last.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          write_bytes_sec_max_length:
            description:
              - Seconds that a burst of bytes written may last.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          total_iops_sec_max_length:
            description:
              - Seconds that a burst of requests may last.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          read_iops_sec_max_length:
            description:
              - Seconds that a burst of reads may last.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          write_iops_sec_max_length:
            description:
              - Seconds that a burst of writes may last.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
      throttle_groups:
        description:
          - Groups whose limits the disk shares.
          - The list is complete when it is given, and an empty one removes every member. Needs libvirt 11.2.0 or newer. libxl
            does not support it.
        type: list
        elements: str
      boot:
        description:
          - Place of the device in the boot order. An empty dictionary takes it out.
          - libxl does not support it.
        type: dict
        suboptions:
          order:
            description:
              - Place in the order in which devices are tried, from 1. It excludes the boot order by kind of device.
              - A whole number of at least 1. Required.
            type: int
          loadparm:
            description:
              - Parameter for the boot loader on S390.
              - At most 8 letters, digits, dots and spaces. Needs libvirt 3.5.0 or newer.
            type: str
      readonly:
        description:
          - Whether the guest cannot write to the disk. A V(cdrom) always is.
        type: bool
      shareable:
        description:
          - Whether several guests use the disk at the same time.
        type: bool
      transient:
        description:
          - Whether what the guest wrote is taken back when it ends.
          - libxl does not support it.
        type: bool
      transient_share_backing:
        description:
          - Whether several running guests share the image of a transient disk.
          - Without it libvirt takes V(false). Needs libvirt 7.4.0 or newer.
        type: bool
      serial:
        description:
          - Serial number of the disk.
          - Letters, digits and any of '_.+- '.
        type: str
      wwn:
        description:
          - World wide name of the disk (V(scsi), V(ide), V(sata)).
          - >-
            16 hexadecimal digits in quotes.
        type: str
      vendor:
        description:
          - Vendor of the disk (V(scsi)).
          - At most 8 printable characters.
        type: str
      product:
        description:
          - Product name of the disk.
          - At most 40 printable characters.
        type: str
      geometry:
        description:
          - Shape of the disk for old systems.
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          cyls:
            description:
              - Number of cylinders.
              - A whole number of at least 1. Required.
            type: int
          heads:
            description:
              - Number of heads.
              - A whole number of at least 1. Required.
            type: int
          secs:
            description:
              - Number of sectors in a track.
              - A whole number of at least 1. Required.
            type: int
          trans:
            description:
              - How the BIOS translates them.
            type: str
            choices: [auto, none, lba]
      blockio:
        description:
          - Sizes that the disk tells the guest.
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          logical_block_size:
            description:
              - Smallest unit of a request, such as V(512 B) or V(4 KiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'.
            type: str
          physical_block_size:
            description:
              - Unit that the medium is written in.
              - A size with its unit, such as '4 GiB' or '512 MiB'.
            type: str
          discard_granularity:
            description:
              - Smallest amount that can be discarded.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 11.1.0 or newer.
            type: str
      backenddomain:
        description:
          - Guest that serves the disk (Xen).
        type: str
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  interfaces:
    description:
      - Network interfaces of the guest; each is recognised by O(interfaces[].mac), or else by what is declared of it. The list is
        complete when it is given.
      - Members are told apart by C(mac). A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      source:
        description:
          - What the interface is connected to.
          - libxl does not support V(direct), V(user), V(vhostuser), V(vdpa), V(internal), V(mcast), V(server), V(client), V(udp),
            V(null), V(vds). Some changes reach a running domain at once, others wait until it is restarted.
        type: dict
        required: true
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices:
              - network
              - bridge
              - direct
              - ethernet
              - user
              - vhostuser
              - vdpa
              - internal
              - hostdev
              - mcast
              - server
              - client
              - udp
              - "null"
              - vds
          network:
            description:
              - Name of the network. For V(network) only.
              - Required.
            type: str
          portgroup:
            description:
              - Port group of the network. For V(network) only.
            type: str
          bridge:
            description:
              - Name of the bridge. For V(bridge) only.
              - Required.
            type: str
          dev:
            description:
              - Name of the host's interface (V(direct)).
              - Interface of the host that routes are taken from (passt) (V(user)).
              - Path of the device, such as V(/dev/vhost-vdpa-0) (V(vdpa)).
              - Required.
            type: str
          mode:
            description:
              - How guests on the same interface reach each other (V(direct)).
              - Whether the hypervisor serves the socket or connects to it (V(vhostuser)).
              - Without it libvirt takes V(vepa).
            type: str
            choices: [vepa, bridge, private, passthrough, client, server]
          ips:
            description:
              - Addresses of the host's end. For V(ethernet) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                C(address). Needs libvirt 2.1.0 or newer.
            type: list
            elements: dict
            suboptions:
              address:
                description:
                  - Address.
                  - An IP address.
                type: str
                required: true
              family:
                description:
                  - Family of the address.
                  - Without it libvirt takes V(ipv4).
                type: str
                choices: [ipv4, ipv6]
              prefix:
                description:
                  - Length of the network's prefix in bits. It may also stand behind the address.
                  - A whole number of at least 0.
                type: int
              peer:
                description:
                  - Address of the other end of a point-to-point link.
                  - An IP address. Needs libvirt 2.1.0 or newer.
                type: str
          routes:
            description:
              - Routes of the host through the interface. For V(ethernet) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(address)
                and C(prefix). Of C(netmask), C(prefix) at most one can be given. Needs libvirt 2.1.0 or newer.
            type: list
            elements: dict
            suboptions:
              address:
                description:
                  - Destination.
                  - An IP address.
                type: str
                required: true
              netmask:
                description:
                  - Mask of the destination.
                  - An IP address.
                type: str
              prefix:
                description:
                  - Length of the destination's prefix. It may also stand behind the address.
                  - A whole number from 0 to 128.
                type: int
              family:
                description:
                  - Family of the destination; V(ipv6) by itself where the address is one of IPv6.
                  - Without it libvirt takes V(ipv4).
                type: str
                choices: [ipv4, ipv6]
              gateway:
                description:
                  - Address on the network that leads there.
                  - An IP address.
                type: str
                required: true
              metric:
                description:
                  - Metric of the route.
                  - A whole number of at least 1.
                type: int
          path:
            description:
              - Path of the process's socket. For V(vhostuser) only.
              - An absolute path. Required.
            type: str
          reconnect:
            description:
              - What happens when the connection is lost. For V(vhostuser) only.
              - An empty dictionary takes it away. Needs libvirt 4.1.0 or newer.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether to connect again.
                  - Required.
                type: bool
              timeout:
                description:
                  - Seconds to wait before connecting again.
                  - A whole number of at least 0.
                type: int
          name:
            description:
              - Name of the network. For V(internal) only.
              - Required.
            type: str
          address:
            description:
              - PCI address of the function, such as V(0000:03:10.1) (V(hostdev)).
              - Address of the group (V(mcast)).
              - Address to listen on (V(server)).
              - Address of the guest's host (V(client)).
              - Address that packets are sent to (V(udp)).
              - A PCI address such as '0000:03:00.1'. Required.
            type: str
          managed:
            description:
              - Whether libvirt takes the function from the host's driver and gives it back. For V(hostdev) only.
              - Without it libvirt takes V(false).
            type: bool
          port:
            description:
              - Port of the group (V(mcast)).
              - Port to listen on (V(server)).
              - Port that it listens on (V(client)).
              - Port that packets are sent to (V(udp)).
              - A whole number from 0 to 65535. Required.
            type: int
          local:
            description:
              - Where packets come from. For V(udp) only.
              - Required.
            type: dict
            suboptions:
              address:
                description:
                  - Address on the host.
                  - An IP address.
                type: str
                required: true
              port:
                description:
                  - Port on the host.
                  - A whole number from 0 to 65535.
                type: int
                required: true
          switchid:
            description:
              - UUID of the switch. For V(vds) only.
              - Required.
            type: str
          portid:
            description:
              - Number of the port. For V(vds) only.
              - A whole number of at least 0.
            type: int
          portgroupid:
            description:
              - Name of the port group. For V(vds) only.
            type: str
          connectionid:
            description:
              - Number of the connection. For V(vds) only.
              - A whole number of at least 0.
            type: int
      mac:
        description:
          - MAC address. Left out, the one that is there stays, and a new one is derived from the guest's name and the host.
          - A MAC address such as '52:54:00:12:34:56'.
        type: str
      mac_type:
        description:
          - Whether an address from VMware's own range is kept as it is.
          - Needs libvirt 6.6.0 or newer.
        type: str
        choices: [generated, static]
      mac_check:
        description:
          - Whether VMware checks the address.
          - Needs libvirt 6.6.0 or newer.
        type: bool
      model:
        description:
          - Device that the guest sees, such as V(virtio), V(e1000e) or V(rtl8139).
          - A model such as 'virtio' or 'e1000e'.
        type: str
      driver:
        description:
          - How the host serves the interface.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
          name:
            description:
              - >-
                Who moves packets: the hypervisor or the kernel; for V(hostdev), how the function is given away.
            type: str
            choices: [qemu, vhost, vfio, kvm, xen]
          model:
            description:
              - Driver of the host that a function of V(hostdev) is bound to.
              - Needs libvirt 10.0.0 or newer.
            type: str
          iommufd:
            description:
              - Whether a function of V(hostdev) is opened by IOMMUFD.
              - Needs libvirt 12.1.0 or newer.
            type: bool
          queues:
            description:
              - Number of pairs of queues.
              - A whole number of at least 1.
            type: int
          rx_queue_size:
            description:
              - Packets that a receiving queue holds, a power of two.
              - A whole number of at least 1.
            type: int
          tx_queue_size:
            description:
              - Packets that a sending queue holds, a power of two.
              - A whole number of at least 1. Needs libvirt 3.7.0 or newer.
            type: int
          txmode:
            description:
              - How packets are sent when the queue is full.
            type: str
            choices: [iothread, timer]
          ioeventfd:
            description:
              - Whether a separate thread handles requests.
            type: bool
          event_idx:
            description:
              - Whether the device saves interrupts.
            type: bool
          rss:
            description:
              - Whether the device spreads packets over queues.
              - Needs libvirt 8.3.0 or newer.
            type: bool
          rss_hash_report:
            description:
              - Whether the device tells the guest each packet's hash.
              - Needs libvirt 8.3.0 or newer.
            type: bool
          host:
            description:
              - Work that the host takes from the guest.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              csum:
                description:
                  - Whether checksums are left to the card.
                type: bool
              tso4:
                description:
                  - Whether TCP segments of IPv4 are left to the card.
                type: bool
              tso6:
                description:
                  - Whether TCP segments of IPv6 are left to the card.
                type: bool
              ecn:
                description:
                  - Whether segments may carry congestion notices.
                type: bool
              ufo:
                description:
                  - Whether UDP fragments are left to the card.
                type: bool
              gso:
                description:
                  - Whether segments of any protocol are left to the host.
                type: bool
              mrg_rxbuf:
                description:
                  - Whether received packets may span several buffers.
                type: bool
          guest:
            description:
              - Work that the guest takes from the host.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              csum:
                description:
                  - Whether checksums are left to the card.
                type: bool
              tso4:
                description:
                  - Whether TCP segments of IPv4 are left to the card.
                type: bool
              tso6:
                description:
                  - Whether TCP segments of IPv6 are left to the card.
                type: bool
              ecn:
                description:
                  - Whether segments may carry congestion notices.
                type: bool
              ufo:
                description:
                  - Whether UDP fragments are left to the card.
                type: bool
      backend:
        description:
          - What stands behind the interface on the host.
        type: dict
        suboptions:
          type:
            description:
              - Program that serves an interface of V(user) or V(vhostuser).
              - Without it libvirt takes V(default). Needs libvirt 9.0.0 or newer.
            type: str
            choices: [default, passt]
          tap:
            description:
              - Path of the host's tun device.
              - An absolute path.
            type: str
          vhost:
            description:
              - Path of the host's vhost device.
              - An absolute path.
            type: str
          log_file:
            description:
              - File that passt writes its messages to.
              - An absolute path. Needs libvirt 9.0.0 or newer.
            type: str
          hostname:
            description:
              - Host name that passt gives the guest.
              - Needs libvirt 11.8.0 or newer.
            type: str
          fqdn:
            description:
              - Full name that passt gives the guest.
              - Needs libvirt 11.8.0 or newer.
            type: str
      target:
        description:
          - The host's end of the interface. An empty dictionary leaves its name to libvirt.
        type: dict
        suboptions:
          dev:
            description:
              - Name of the host's end. V(vnet), V(vif), V(macvtap) and V(macvlan) are libvirt's own prefixes.
              - An interface's name of at most 15 characters.
            type: str
          managed:
            description:
              - Whether libvirt makes and sets up the host's end (V(ethernet)).
              - Without it libvirt takes V(true). Needs libvirt 5.7.0 or newer.
            type: bool
      guest:
        description:
          - The guest's end of the interface (containers).
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          dev:
            description:
              - Name of the guest's end.
            type: str
          actual:
            description:
              - Name that the hypervisor gave it.
            type: str
      ips:
        description:
          - Addresses of the guest's end (containers, passt).
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(address).
        type: list
        elements: dict
        suboptions:
          address:
            description:
              - Address.
              - An IP address.
            type: str
            required: true
          family:
            description:
              - Family of the address.
              - Without it libvirt takes V(ipv4).
            type: str
            choices: [ipv4, ipv6]
          prefix:
            description:
              - Length of the network's prefix in bits. It may also stand behind the address.
              - A whole number of at least 0.
            type: int
          peer:
            description:
              - Address of the other end of a point-to-point link.
              - An IP address. Needs libvirt 2.1.0 or newer.
            type: str
      routes:
        description:
          - Routes of the guest through the interface.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(address) and
            C(prefix). Of C(netmask), C(prefix) at most one can be given.
        type: list
        elements: dict
        suboptions:
          address:
            description:
              - Destination.
              - An IP address.
            type: str
            required: true
          netmask:
            description:
              - Mask of the destination.
              - An IP address.
            type: str
          prefix:
            description:
              - Length of the destination's prefix. It may also stand behind the address.
              - A whole number from 0 to 128.
            type: int
          family:
            description:
              - Family of the destination; V(ipv6) by itself where the address is one of IPv6.
              - Without it libvirt takes V(ipv4).
            type: str
            choices: [ipv4, ipv6]
          gateway:
            description:
              - Address on the network that leads there.
              - An IP address.
            type: str
            required: true
          metric:
            description:
              - Metric of the route.
              - A whole number of at least 1.
            type: int
      port_forwards:
        description:
          - What comes to the host and goes on to the guest (passt).
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(proto) and
            C(address) and C(dev). Needs libvirt 9.0.0 or newer.
        type: list
        elements: dict
        suboptions:
          proto:
            description:
              - Protocol.
            type: str
            required: true
            choices: [tcp, udp]
          address:
            description:
              - Address of the host; left out, all of them.
              - An IP address.
            type: str
          dev:
            description:
              - Interface of the host; left out, all of them.
            type: str
          ranges:
            description:
              - Ports; left out, all of them.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(start)
                and C(end).
            type: list
            elements: dict
            suboptions:
              start:
                description:
                  - First port on the host.
                  - A whole number from 1 to 65535.
                type: int
                required: true
              end:
                description:
                  - Last port on the host; left out, the first.
                  - A whole number from 1 to 65535.
                type: int
              to:
                description:
                  - First port in the guest; left out, the same.
                  - A whole number from 1 to 65535.
                type: int
              exclude:
                description:
                  - Whether these ports are not forwarded.
                  - Without it libvirt takes V(false).
                type: bool
      script:
        description:
          - Script that sets the host's end up.
        type: str
      downscript:
        description:
          - Script that takes the host's end down.
          - Needs libvirt 6.4.0 or newer.
        type: str
      backenddomain:
        description:
          - Guest that serves the interface (Xen).
        type: str
      trust_guest_rx_filters:
        description:
          - Whether the guest may change its MAC address and filters.
          - Without it libvirt takes V(false).
        type: bool
      filterref:
        description:
          - Network filter. An empty dictionary takes it away.
          - A change reaches a running domain at once.
        type: dict
        suboptions:
          filter:
            description:
              - Name of the filter.
              - Required.
            type: str
          parameters:
            description:
              - Variables of the filter. One that is a list stands several times.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name)
                and C(value).
            type: list
            elements: dict
            suboptions:
              name:
                description:
                  - Name of the variable.
                type: str
                required: true
              value:
                description:
                  - Value of the variable.
                type: str
                required: true
      link_state:
        description:
          - Whether the cable is plugged in.
          - Without it libvirt takes V(up). A change reaches a running domain at once.
        type: str
        choices: [up, down]
      mtu:
        description:
          - Largest transmission unit in bytes.
          - A whole number from 0 to 65535. Without it libvirt takes V(0). Needs libvirt 3.1.0 or newer.
        type: int
      bandwidth:
        description:
          - Limits of the interface. An empty dictionary takes them away.
          - A change reaches a running domain at once.
        type: dict
        suboptions:
          inbound:
            description:
              - Traffic towards the guests.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              average:
                description:
                  - Average rate in kilobytes per second.
                  - A whole number of at least 1.
                type: int
              peak:
                description:
                  - Highest rate in kilobytes per second.
                  - A whole number of at least 1.
                type: int
              burst:
                description:
                  - Amount in kilobytes that may be sent at the peak rate.
                  - A whole number of at least 1.
                type: int
              floor:
                description:
                  - Guaranteed rate in kilobytes per second (inbound, for guests).
                  - A whole number of at least 1.
                type: int
          outbound:
            description:
              - Traffic from the guests.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              average:
                description:
                  - Average rate in kilobytes per second.
                  - A whole number of at least 1.
                type: int
              peak:
                description:
                  - Highest rate in kilobytes per second.
                  - A whole number of at least 1.
                type: int
              burst:
                description:
                  - Amount in kilobytes that may be sent at the peak rate.
                  - A whole number of at least 1.
                type: int
              floor:
                description:
                  - Guaranteed rate in kilobytes per second (inbound, for guests).
                  - A whole number of at least 1.
                type: int
      vlan:
        description:
          - VLANs of the interface. An empty dictionary takes them away.
        type: dict
        suboptions:
          trunk:
            description:
              - Whether the port carries several VLANs.
              - Without it libvirt takes V(false).
            type: bool
          tags:
            description:
              - The VLANs.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(id).
            type: list
            elements: dict
            suboptions:
              id:
                description:
                  - Number of the VLAN.
                  - A whole number from 0 to 4095.
                type: int
                required: true
              native_mode:
                description:
                  - How untagged frames are treated (Open vSwitch).
                type: str
                choices: [tagged, untagged]
      virtualport:
        description:
          - How the interface joins the switch.
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          type:
            description:
              - Kind of switch.
            type: str
            choices: [openvswitch, "802.1Qbg", "802.1Qbh", midonet]
          parameters:
            description:
              - Parameters of the port.
            type: dict
            suboptions:
              interface_id:
                description:
                  - Port's identifier (Open vSwitch, Midonet).
                type: str
              profile_id:
                description:
                  - Profile of the port (Open vSwitch, 802.1Qbh).
                type: str
              manager_id:
                description:
                  - VSI manager (802.1Qbg).
                  - A whole number of at least 0.
                type: int
              type_id:
                description:
                  - VSI type (802.1Qbg).
                  - A whole number of at least 0.
                type: int
              type_id_version:
                description:
                  - Version of the VSI type (802.1Qbg).
                  - A whole number of at least 0.
                type: int
              instance_id:
                description:
                  - VSI instance (802.1Qbg).
                type: str
      isolated:
        description:
          - Whether the guest cannot reach other isolated guests of the bridge.
          - Without it libvirt takes V(false). Needs libvirt 6.1.0 or newer. A change reaches a running domain at once.
        type: bool
      coalesce_rx_frames_max:
        description:
          - Packets that are received before the host interrupts.
          - A whole number of at least 0. Without it libvirt takes V(0). Needs libvirt 3.3.0 or newer. A change reaches a running
            domain at once.
        type: int
      sndbuf:
        description:
          - Size of the host's sending buffer in bytes.
          - A whole number of at least 0. Without it libvirt takes V(0).
        type: int
      teaming:
        description:
          - Two interfaces that the guest joins to one.
          - An empty dictionary takes it away. Needs libvirt 6.1.0 or newer.
        type: dict
        suboptions:
          type:
            description:
              - Whether the interface is always there, or leaves for a migration.
              - Required.
            type: str
            choices: [persistent, transient]
          persistent:
            description:
              - Alias of the interface that is always there.
            type: str
      boot:
        description:
          - Place of the device in the boot order. An empty dictionary takes it out.
          - libxl does not support it.
        type: dict
        suboptions:
          order:
            description:
              - Place in the order in which devices are tried, from 1. It excludes the boot order by kind of device.
              - A whole number of at least 1. Required.
            type: int
          loadparm:
            description:
              - Parameter for the boot loader on S390.
              - At most 8 letters, digits, dots and spaces. Needs libvirt 3.5.0 or newer.
            type: str
      rom:
        description:
          - ROM of the device. An empty dictionary leaves it to the hypervisor.
        type: dict
        suboptions:
          enabled:
            description:
              - Whether the device has a ROM at all.
              - Needs libvirt 4.3.0 or newer.
            type: bool
          bar:
            description:
              - Whether the ROM is seen in the guest's memory.
            type: bool
          file:
            description:
              - File on the host that is shown as the ROM.
              - An absolute path.
            type: str
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  serials:
    description:
      - Serial ports of the guest. Those that are not named stay.
      - Members that are not named stay as they are. Members are told apart by C(target.port). A change of a running domain waits
        until it is restarted.
    type: list
    elements: dict
    suboptions:
      source:
        description:
          - What the device is connected to on the host.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pty, dev, file, pipe, unix, tcp, udp, "null", stdio, vc, spicevmc, spiceport, qemu-vdagent, dbus, nmdm]
          path:
            description:
              - Path on the host (V(dev), V(file), V(pipe)).
              - Path of the socket. A channel's may be left to libvirt (V(unix)).
              - An absolute path. Required.
            type: str
          seclabels:
            description:
              - Labels of the source, in place of the guest's own. For V(dev), V(file), V(pipe), V(unix) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(model).
            type: list
            elements: dict
            suboptions:
              model:
                description:
                  - Security model, such as V(selinux) or V(dac).
                type: str
              relabel:
                description:
                  - Whether libvirt labels the file.
                type: bool
              label:
                description:
                  - Label for the file; it needs O(serials[].source.seclabels[].relabel).
                type: str
          append:
            description:
              - Whether the file is kept when the guest starts. For V(file) only.
              - Without it libvirt takes V(false).
            type: bool
          mode:
            description:
              - Whether the guest's side listens or connects. For V(unix), V(tcp) only.
              - Without it libvirt takes V(connect).
            type: str
            choices: [connect, bind]
          reconnect:
            description:
              - What happens when a connection that was made is lost. For V(unix), V(tcp) only.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether to connect again.
                  - Required.
                type: bool
              timeout:
                description:
                  - Seconds to wait before connecting again.
                  - A whole number of at least 0.
                type: int
          host:
            description:
              - Name or address. For V(tcp) only.
              - Required.
            type: str
          service:
            description:
              - Port, by number or name. For V(tcp) only.
              - Required.
            type: str
          tls:
            description:
              - Whether the connection is encrypted. For V(tcp) only.
            type: bool
          protocol:
            description:
              - Protocol on the connection. For V(tcp) only.
              - Without it libvirt takes V(raw).
            type: str
            choices: [raw, telnet, telnets, tls]
          connect_host:
            description:
              - Name or address that packets go to. For V(udp) only.
            type: str
          connect_service:
            description:
              - Port that packets go to. For V(udp) only.
              - Required.
            type: str
          bind_host:
            description:
              - Address that packets come to. For V(udp) only.
            type: str
          bind_service:
            description:
              - Port that packets come to. For V(udp) only.
            type: str
          channel:
            description:
              - Name of the port, such as V(org.qemu.console.serial.0) (V(spiceport)).
              - Name of the port; a redirected device has none (V(dbus)).
              - Required.
            type: str
          clipboard:
            description:
              - Whether the clipboard is shared. For V(qemu-vdagent) only.
            type: bool
          mouse:
            description:
              - Who draws the pointer. For V(qemu-vdagent) only.
            type: str
            choices: [server, client]
          master:
            description:
              - Path of the guest's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
          slave:
            description:
              - Path of the host's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
      target:
        description:
          - Where the guest sees the port.
        type: dict
        suboptions:
          type:
            description:
              - Kind of port.
            type: str
            choices: [isa-serial, usb-serial, pci-serial, spapr-vio-serial, system-serial, sclp-serial, isa-debug]
          port:
            description:
              - Number of the port, from 0.
              - A whole number of at least 0.
            type: int
          model:
            description:
              - Device of the port; libvirt chooses one that fits.
            type: str
            choices: [isa-serial, usb-serial, pci-serial, spapr-vty, pl011, "16550a", sclpconsole, sclplmconsole, isa-debugcon]
      log:
        description:
          - File that keeps what the guest wrote. An empty dictionary keeps nothing.
        type: dict
        suboptions:
          file:
            description:
              - Path of the file.
              - An absolute path. Required.
            type: str
          append:
            description:
              - Whether the file is kept when the guest starts.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  parallels:
    description:
      - Parallel ports of the guest. The list is complete when it is given.
      - Members are told apart by C(target.port). libxl does not support it. A change of a running domain waits until it is
        restarted.
    type: list
    elements: dict
    suboptions:
      source:
        description:
          - What the device is connected to on the host.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pty, dev, file, pipe, unix, tcp, udp, "null", stdio, vc, spicevmc, spiceport, qemu-vdagent, dbus, nmdm]
          path:
            description:
              - Path on the host (V(dev), V(file), V(pipe)).
              - Path of the socket. A channel's may be left to libvirt (V(unix)).
              - An absolute path. Required.
            type: str
          seclabels:
            description:
              - Labels of the source, in place of the guest's own. For V(dev), V(file), V(pipe), V(unix) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(model).
            type: list
            elements: dict
            suboptions:
              model:
                description:
                  - Security model, such as V(selinux) or V(dac).
                type: str
              relabel:
                description:
                  - Whether libvirt labels the file.
                type: bool
              label:
                description:
                  - Label for the file; it needs O(parallels[].source.seclabels[].relabel).
                type: str
          append:
            description:
              - Whether the file is kept when the guest starts. For V(file) only.
              - Without it libvirt takes V(false).
            type: bool
          mode:
            description:
              - Whether the guest's side listens or connects. For V(unix), V(tcp) only.
              - Without it libvirt takes V(connect).
            type: str
            choices: [connect, bind]
          reconnect:
            description:
              - What happens when a connection that was made is lost. For V(unix), V(tcp) only.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether to connect again.
                  - Required.
                type: bool
              timeout:
                description:
                  - Seconds to wait before connecting again.
                  - A whole number of at least 0.
                type: int
          host:
            description:
              - Name or address. For V(tcp) only.
              - Required.
            type: str
          service:
            description:
              - Port, by number or name. For V(tcp) only.
              - Required.
            type: str
          tls:
            description:
              - Whether the connection is encrypted. For V(tcp) only.
            type: bool
          protocol:
            description:
              - Protocol on the connection. For V(tcp) only.
              - Without it libvirt takes V(raw).
            type: str
            choices: [raw, telnet, telnets, tls]
          connect_host:
            description:
              - Name or address that packets go to. For V(udp) only.
            type: str
          connect_service:
            description:
              - Port that packets go to. For V(udp) only.
              - Required.
            type: str
          bind_host:
            description:
              - Address that packets come to. For V(udp) only.
            type: str
          bind_service:
            description:
              - Port that packets come to. For V(udp) only.
            type: str
          channel:
            description:
              - Name of the port, such as V(org.qemu.console.serial.0) (V(spiceport)).
              - Name of the port; a redirected device has none (V(dbus)).
              - Required.
            type: str
          clipboard:
            description:
              - Whether the clipboard is shared. For V(qemu-vdagent) only.
            type: bool
          mouse:
            description:
              - Who draws the pointer. For V(qemu-vdagent) only.
            type: str
            choices: [server, client]
          master:
            description:
              - Path of the guest's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
          slave:
            description:
              - Path of the host's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
      target:
        description:
          - Where the guest sees the port.
        type: dict
        suboptions:
          port:
            description:
              - Number of the port, from 0.
              - A whole number of at least 0.
            type: int
      log:
        description:
          - File that keeps what the guest wrote. An empty dictionary keeps nothing.
        type: dict
        suboptions:
          file:
            description:
              - Path of the file.
              - An absolute path. Required.
            type: str
          append:
            description:
              - Whether the file is kept when the guest starts.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  consoles:
    description:
      - Consoles of the guest. Those that are not named stay.
      - Members that are not named stay as they are. Members are told apart by C(target.type) and C(target.port). A change of a
        running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      source:
        description:
          - What the device is connected to on the host.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pty, dev, file, pipe, unix, tcp, udp, "null", stdio, vc, spicevmc, spiceport, qemu-vdagent, dbus, nmdm]
          path:
            description:
              - Path on the host (V(dev), V(file), V(pipe)).
              - Path of the socket. A channel's may be left to libvirt (V(unix)).
              - An absolute path. Required.
            type: str
          seclabels:
            description:
              - Labels of the source, in place of the guest's own. For V(dev), V(file), V(pipe), V(unix) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(model).
            type: list
            elements: dict
            suboptions:
              model:
                description:
                  - Security model, such as V(selinux) or V(dac).
                type: str
              relabel:
                description:
                  - Whether libvirt labels the file.
                type: bool
              label:
                description:
                  - Label for the file; it needs O(consoles[].source.seclabels[].relabel).
                type: str
          append:
            description:
              - Whether the file is kept when the guest starts. For V(file) only.
              - Without it libvirt takes V(false).
            type: bool
          mode:
            description:
              - Whether the guest's side listens or connects. For V(unix), V(tcp) only.
              - Without it libvirt takes V(connect).
            type: str
            choices: [connect, bind]
          reconnect:
            description:
              - What happens when a connection that was made is lost. For V(unix), V(tcp) only.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether to connect again.
                  - Required.
                type: bool
              timeout:
                description:
                  - Seconds to wait before connecting again.
                  - A whole number of at least 0.
                type: int
          host:
            description:
              - Name or address. For V(tcp) only.
              - Required.
            type: str
          service:
            description:
              - Port, by number or name. For V(tcp) only.
              - Required.
            type: str
          tls:
            description:
              - Whether the connection is encrypted. For V(tcp) only.
            type: bool
          protocol:
            description:
              - Protocol on the connection. For V(tcp) only.
              - Without it libvirt takes V(raw).
            type: str
            choices: [raw, telnet, telnets, tls]
          connect_host:
            description:
              - Name or address that packets go to. For V(udp) only.
            type: str
          connect_service:
            description:
              - Port that packets go to. For V(udp) only.
              - Required.
            type: str
          bind_host:
            description:
              - Address that packets come to. For V(udp) only.
            type: str
          bind_service:
            description:
              - Port that packets come to. For V(udp) only.
            type: str
          channel:
            description:
              - Name of the port, such as V(org.qemu.console.serial.0) (V(spiceport)).
              - Name of the port; a redirected device has none (V(dbus)).
              - Required.
            type: str
          clipboard:
            description:
              - Whether the clipboard is shared. For V(qemu-vdagent) only.
            type: bool
          mouse:
            description:
              - Who draws the pointer. For V(qemu-vdagent) only.
            type: str
            choices: [server, client]
          master:
            description:
              - Path of the guest's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
          slave:
            description:
              - Path of the host's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
      target:
        description:
          - Where the guest sees the console.
        type: dict
        suboptions:
          type:
            description:
              - Kind of console. V(serial) is the first serial port under another name.
            type: str
            choices: [serial, virtio, xen, uml, lxc, openvz, sclp, sclplm]
          port:
            description:
              - Number of the console, from 0.
              - A whole number of at least 0.
            type: int
      log:
        description:
          - File that keeps what the guest wrote. An empty dictionary keeps nothing.
        type: dict
        suboptions:
          file:
            description:
              - Path of the file.
              - An absolute path. Required.
            type: str
          append:
            description:
              - Whether the file is kept when the guest starts.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  channels:
    description:
      - Channels between guest and host. The list is complete when it is given.
      - Members are told apart by C(target.name). A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      source:
        description:
          - What the channel is connected to on the host. A V(unix) one without a path gets libvirt's own.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pty, dev, file, pipe, unix, tcp, udp, "null", stdio, vc, spicevmc, spiceport, qemu-vdagent, dbus, nmdm]
          path:
            description:
              - Path on the host (V(dev), V(file), V(pipe)).
              - Path of the socket. A channel's may be left to libvirt (V(unix)).
              - An absolute path. Required.
            type: str
          seclabels:
            description:
              - Labels of the source, in place of the guest's own. For V(dev), V(file), V(pipe), V(unix) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(model).
            type: list
            elements: dict
            suboptions:
              model:
                description:
                  - Security model, such as V(selinux) or V(dac).
                type: str
              relabel:
                description:
                  - Whether libvirt labels the file.
                type: bool
              label:
                description:
                  - Label for the file; it needs O(channels[].source.seclabels[].relabel).
                type: str
          append:
            description:
              - Whether the file is kept when the guest starts. For V(file) only.
              - Without it libvirt takes V(false).
            type: bool
          mode:
            description:
              - Whether the guest's side listens or connects. For V(unix), V(tcp) only.
              - Without it libvirt takes V(connect).
            type: str
            choices: [connect, bind]
          reconnect:
            description:
              - What happens when a connection that was made is lost. For V(unix), V(tcp) only.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether to connect again.
                  - Required.
                type: bool
              timeout:
                description:
                  - Seconds to wait before connecting again.
                  - A whole number of at least 0.
                type: int
          host:
            description:
              - Name or address. For V(tcp) only.
              - Required.
            type: str
          service:
            description:
              - Port, by number or name. For V(tcp) only.
              - Required.
            type: str
          tls:
            description:
              - Whether the connection is encrypted. For V(tcp) only.
            type: bool
          protocol:
            description:
              - Protocol on the connection. For V(tcp) only.
              - Without it libvirt takes V(raw).
            type: str
            choices: [raw, telnet, telnets, tls]
          connect_host:
            description:
              - Name or address that packets go to. For V(udp) only.
            type: str
          connect_service:
            description:
              - Port that packets go to. For V(udp) only.
              - Required.
            type: str
          bind_host:
            description:
              - Address that packets come to. For V(udp) only.
            type: str
          bind_service:
            description:
              - Port that packets come to. For V(udp) only.
            type: str
          channel:
            description:
              - Name of the port, such as V(org.qemu.console.serial.0) (V(spiceport)).
              - Name of the port; a redirected device has none (V(dbus)).
              - Required.
            type: str
          clipboard:
            description:
              - Whether the clipboard is shared. For V(qemu-vdagent) only.
            type: bool
          mouse:
            description:
              - Who draws the pointer. For V(qemu-vdagent) only.
            type: str
            choices: [server, client]
          master:
            description:
              - Path of the guest's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
          slave:
            description:
              - Path of the host's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
      target:
        description:
          - Where the guest sees the channel.
          - Give all of C(address), C(port), or none.
        type: dict
        required: true
        suboptions:
          type:
            description:
              - Kind of channel.
            type: str
            required: true
            choices: [virtio, guestfwd, xen]
          name:
            description:
              - Name of the channel (V(virtio), V(xen)), such as V(org.qemu.guest_agent.0) or V(com.redhat.spice.0).
            type: str
          address:
            description:
              - Address that the guest connects to (V(guestfwd)).
              - An IP address.
            type: str
          port:
            description:
              - Port that the guest connects to (V(guestfwd)).
              - A whole number from 1 to 65535.
            type: int
      log:
        description:
          - File that keeps what the guest wrote. An empty dictionary keeps nothing.
        type: dict
        suboptions:
          file:
            description:
              - Path of the file.
              - An absolute path. Required.
            type: str
          append:
            description:
              - Whether the file is kept when the guest starts.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  graphics:
    description:
      - Displays of the guest; each is recognised by its type. The list is complete when it is given.
      - Members are told apart by C(type). A change of a running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - Kind of display.
          - libxl does not support V(rdp), V(desktop), V(dbus), V(egl-headless).
        type: str
        required: true
        choices: [vnc, spice, rdp, sdl, egl-headless, dbus, desktop]
      autoport:
        description:
          - Whether a free port is found at each start.
          - Without it libvirt takes V(false).
        type: bool
      port:
        description:
          - Port of the server; -1 finds a free one.
          - A whole number from -1 to 65535.
        type: int
      tls_port:
        description:
          - Port for encrypted connections (V(spice)); -1 finds a free one.
          - A whole number from -1 to 65535.
        type: int
      websocket:
        description:
          - Port for browsers (V(vnc)); -1 finds a free one.
          - A whole number from -1 to 65535.
        type: int
      listens:
        description:
          - Where the display is offered.
          - The list is complete when it is given, and an empty one removes every member.
        type: list
        elements: dict
        suboptions:
          type:
            description:
              - >-
                What it is offered on: an address, the address of a network of libvirt's, a socket of the host, or nothing that
                others can reach.
            type: str
            required: true
            choices: [address, network, socket, none]
          address:
            description:
              - Address, or a name that leads to one; left out, the host's setting.
            type: str
          network:
            description:
              - Name of the network.
            type: str
          socket:
            description:
              - Path of the socket; left out, libvirt makes one.
              - An absolute path.
            type: str
      passwd:
        description:
          - Password of the server.
          - A change reaches a running domain at once.
        type: str
      passwd_valid_to:
        description:
          - Time in UTC when the password ends, such as V(2030-04-09T15:51:00).
          - A change reaches a running domain at once.
        type: str
      connected:
        description:
          - What happens to a connected person when the password changes.
          - A change reaches a running domain at once.
        type: str
        choices: [keep, disconnect, fail]
      keymap:
        description:
          - Layout of the keyboard, such as V(en-us).
        type: str
      username:
        description:
          - Name that a person logs in with (V(rdp)).
          - Needs libvirt 11.1.0 or newer.
        type: str
      multi_user:
        description:
          - Whether several persons may be connected (V(rdp)).
          - Without it libvirt takes V(false).
        type: bool
      replace_user:
        description:
          - Whether a new connection ends the one before (V(rdp)).
          - Without it libvirt takes V(false).
        type: bool
      share_policy:
        description:
          - Whether a person may take the display alone (V(vnc)).
        type: str
        choices: [allow-exclusive, force-shared, ignore]
      power_control:
        description:
          - Whether a person may switch the guest off (V(vnc)).
          - Needs libvirt 7.1.0 or newer.
        type: bool
      wait:
        description:
          - Whether the guest waits for a person before it boots (V(vnc), bhyve).
          - Needs libvirt 11.10.0 or newer.
        type: bool
      default_mode:
        description:
          - Whether channels are encrypted (V(spice)).
          - Without it libvirt takes V(any).
        type: str
        choices: [any, secure, insecure]
      channels:
        description:
          - How single channels are protected (V(spice)).
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name).
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the channel.
            type: str
            required: true
            choices: [main, display, inputs, cursor, playback, record, smartcard, usbredir]
          mode:
            description:
              - Whether the channel is encrypted.
            type: str
            required: true
            choices: [secure, insecure]
      image:
        description:
          - How pictures are compressed (V(spice)).
        type: str
        choices: [auto_glz, auto_lz, quic, glz, lz, "off"]
      jpeg:
        description:
          - Whether pictures become JPEG on slow links (V(spice)).
        type: str
        choices: [auto, never, always]
      zlib:
        description:
          - Whether pictures are packed on slow links (V(spice)).
        type: str
        choices: [auto, never, always]
      playback:
        description:
          - Whether sound is compressed (V(spice)).
        type: bool
      streaming:
        description:
          - Which video is recognised (V(spice)).
        type: str
        choices: [filter, all, "off"]
      clipboard:
        description:
          - Whether the clipboard is shared (V(spice)).
        type: bool
      mouse:
        description:
          - Who draws the pointer (V(spice)).
        type: str
        choices: [server, client]
      filetransfer:
        description:
          - Whether files can be dropped on the display (V(spice)).
        type: bool
      gl:
        description:
          - OpenGL of the host.
          - An empty dictionary takes it away. Needs libvirt 1.3.3 or newer.
        type: dict
        suboptions:
          enable:
            description:
              - Whether OpenGL is used.
            type: bool
          rendernode:
            description:
              - Path of the host's device that draws, such as V(/dev/dri/renderD128).
              - An absolute path.
            type: str
      audio:
        description:
          - Number of the audio backend that is heard (V(vnc), V(dbus)).
          - A whole number of at least 0. Needs libvirt 7.2.0 or newer.
        type: int
      display:
        description:
          - Display of the host (V(sdl), V(desktop)).
        type: str
      xauth:
        description:
          - File with the right to the host's display (V(sdl)).
        type: str
      fullscreen:
        description:
          - Whether the window fills the screen (V(sdl)).
          - Without it libvirt takes V(false).
        type: bool
      p2p:
        description:
          - Whether programs ask libvirt for a connection (V(dbus)).
          - Needs libvirt 8.4.0 or newer.
        type: bool
      address:
        description:
          - Address of the bus (V(dbus)).
          - Needs libvirt 8.4.0 or newer.
        type: str
  videos:
    description:
      - Video devices of the guest. Those that are not named stay; a guest without any has one of type V(none).
      - Members that are not named stay as they are. A change of a running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - The device that draws.
        type: dict
        required: true
        suboptions:
          type:
            description:
              - Kind of device; V(none) is for a guest without any.
            type: str
            required: true
            choices: [virtio, vga, qxl, bochs, cirrus, ramfb, none, vmvga, xen, vbox, gop]
          vram:
            description:
              - Video memory, such as V(16 MiB). libvirt rounds it up to a power of two.
              - A size with its unit, such as '4 GiB' or '512 MiB'.
            type: str
          ram:
            description:
              - Size of the first region (V(qxl)).
              - A size with its unit, such as '4 GiB' or '512 MiB'.
            type: str
          vram64:
            description:
              - Size of the second region where 64 bits address it (V(qxl)).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 1.3.3 or newer.
            type: str
          vgamem:
            description:
              - Memory of the VGA mode (V(qxl)).
              - A size with its unit, such as '4 GiB' or '512 MiB'.
            type: str
          heads:
            description:
              - Number of screens.
              - A whole number of at least 1. Without it libvirt takes V(1).
            type: int
          primary:
            description:
              - Whether this is the first device that the firmware draws on.
              - Without it libvirt takes V(false).
            type: bool
          blob:
            description:
              - Whether pictures are shared without copying (V(virtio)).
              - Needs libvirt 9.2.0 or newer.
            type: bool
          edid:
            description:
              - Whether the guest sees a description of the screen (V(virtio), V(vga), V(bochs)).
              - Needs libvirt 11.7.0 or newer.
            type: bool
          device:
            description:
              - Variant of the device (V(virtio)); libvirt chooses it.
              - Needs libvirt 12.5.0 or newer.
            type: str
            choices: [virtio-vga, virtio-vga-gl, virtio-gpu, virtio-gpu-gl, vhost-user-vga, vhost-user-gpu]
          acceleration:
            description:
              - >-
                How the host helps drawing. An empty dictionary: not at all.
            type: dict
            suboptions:
              accel2d:
                description:
                  - Whether the host draws in two dimensions (VirtualBox).
                type: bool
              accel3d:
                description:
                  - Whether the host draws in three dimensions.
                type: bool
              rendernode:
                description:
                  - Path of the host's device that draws (driver V(vhostuser)).
                  - An absolute path. Needs libvirt 5.8.0 or newer.
                type: str
          resolution:
            description:
              - Smallest size of the picture.
              - An empty dictionary takes it away. Needs libvirt 5.9.0 or newer.
            type: dict
            suboptions:
              x:
                description:
                  - Width in pixels.
                  - A whole number of at least 1. Required.
                type: int
              y:
                description:
                  - Height in pixels.
                  - A whole number of at least 1. Required.
                type: int
      driver:
        description:
          - Who draws.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
          name:
            description:
              - The hypervisor, or a process of its own.
              - Without it libvirt takes V(qemu). Needs libvirt 5.8.0 or newer.
            type: str
            choices: [qemu, vhostuser]
          vgaconf:
            description:
              - How VGA is offered (bhyve).
            type: str
            choices: [io, "on", "off"]
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  sounds:
    description:
      - Sound cards of the guest. The list is complete when it is given.
      - Members are told apart by C(model). A change of a running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Kind of card.
        type: str
        required: true
        choices: [ich9, ich6, ich7, ac97, virtio, usb, es1370, sb16, pcspk]
      multichannel:
        description:
          - Whether the card has more than two channels (V(usb)).
          - Needs libvirt 9.4.0 or newer.
        type: bool
      streams:
        description:
          - Number of streams (V(virtio)).
          - A whole number of at least 1. Needs libvirt 10.4.0 or newer.
        type: int
      codecs:
        description:
          - Codecs of the card (V(ich6), V(ich7), V(ich9)).
          - The list is complete when it is given, and an empty one removes every member.
        type: list
        elements: str
        choices: [duplex, micro, output]
      audio:
        description:
          - Number of the audio backend that the card is heard on.
          - A whole number of at least 1. Needs libvirt 6.7.0 or newer.
        type: int
      driver:
        description:
          - Options of the virtio driver.
          - Needs libvirt 3.5.0 or newer.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  audios:
    description:
      - Where the host lets the guest be heard. Those that are not named stay.
      - Members that are not named stay as they are. Members are told apart by C(id). Needs libvirt 7.2.0 or newer. A change of a
        running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - Number of the backend, which sound cards name.
          - A whole number from 1 to 255.
        type: int
        required: true
      type:
        description:
          - Where the sound goes.
        type: str
        choices: [none, spice, dbus, pulseaudio, pipewire, alsa, jack, oss, sdl, coreaudio, file]
      timer_period:
        description:
          - Period of the timer in microseconds.
          - A whole number of at least 1. Needs libvirt 8.6.0 or newer.
        type: int
      server_name:
        description:
          - Name of the server (V(pulseaudio)).
        type: str
      runtime_dir:
        description:
          - Folder with the server's socket (V(pipewire)).
          - An absolute path. Needs libvirt 9.10.0 or newer.
        type: str
      driver:
        description:
          - Driver of the library (V(sdl)).
        type: str
        choices: [esd, alsa, arts, pulseaudio]
      path:
        description:
          - File that the sound is written to (V(file)).
        type: str
      try_mmap:
        description:
          - Whether the device is mapped into memory (V(oss)).
        type: bool
      exclusive_device:
        description:
          - Whether nobody else has the device (V(oss)).
        type: bool
      dsp_policy:
        description:
          - Policy of the device's timing, from 0 to 10 (V(oss)).
          - A whole number of at least 0.
        type: int
      input:
        description:
          - Sound towards the guest.
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          mixing_engine:
            description:
              - Whether the hypervisor mixes.
            type: bool
          fixed_settings:
            description:
              - Whether the form of the sound is the same for all; it needs O(audios[].input.mixing_engine).
            type: bool
          voices:
            description:
              - Number of voices.
              - A whole number of at least 1.
            type: int
          buffer_length:
            description:
              - Length of the buffer in microseconds.
              - A whole number of at least 1.
            type: int
          settings:
            description:
              - Form of the sound; it needs O(audios[].input.fixed_settings).
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              frequency:
                description:
                  - Samples in a second.
                  - A whole number of at least 1.
                type: int
              channels:
                description:
                  - Number of channels.
                  - A whole number of at least 1.
                type: int
              format:
                description:
                  - Form of a sample.
                type: str
                choices: [s8, u8, s16, u16, s32, u32, f32]
          dev:
            description:
              - Device of the host (V(alsa), V(oss)).
            type: str
          buffer_count:
            description:
              - Number of buffers (V(coreaudio), V(oss), V(sdl)).
              - A whole number of at least 1.
            type: int
          try_poll:
            description:
              - Whether the device is polled (V(alsa), V(oss)).
            type: bool
          server_name:
            description:
              - Name of the server (V(jack)).
            type: str
          client_name:
            description:
              - Name that the guest has on the server (V(jack)).
            type: str
          connect_ports:
            description:
              - Expression for the ports to connect to (V(jack)).
            type: str
          exact_name:
            description:
              - Whether the name has to be exactly O(audios[].input.client_name) (V(jack)).
            type: bool
          name:
            description:
              - Name of the sink or source (V(pulseaudio), V(pipewire)).
            type: str
          stream_name:
            description:
              - Name of the stream (V(pulseaudio), V(pipewire)).
            type: str
          latency:
            description:
              - Delay in microseconds (V(pulseaudio), V(pipewire)).
              - A whole number of at least 1.
            type: int
      output:
        description:
          - Sound from the guest.
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          mixing_engine:
            description:
              - Whether the hypervisor mixes.
            type: bool
          fixed_settings:
            description:
              - Whether the form of the sound is the same for all; it needs O(audios[].output.mixing_engine).
            type: bool
          voices:
            description:
              - Number of voices.
              - A whole number of at least 1.
            type: int
          buffer_length:
            description:
              - Length of the buffer in microseconds.
              - A whole number of at least 1.
            type: int
          settings:
            description:
              - Form of the sound; it needs O(audios[].output.fixed_settings).
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              frequency:
                description:
                  - Samples in a second.
                  - A whole number of at least 1.
                type: int
              channels:
                description:
                  - Number of channels.
                  - A whole number of at least 1.
                type: int
              format:
                description:
                  - Form of a sample.
                type: str
                choices: [s8, u8, s16, u16, s32, u32, f32]
          dev:
            description:
              - Device of the host (V(alsa), V(oss)).
            type: str
          buffer_count:
            description:
              - Number of buffers (V(coreaudio), V(oss), V(sdl)).
              - A whole number of at least 1.
            type: int
          try_poll:
            description:
              - Whether the device is polled (V(alsa), V(oss)).
            type: bool
          server_name:
            description:
              - Name of the server (V(jack)).
            type: str
          client_name:
            description:
              - Name that the guest has on the server (V(jack)).
            type: str
          connect_ports:
            description:
              - Expression for the ports to connect to (V(jack)).
            type: str
          exact_name:
            description:
              - Whether the name has to be exactly O(audios[].output.client_name) (V(jack)).
            type: bool
          name:
            description:
              - Name of the sink or source (V(pulseaudio), V(pipewire)).
            type: str
          stream_name:
            description:
              - Name of the stream (V(pulseaudio), V(pipewire)).
            type: str
          latency:
            description:
              - Delay in microseconds (V(pulseaudio), V(pipewire)).
              - A whole number of at least 1.
            type: int
  inputs:
    description:
      - Input devices of the guest. Those that are not named stay.
      - Members that are not named stay as they are. Members are told apart by C(type) and C(bus). A change reaches a running
        domain at once.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - Kind of device.
        type: str
        required: true
        choices: [tablet, mouse, keyboard, passthrough, evdev]
      bus:
        description:
          - Bus that the device is on.
        type: str
        choices: [usb, ps2, virtio, xen]
      model:
        description:
          - Variant of the device (V(virtio)).
          - Needs libvirt 5.2.0 or newer.
        type: str
        choices: [virtio, virtio-transitional, virtio-non-transitional]
      source:
        description:
          - The host's device.
          - Of C(evdev), C(dev) at most one can be given. At least one of C(evdev), C(dev) is required.
        type: dict
        suboptions:
          evdev:
            description:
              - Path of the host's device that the guest is given (V(passthrough)).
              - An absolute path.
            type: str
          dev:
            description:
              - Path of the host's device that the guest shares (V(evdev)).
              - An absolute path. Needs libvirt 7.4.0 or newer.
            type: str
          grab:
            description:
              - Whether all devices go to the guest together (V(evdev)).
            type: str
            choices: [all]
          grab_toggle:
            description:
              - Keys that move the device between host and guest (V(evdev)).
            type: str
            choices: [ctrl-ctrl, alt-alt, shift-shift, meta-meta, scrolllock, ctrl-scrolllock]
          repeat:
            description:
              - Whether a key that is held repeats (V(evdev)).
            type: bool
      driver:
        description:
          - Options of the virtio driver.
          - Needs libvirt 3.5.0 or newer.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  hubs:
    description:
      - USB hubs of the guest. Those that are not named stay.
      - Members that are not named stay as they are. libxl does not support it. A change of a running domain waits until it is
        restarted.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - Kind of hub.
        type: str
        required: true
        choices: [usb]
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  controllers:
    description:
      - Controllers of the guest. libvirt makes those that other devices need; those that are not named stay.
      - Members that are not named stay as they are. Members are told apart by C(type) and C(index). A change reaches a running
        domain at once.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - Kind of controller.
        type: str
        required: true
        choices: [pci, usb, scsi, sata, ide, virtio-serial, fdc, ccid, xenbus, isa, nvme]
      index:
        description:
          - Number among those of its kind, which addresses name.
          - A whole number of at least 0.
        type: int
      model:
        description:
          - Model of the controller, such as V(qemu-xhci), V(virtio-scsi) or V(pcie-root-port); a V(usb) one of V(none) switches
            USB off.
        type: str
      ports:
        description:
          - Number of ports (V(usb), V(virtio-serial)).
          - A whole number of at least 0.
        type: int
      vectors:
        description:
          - Number of interrupts (V(virtio-serial)).
          - A whole number of at least 0.
        type: int
      max_grant_frames:
        description:
          - Most pages that are shared with other guests (V(xenbus)).
          - A whole number of at least 0. Needs libvirt 5.2.0 or newer.
        type: int
      max_event_channels:
        description:
          - Most event channels (V(xenbus)).
          - A whole number of at least 0. Needs libvirt 6.3.0 or newer.
        type: int
      master_startport:
        description:
          - First port of the master that is this companion's (V(usb)).
          - A whole number of at least 0.
        type: int
      pcihole64:
        description:
          - Size of the window above 4 GiB (root of V(pci)), such as V(1 GiB).
          - A size with its unit, such as '4 GiB' or '512 MiB'.
        type: str
      model_name:
        description:
          - Device that the hypervisor emulates (V(pci)); libvirt chooses it.
        type: str
      target:
        description:
          - What the guest sees of the controller (V(pci)).
        type: dict
        suboptions:
          chassis_nr:
            description:
              - Number of the chassis (V(pci-bridge)).
              - A whole number from 1 to 255.
            type: int
          chassis:
            description:
              - Number of the chassis (ports of PCI Express).
              - A whole number from 0 to 255.
            type: int
          port:
            description:
              - Number of the port (ports of PCI Express).
              - A whole number from 0 to 255.
            type: int
          bus_nr:
            description:
              - Number of the first bus (expander buses).
              - A whole number from 1 to 254.
            type: int
          index:
            description:
              - Order among the roots (PowerPC).
              - A whole number from 0 to 255.
            type: int
          hotplug:
            description:
              - Whether devices can be plugged while the guest runs.
              - Without it libvirt takes V(true). Needs libvirt 6.3.0 or newer.
            type: bool
          node:
            description:
              - NUMA node of the guest that the bus belongs to (expander buses).
              - A whole number of at least 0.
            type: int
          mem_reserve:
            description:
              - Memory that is kept for devices to come, such as V(8 MiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 10.3.0 or newer.
            type: str
      driver:
        description:
          - How the hypervisor serves the controller.
          - Of C(iothread), C(iothreads) at most one can be given.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
          queues:
            description:
              - Number of queues (V(virtio-scsi)).
              - A whole number of at least 1.
            type: int
          cmd_per_lun:
            description:
              - Requests that may wait for one unit (V(virtio-scsi)).
              - A whole number of at least 1.
            type: int
          max_sectors:
            description:
              - Most sectors of 512 bytes in one request (V(virtio-scsi)).
              - A whole number of at least 1.
            type: int
          ioeventfd:
            description:
              - Whether a separate thread handles requests (V(virtio-scsi)).
            type: bool
          iothread:
            description:
              - Number of the I/O thread that serves the controller (V(virtio-scsi)).
              - A whole number of at least 1.
            type: int
          iothreads:
            description:
              - I/O threads that serve the controller (V(virtio-scsi)).
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(id).
                Needs libvirt 11.3.0 or newer.
            type: list
            elements: dict
            suboptions:
              id:
                description:
                  - Number of the I/O thread.
                  - A whole number of at least 1.
                type: int
                required: true
              queues:
                description:
                  - Queues that the thread serves.
                  - Each is a whole number of at least 0. The list is complete when it is given, and an empty one removes every
                    member.
                type: list
                elements: int
      serial:
        description:
          - Serial number (V(nvme)).
          - Needs libvirt 11.5.0 or newer.
        type: str
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  hostdevs:
    description:
      - Devices of the host that the guest is given. The list is complete when it is given.
      - Members are told apart by C(source). A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      mode:
        description:
          - How the device is given; it follows from O(hostdevs[].source).
          - Without it libvirt takes V(subsystem). libxl does not support V(capabilities).
        type: str
        choices: [subsystem, capabilities]
      source:
        description:
          - Which device of the host it is.
          - libxl does not support V(mdev), V(scsi), V(scsi_host), V(storage), V(misc), V(net).
        type: dict
        required: true
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, usb, mdev, scsi, scsi_host, storage, misc, net]
          address:
            description:
              - PCI address of the device, such as V(0000:03:00.0). For V(pci) only.
              - A PCI address such as '0000:03:00.1'. Required.
            type: str
          write_filtering:
            description:
              - Whether only safe writes reach the device's configuration (Xen). For V(pci) only.
              - Needs libvirt 6.8.0 or newer.
            type: bool
          vendor:
            description:
              - Number of the vendor, such as V('0x1d6b'). For V(usb) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          product:
            description:
              - Number of the product, such as V('0x0002'). For V(usb) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          bus:
            description:
              - Number of the host's USB bus (V(usb)).
              - Bus of the adapter (V(scsi)).
              - A whole number of at least 0.
            type: int
          device:
            description:
              - Number of the device on the bus, which changes when it is plugged again. For V(usb) only.
              - A whole number of at least 0.
            type: int
          port:
            description:
              - Port of the host that the device is on, such as V(1.2). For V(usb) only.
              - Needs libvirt 12.0.0 or newer.
            type: str
          startup_policy:
            description:
              - >-
                What to do when the device is missing: fail, drop it after a migration, or drop it at every start. For V(usb)
                only.
              - Without it libvirt takes V(mandatory).
            type: str
            choices: [mandatory, requisite, optional]
          guest_reset:
            description:
              - Whether the guest may reset the device. For V(usb) only.
              - Needs libvirt 8.6.0 or newer.
            type: str
            choices: ["off", uninitialized, "on"]
          uuid:
            description:
              - UUID of the device. For V(mdev) only.
              - Required.
            type: str
          protocol:
            description:
              - How the device is reached. For V(scsi) only.
              - Without it libvirt takes V(adapter).
            type: str
            choices: [adapter, iscsi]
          adapter:
            description:
              - Adapter of the host, such as V(scsi_host0). For V(scsi) only.
            type: str
          target:
            description:
              - Target on the bus. For V(scsi) only.
              - A whole number of at least 0.
            type: int
          unit:
            description:
              - Unit of the target. For V(scsi) only.
              - A whole number of at least 0.
            type: int
          name:
            description:
              - Target and unit (V(iscsi)), such as V(iqn.2026-01.com.example:disks/1). For V(scsi) only.
            type: str
          hosts:
            description:
              - Server of the target (V(iscsi)). For V(scsi) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name)
                and C(port) and C(socket). Of C(name), C(socket) at most one can be given. Of C(port), C(socket) at most one can
                be given. At least one of C(name), C(socket) is required.
            type: list
            elements: dict
            suboptions:
              name:
                description:
                  - Name or address of the server.
                type: str
              port:
                description:
                  - Port of the server.
                  - A whole number from 1 to 65535.
                type: int
              transport:
                description:
                  - How the server is reached.
                  - Without it libvirt takes V(tcp).
                type: str
                choices: [tcp, rdma, unix]
              socket:
                description:
                  - Path of the server's socket, where O(hostdevs[].source.hosts[].transport) is V(unix).
                  - An absolute path.
                type: str
          auth:
            description:
              - Who asks the server (V(iscsi)). For V(scsi) only.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              username:
                description:
                  - Name of the user.
                  - Required.
                type: str
              secret:
                description:
                  - Secret with the user's password or key.
                  - Of C(uuid), C(usage) at most one can be given. At least one of C(uuid), C(usage) is required. Required.
                type: dict
                suboptions:
                  type:
                    description:
                      - What the secret is for.
                    type: str
                    required: true
                    choices: [passphrase, ceph, iscsi]
                  uuid:
                    description:
                      - UUID of the secret.
                    type: str
                  usage:
                    description:
                      - Usage of the secret.
                    type: str
          initiator:
            description:
              - Name of the initiator (V(iscsi)). For V(scsi) only.
              - Needs libvirt 6.7.0 or newer.
            type: str
          wwpn:
            description:
              - Name of the adapter. For V(scsi_host) only.
              - A name such as 'naa.50014057667280d8'. Required.
            type: str
          block:
            description:
              - Path of the device. For V(storage) only.
              - An absolute path. Required.
            type: str
          char:
            description:
              - Path of the device. For V(misc) only.
              - An absolute path. Required.
            type: str
          interface:
            description:
              - Name of the interface. For V(net) only.
              - Required.
            type: str
      managed:
        description:
          - Whether libvirt takes the device from the host's driver and gives it back (V(pci)).
          - Without it libvirt takes V(false).
        type: bool
      model:
        description:
          - What the device is to the guest (V(mdev)), or the variant of the adapter (V(scsi_host)).
          - Needs libvirt 3.2.0 or newer.
        type: str
        choices: [vfio-pci, vfio-ccw, vfio-ap, virtio, virtio-transitional, virtio-non-transitional]
      display:
        description:
          - Whether the device draws the guest's picture.
          - Without it libvirt takes V(false). Needs libvirt 4.6.0 or newer.
        type: bool
      ramfb:
        description:
          - Whether the firmware draws on the device while it boots.
          - Without it libvirt takes V(false). Needs libvirt 5.10.0 or newer.
        type: bool
      driver:
        description:
          - The host's driver of the device (V(pci)).
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          name:
            description:
              - Kind of driver; libvirt knows it from the hypervisor.
            type: str
            choices: [vfio, kvm, xen]
          model:
            description:
              - Name of the driver, such as V(mlx5_vfio_pci).
              - Needs libvirt 10.0.0 or newer.
            type: str
          iommufd:
            description:
              - Whether the device is opened by IOMMUFD.
              - Needs libvirt 12.1.0 or newer.
            type: bool
      sgio:
        description:
          - Whether the host filters the guest's commands (V(scsi)).
        type: str
        choices: [filtered, unfiltered]
      rawio:
        description:
          - Whether the guest's process may send any command (V(scsi)).
          - Without it libvirt takes V(false).
        type: bool
      readonly:
        description:
          - Whether the guest cannot write to the device (V(scsi)).
        type: bool
      shareable:
        description:
          - Whether several guests use the device (V(scsi)).
        type: bool
      teaming:
        description:
          - The interface that stands in for this one while the guest migrates (V(pci)).
          - An empty dictionary takes it away. Needs libvirt 7.1.0 or newer.
        type: dict
        suboptions:
          type:
            description:
              - Whether the interface is always there, or leaves for a migration.
              - Required.
            type: str
            choices: [persistent, transient]
          persistent:
            description:
              - Alias of the interface that is always there.
            type: str
      ips:
        description:
          - Addresses of the interface in the guest (V(net)).
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(address).
        type: list
        elements: dict
        suboptions:
          address:
            description:
              - Address.
              - An IP address.
            type: str
            required: true
          family:
            description:
              - Family of the address.
              - Without it libvirt takes V(ipv4).
            type: str
            choices: [ipv4, ipv6]
          prefix:
            description:
              - Length of the network's prefix in bits. It may also stand behind the address.
              - A whole number of at least 0.
            type: int
          peer:
            description:
              - Address of the other end of a point-to-point link.
              - An IP address. Needs libvirt 2.1.0 or newer.
            type: str
      routes:
        description:
          - Routes of the guest through the interface (V(net)).
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(address) and
            C(prefix). Of C(netmask), C(prefix) at most one can be given.
        type: list
        elements: dict
        suboptions:
          address:
            description:
              - Destination.
              - An IP address.
            type: str
            required: true
          netmask:
            description:
              - Mask of the destination.
              - An IP address.
            type: str
          prefix:
            description:
              - Length of the destination's prefix. It may also stand behind the address.
              - A whole number from 0 to 128.
            type: int
          family:
            description:
              - Family of the destination; V(ipv6) by itself where the address is one of IPv6.
              - Without it libvirt takes V(ipv4).
            type: str
            choices: [ipv4, ipv6]
          gateway:
            description:
              - Address on the network that leads there.
              - An IP address.
            type: str
            required: true
          metric:
            description:
              - Metric of the route.
              - A whole number of at least 1.
            type: int
      boot:
        description:
          - Place of the device in the boot order. An empty dictionary takes it out.
          - libxl does not support it.
        type: dict
        suboptions:
          order:
            description:
              - Place in the order in which devices are tried, from 1. It excludes the boot order by kind of device.
              - A whole number of at least 1. Required.
            type: int
          loadparm:
            description:
              - Parameter for the boot loader on S390.
              - At most 8 letters, digits, dots and spaces. Needs libvirt 3.5.0 or newer.
            type: str
      rom:
        description:
          - ROM of the device. An empty dictionary leaves it to the hypervisor.
        type: dict
        suboptions:
          enabled:
            description:
              - Whether the device has a ROM at all.
              - Needs libvirt 4.3.0 or newer.
            type: bool
          bar:
            description:
              - Whether the ROM is seen in the guest's memory.
            type: bool
          file:
            description:
              - File on the host that is shown as the ROM.
              - An absolute path.
            type: str
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  filesystems:
    description:
      - Folders of the host in the guest; each is recognised by O(filesystems[].target.dir). The list is complete when it is
        given.
      - Members are told apart by C(target.dir). libxl does not support it. A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      source:
        description:
          - What the guest is given.
        type: dict
        required: true
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [mount, bind, template, file, block, ram, volume]
          dir:
            description:
              - Path of the folder. For V(mount), V(bind) only.
              - An absolute path.
            type: str
          socket:
            description:
              - Path of the socket of a virtiofsd that is run by others. For V(mount) only.
              - An absolute path.
            type: str
          name:
            description:
              - Name of the template. For V(template) only.
              - Required.
            type: str
          file:
            description:
              - Path of the image. For V(file) only.
              - An absolute path. Required.
            type: str
          dev:
            description:
              - Path of the device. For V(block) only.
              - An absolute path. Required.
            type: str
          usage:
            description:
              - Most memory, such as V(64 MiB). For V(ram) only.
              - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
            type: str
          pool:
            description:
              - Name of the pool. For V(volume) only.
              - Required.
            type: str
          volume:
            description:
              - Name of the volume. For V(volume) only.
              - Required.
            type: str
      target:
        description:
          - Where the guest finds it.
        type: dict
        required: true
        suboptions:
          dir:
            description:
              - Tag that the guest mounts by, or a container's folder.
            type: str
            required: true
      driver:
        description:
          - How it gets into the guest.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
          type:
            description:
              - >-
                Kind of driver: V(path) is 9p.
            type: str
            choices: [path, handle, virtiofs, mtp, loop, nbd, ploop]
          format:
            description:
              - Format of the image (containers).
            type: str
            choices: [raw, qcow2, qcow, cow, qed, vmdk, vdi, vhd, vpc, iso, dmg, bochs, cloop, fat, luks, ploop, dir]
          wrpolicy:
            description:
              - Whether what the guest writes is on the host's disk at once (V(path)).
            type: str
            choices: [immediate]
          queue:
            description:
              - Requests that the queue holds (V(virtiofs)).
              - A whole number of at least 1. Needs libvirt 6.2.0 or newer.
            type: int
      binary:
        description:
          - The program that serves V(virtiofs). An empty dictionary leaves it to libvirt.
          - Needs libvirt 6.2.0 or newer.
        type: dict
        suboptions:
          path:
            description:
              - Path of the program.
              - An absolute path.
            type: str
          xattr:
            description:
              - Whether extended attributes reach the host.
            type: bool
          cache:
            description:
              - What the guest keeps in memory.
            type: str
            choices: [none, always]
          sandbox:
            description:
              - How the program is confined.
              - Needs libvirt 7.2.0 or newer.
            type: str
            choices: [namespace, chroot]
          lock:
            description:
              - Which locks reach the host.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              posix:
                description:
                  - Whether POSIX locks do.
                type: bool
              flock:
                description:
                  - Whether BSD locks do.
                type: bool
          thread_pool:
            description:
              - Most threads; 0 uses none of their own.
              - A whole number of at least 0. Needs libvirt 8.5.0 or newer.
            type: int
          openfiles:
            description:
              - Most open files.
              - A whole number of at least 1. Needs libvirt 10.6.0 or newer.
            type: int
      accessmode:
        description:
          - With whose rights files are used.
          - Without it libvirt takes V(passthrough).
        type: str
        choices: [passthrough, mapped, squash]
      multidevs:
        description:
          - What is done where several file systems lie below the folder.
          - Without it libvirt takes V(default). Needs libvirt 6.3.0 or newer.
        type: str
        choices: [default, remap, forbid, warn]
      model:
        description:
          - Variant of the device.
          - Needs libvirt 5.2.0 or newer.
        type: str
        choices: [virtio, virtio-transitional, virtio-non-transitional]
      fmode:
        description:
          - Mode of new files where O(filesystems[].accessmode) is V(mapped), such as V('0640').
          - An octal mode in quotes, such as '0755'. Needs libvirt 6.10.0 or newer.
        type: str
      dmode:
        description:
          - Mode of new folders where O(filesystems[].accessmode) is V(mapped), such as V('0750').
          - An octal mode in quotes, such as '0755'. Needs libvirt 6.10.0 or newer.
        type: str
      readonly:
        description:
          - Whether the guest cannot write.
        type: bool
      idmap:
        description:
          - Who the guest's users are on the host (V(virtiofs)). An empty dictionary takes it away.
          - Needs libvirt 10.0.0 or newer.
        type: dict
        suboptions:
          uids:
            description:
              - Users.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(start).
            type: list
            elements: dict
            suboptions:
              start:
                description:
                  - First number in the guest.
                  - A whole number of at least 0.
                type: int
                required: true
              target:
                description:
                  - First number on the host.
                  - A whole number of at least 0.
                type: int
                required: true
              count:
                description:
                  - How many there are.
                  - A whole number of at least 1.
                type: int
                required: true
          gids:
            description:
              - Groups.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(start).
            type: list
            elements: dict
            suboptions:
              start:
                description:
                  - First number in the guest.
                  - A whole number of at least 0.
                type: int
                required: true
              target:
                description:
                  - First number on the host.
                  - A whole number of at least 0.
                type: int
                required: true
              count:
                description:
                  - How many there are.
                  - A whole number of at least 1.
                type: int
                required: true
      space_hard_limit:
        description:
          - Most space, such as V(10 GiB) (OpenVZ).
          - A size with its unit, such as '4 GiB' or '512 MiB'.
        type: str
      space_soft_limit:
        description:
          - Space that may be exceeded for a while (OpenVZ).
          - A size with its unit, such as '4 GiB' or '512 MiB'.
        type: str
      boot:
        description:
          - Place of the device in the boot order. An empty dictionary takes it out.
          - libxl does not support it.
        type: dict
        suboptions:
          order:
            description:
              - Place in the order in which devices are tried, from 1. It excludes the boot order by kind of device.
              - A whole number of at least 1. Required.
            type: int
          loadparm:
            description:
              - Parameter for the boot loader on S390.
              - At most 8 letters, digits, dots and spaces. Needs libvirt 3.5.0 or newer.
            type: str
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  tpms:
    description:
      - TPMs of the guest. The list is complete when it is given.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Device that the guest sees; libvirt chooses one that fits.
        type: str
        choices: [tpm-crb, tpm-tis, tpm-spapr, spapr-tpm-proxy]
      backend:
        description:
          - What stands behind the device.
        type: dict
        required: true
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [emulator, passthrough, external]
          version:
            description:
              - Version of the TPM. For V(emulator) only.
            type: str
            choices: ["1.2", "2.0"]
          encryption_secret:
            description:
              - UUID of the secret that the state is encrypted with. For V(emulator) only.
              - Needs libvirt 5.6.0 or newer.
            type: str
          persistent_state:
            description:
              - Whether the state outlives a guest that is not defined. For V(emulator) only.
              - Without it libvirt takes V(false). Needs libvirt 7.0.0 or newer.
            type: bool
          active_pcr_banks:
            description:
              - Banks that measurements are kept in. An empty dictionary leaves them as they are. For V(emulator) only.
              - Needs libvirt 7.10.0 or newer.
            type: dict
            suboptions:
              sha1:
                description:
                  - Whether SHA-1 is kept.
                type: bool
              sha256:
                description:
                  - Whether SHA-256 is kept.
                type: bool
              sha384:
                description:
                  - Whether SHA-384 is kept.
                type: bool
              sha512:
                description:
                  - Whether SHA-512 is kept.
                type: bool
          debug:
            description:
              - How much the emulator writes to its log. For V(emulator) only.
              - A whole number of at least 0. Needs libvirt 10.6.0 or newer.
            type: int
          state:
            description:
              - Where the state lies. An empty dictionary leaves it to libvirt. For V(emulator) only.
              - Needs libvirt 10.10.0 or newer.
            type: dict
            suboptions:
              type:
                description:
                  - A file or block device, or a folder.
                  - Required.
                type: str
                choices: [file, dir]
              path:
                description:
                  - Path of it.
                  - An absolute path. Required.
                type: str
          profile:
            description:
              - What a new TPM is able to do. For V(emulator) only.
              - An empty dictionary takes it away. Needs libvirt 10.10.0 or newer.
            type: dict
            suboptions:
              source:
                description:
                  - Name of the profile, such as V(local:restricted). It is used when the TPM is made.
                type: str
              remove_disabled:
                description:
                  - Whether algorithms that the host forbids are left out.
                type: str
                choices: [check, fips-host]
              name:
                description:
                  - Name that the profile has itself; libvirt writes it.
                type: str
          path:
            description:
              - Path of the host's device, such as V(/dev/tpm0). For V(passthrough) only.
              - An absolute path.
            type: str
          socket:
            description:
              - Path of its socket. For V(external) only.
              - An absolute path. Required. Needs libvirt 9.0.0 or newer.
            type: str
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  rngs:
    description:
      - Sources of random numbers for the guest. The list is complete when it is given.
      - libxl does not support it. A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Variant of the device.
        type: str
        required: true
        choices: [virtio, virtio-transitional, virtio-non-transitional]
      backend:
        description:
          - Where the numbers come from.
        type: dict
        required: true
        suboptions:
          model:
            description:
              - A device of the host, the hypervisor itself, or a daemon that speaks EGD.
            type: str
            required: true
            choices: [random, builtin, egd]
          path:
            description:
              - Path of the host's device (V(random)), such as V(/dev/urandom).
              - An absolute path.
            type: str
          source:
            description:
              - What the daemon is reached by (V(egd)).
            type: dict
            suboptions:
              type:
                description:
                  - Which of the shapes is meant. It may be left out where the other options tell.
                type: str
                choices: [pty, dev, file, pipe, unix, tcp, udp, "null", stdio, vc, spicevmc, spiceport, qemu-vdagent, dbus, nmdm]
              path:
                description:
                  - Path on the host (V(dev), V(file), V(pipe)).
                  - Path of the socket. A channel's may be left to libvirt (V(unix)).
                  - An absolute path. Required.
                type: str
              seclabels:
                description:
                  - Labels of the source, in place of the guest's own. For V(dev), V(file), V(pipe), V(unix) only.
                  - The list is complete when it is given, and an empty one removes every member. Members are told apart by
                    C(model).
                type: list
                elements: dict
                suboptions:
                  model:
                    description:
                      - Security model, such as V(selinux) or V(dac).
                    type: str
                  relabel:
                    description:
                      - Whether libvirt labels the file.
                    type: bool
                  label:
                    description:
                      - Label for the file; it needs O(rngs[].backend.source.seclabels[].relabel).
                    type: str
              append:
                description:
                  - Whether the file is kept when the guest starts. For V(file) only.
                  - Without it libvirt takes V(false).
                type: bool
              mode:
                description:
                  - Whether the guest's side listens or connects. For V(unix), V(tcp) only.
                  - Without it libvirt takes V(connect).
                type: str
                choices: [connect, bind]
              reconnect:
                description:
                  - What happens when a connection that was made is lost. For V(unix), V(tcp) only.
                  - An empty dictionary takes it away.
                type: dict
                suboptions:
                  enabled:
                    description:
                      - Whether to connect again.
                      - Required.
                    type: bool
                  timeout:
                    description:
                      - Seconds to wait before connecting again.
                      - A whole number of at least 0.
                    type: int
              host:
                description:
                  - Name or address. For V(tcp) only.
                  - Required.
                type: str
              service:
                description:
                  - Port, by number or name. For V(tcp) only.
                  - Required.
                type: str
              tls:
                description:
                  - Whether the connection is encrypted. For V(tcp) only.
                type: bool
              protocol:
                description:
                  - Protocol on the connection. For V(tcp) only.
                  - Without it libvirt takes V(raw).
                type: str
                choices: [raw, telnet, telnets, tls]
              connect_host:
                description:
                  - Name or address that packets go to. For V(udp) only.
                type: str
              connect_service:
                description:
                  - Port that packets go to. For V(udp) only.
                  - Required.
                type: str
              bind_host:
                description:
                  - Address that packets come to. For V(udp) only.
                type: str
              bind_service:
                description:
                  - Port that packets come to. For V(udp) only.
                type: str
              channel:
                description:
                  - Name of the port, such as V(org.qemu.console.serial.0) (V(spiceport)).
                  - Name of the port; a redirected device has none (V(dbus)).
                  - Required.
                type: str
              clipboard:
                description:
                  - Whether the clipboard is shared. For V(qemu-vdagent) only.
                type: bool
              mouse:
                description:
                  - Who draws the pointer. For V(qemu-vdagent) only.
                type: str
                choices: [server, client]
              master:
                description:
                  - Path of the guest's end. For V(nmdm) only.
                  - An absolute path. Required.
                type: str
              slave:
                description:
                  - Path of the host's end. For V(nmdm) only.
                  - An absolute path. Required.
                type: str
      rate:
        description:
          - How much the guest may draw. An empty dictionary does not limit it.
        type: dict
        suboptions:
          bytes:
            description:
              - Amount in a period, such as V(1 KiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
            type: str
          period:
            description:
              - Length of a period in milliseconds.
              - A whole number of at least 1. Without it libvirt takes V(1000).
            type: int
      driver:
        description:
          - Options of the virtio driver.
          - Needs libvirt 3.5.0 or newer.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  smartcards:
    description:
      - Smartcards of the guest. The list is complete when it is given.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      mode:
        description:
          - The host's card, certificates of the host, or a connection.
        type: str
        required: true
        choices: [host, host-certificates, passthrough]
      certificates:
        description:
          - Names of three certificates (V(host-certificates)).
          - The list is complete when it is given, and an empty one removes every member. The order matters.
        type: list
        elements: str
      database:
        description:
          - Folder with the certificates (V(host-certificates)).
          - An absolute path. Without it libvirt takes V(/etc/pki/nssdb).
        type: str
      source:
        description:
          - What the card is connected to (V(passthrough)).
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pty, dev, file, pipe, unix, tcp, udp, "null", stdio, vc, spicevmc, spiceport, qemu-vdagent, dbus, nmdm]
          path:
            description:
              - Path on the host (V(dev), V(file), V(pipe)).
              - Path of the socket. A channel's may be left to libvirt (V(unix)).
              - An absolute path. Required.
            type: str
          seclabels:
            description:
              - Labels of the source, in place of the guest's own. For V(dev), V(file), V(pipe), V(unix) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(model).
            type: list
            elements: dict
            suboptions:
              model:
                description:
                  - Security model, such as V(selinux) or V(dac).
                type: str
              relabel:
                description:
                  - Whether libvirt labels the file.
                type: bool
              label:
                description:
                  - Label for the file; it needs O(smartcards[].source.seclabels[].relabel).
                type: str
          append:
            description:
              - Whether the file is kept when the guest starts. For V(file) only.
              - Without it libvirt takes V(false).
            type: bool
          mode:
            description:
              - Whether the guest's side listens or connects. For V(unix), V(tcp) only.
              - Without it libvirt takes V(connect).
            type: str
            choices: [connect, bind]
          reconnect:
            description:
              - What happens when a connection that was made is lost. For V(unix), V(tcp) only.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether to connect again.
                  - Required.
                type: bool
              timeout:
                description:
                  - Seconds to wait before connecting again.
                  - A whole number of at least 0.
                type: int
          host:
            description:
              - Name or address. For V(tcp) only.
              - Required.
            type: str
          service:
            description:
              - Port, by number or name. For V(tcp) only.
              - Required.
            type: str
          tls:
            description:
              - Whether the connection is encrypted. For V(tcp) only.
            type: bool
          protocol:
            description:
              - Protocol on the connection. For V(tcp) only.
              - Without it libvirt takes V(raw).
            type: str
            choices: [raw, telnet, telnets, tls]
          connect_host:
            description:
              - Name or address that packets go to. For V(udp) only.
            type: str
          connect_service:
            description:
              - Port that packets go to. For V(udp) only.
              - Required.
            type: str
          bind_host:
            description:
              - Address that packets come to. For V(udp) only.
            type: str
          bind_service:
            description:
              - Port that packets come to. For V(udp) only.
            type: str
          channel:
            description:
              - Name of the port, such as V(org.qemu.console.serial.0) (V(spiceport)).
              - Name of the port; a redirected device has none (V(dbus)).
              - Required.
            type: str
          clipboard:
            description:
              - Whether the clipboard is shared. For V(qemu-vdagent) only.
            type: bool
          mouse:
            description:
              - Who draws the pointer. For V(qemu-vdagent) only.
            type: str
            choices: [server, client]
          master:
            description:
              - Path of the guest's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
          slave:
            description:
              - Path of the host's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  cryptos:
    description:
      - Devices that encrypt for the guest. The list is complete when it is given.
      - Needs libvirt 9.1.0 or newer. libxl does not support it. A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Device that the guest sees.
        type: str
        required: true
        choices: [virtio]
      type:
        description:
          - Who serves it.
        type: str
        required: true
        choices: [qemu]
      backend:
        description:
          - Who computes.
        type: dict
        required: true
        suboptions:
          model:
            description:
              - The hypervisor or the kernel.
            type: str
            required: true
            choices: [builtin, lkcf]
          queues:
            description:
              - Number of queues.
              - A whole number of at least 1.
            type: int
      driver:
        description:
          - Options of the virtio driver.
          - Needs libvirt 3.5.0 or newer.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  redirdevs:
    description:
      - USB ports that devices elsewhere are plugged into. The list is complete when it is given.
      - libxl does not support it. A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      bus:
        description:
          - Bus of the device.
        type: str
        required: true
        choices: [usb]
      source:
        description:
          - Where the device is; V(spicevmc) is the SPICE client.
        type: dict
        required: true
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pty, dev, file, pipe, unix, tcp, udp, "null", stdio, vc, spicevmc, spiceport, qemu-vdagent, dbus, nmdm]
          path:
            description:
              - Path on the host (V(dev), V(file), V(pipe)).
              - Path of the socket. A channel's may be left to libvirt (V(unix)).
              - An absolute path. Required.
            type: str
          seclabels:
            description:
              - Labels of the source, in place of the guest's own. For V(dev), V(file), V(pipe), V(unix) only.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(model).
            type: list
            elements: dict
            suboptions:
              model:
                description:
                  - Security model, such as V(selinux) or V(dac).
                type: str
              relabel:
                description:
                  - Whether libvirt labels the file.
                type: bool
              label:
                description:
                  - Label for the file; it needs O(redirdevs[].source.seclabels[].relabel).
                type: str
          append:
            description:
              - Whether the file is kept when the guest starts. For V(file) only.
              - Without it libvirt takes V(false).
            type: bool
          mode:
            description:
              - Whether the guest's side listens or connects. For V(unix), V(tcp) only.
              - Without it libvirt takes V(connect).
            type: str
            choices: [connect, bind]
          reconnect:
            description:
              - What happens when a connection that was made is lost. For V(unix), V(tcp) only.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether to connect again.
                  - Required.
                type: bool
              timeout:
                description:
                  - Seconds to wait before connecting again.
                  - A whole number of at least 0.
                type: int
          host:
            description:
              - Name or address. For V(tcp) only.
              - Required.
            type: str
          service:
            description:
              - Port, by number or name. For V(tcp) only.
              - Required.
            type: str
          tls:
            description:
              - Whether the connection is encrypted. For V(tcp) only.
            type: bool
          protocol:
            description:
              - Protocol on the connection. For V(tcp) only.
              - Without it libvirt takes V(raw).
            type: str
            choices: [raw, telnet, telnets, tls]
          connect_host:
            description:
              - Name or address that packets go to. For V(udp) only.
            type: str
          connect_service:
            description:
              - Port that packets go to. For V(udp) only.
              - Required.
            type: str
          bind_host:
            description:
              - Address that packets come to. For V(udp) only.
            type: str
          bind_service:
            description:
              - Port that packets come to. For V(udp) only.
            type: str
          channel:
            description:
              - Name of the port, such as V(org.qemu.console.serial.0) (V(spiceport)).
              - Name of the port; a redirected device has none (V(dbus)).
              - Required.
            type: str
          clipboard:
            description:
              - Whether the clipboard is shared. For V(qemu-vdagent) only.
            type: bool
          mouse:
            description:
              - Who draws the pointer. For V(qemu-vdagent) only.
            type: str
            choices: [server, client]
          master:
            description:
              - Path of the guest's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
          slave:
            description:
              - Path of the host's end. For V(nmdm) only.
              - An absolute path. Required.
            type: str
      boot:
        description:
          - Place of the device in the boot order. An empty dictionary takes it out.
          - libxl does not support it.
        type: dict
        suboptions:
          order:
            description:
              - Place in the order in which devices are tried, from 1. It excludes the boot order by kind of device.
              - A whole number of at least 1. Required.
            type: int
          loadparm:
            description:
              - Parameter for the boot loader on S390.
              - At most 8 letters, digits, dots and spaces. Needs libvirt 3.5.0 or newer.
            type: str
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  redirfilter:
    description:
      - Which devices may be redirected. An empty dictionary lets all in.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      usbdevs:
        description:
          - Rules, of which the first that fits holds.
          - The list is complete when it is given, and an empty one removes every member. The order matters.
        type: list
        elements: dict
        suboptions:
          allow:
            description:
              - Whether the device may be plugged.
            type: bool
            required: true
          usb_class:
            description:
              - Class of the device; V(-1) is any.
              - A number, decimal or hexadecimal (0x…). Without it libvirt takes V(-1).
            type: str
          vendor:
            description:
              - Number of the vendor; V(-1) is any.
              - A number, decimal or hexadecimal (0x…). Without it libvirt takes V(-1).
            type: str
          product:
            description:
              - Number of the product; V(-1) is any.
              - A number, decimal or hexadecimal (0x…). Without it libvirt takes V(-1).
            type: str
          version:
            description:
              - Version of the device; V(-1) is any.
              - A version such as '2.56'. Without it libvirt takes V(-1).
            type: str
  watchdogs:
    description:
      - Devices that act when the guest is stuck. Those that are not named stay.
      - Members that are not named stay as they are. Members are told apart by C(model). libxl does not support it. A change
        reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Device that the guest sees.
        type: str
        required: true
        choices: [itco, i6300esb, ib700, diag288]
      action:
        description:
          - What is done to a guest that is stuck.
          - Without it libvirt takes V(reset).
        type: str
        choices: [reset, shutdown, poweroff, pause, none, dump, inject-nmi]
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  panics:
    description:
      - Devices that tell the host of a panic. Those that are not named stay.
      - Members that are not named stay as they are. Members are told apart by C(model). libxl does not support it. A change of a
        running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Device that the guest sees; left out of a new one, libvirt chooses it.
        type: str
        choices: [isa, pvpanic, hyperv, pseries, s390]
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  memballoon:
    description:
      - What gives the guest's memory back to the host.
      - A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      model:
        description:
          - Device that the guest sees; V(none) for a guest without.
          - libxl does not support V(virtio), V(virtio-transitional), V(virtio-non-transitional), V(none).
        type: str
        required: true
        choices: [virtio, virtio-transitional, virtio-non-transitional, xen, none]
      autodeflate:
        description:
          - Whether the balloon shrinks before the guest runs out of memory.
          - Needs libvirt 1.3.1 or newer.
        type: bool
      free_page_reporting:
        description:
          - Whether unused pages go back to the host at once.
          - Needs libvirt 6.9.0 or newer.
        type: bool
      stats_period:
        description:
          - Seconds between statistics; 0 collects none.
          - A whole number of at least 0. Without it libvirt takes V(0).
        type: int
      driver:
        description:
          - Options of the virtio driver.
          - Needs libvirt 3.5.0 or newer.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  memory_devices:
    description:
      - Modules of memory beside what the guest starts with. The list is complete when it is given.
      - libxl does not support it. A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Kind of module.
        type: str
        required: true
        choices: [dimm, nvdimm, virtio-mem, virtio-pmem, sgx-epc]
      access:
        description:
          - Whether other processes of the host see the memory.
          - Needs libvirt 3.2.0 or newer.
        type: str
        choices: [shared, private]
      discard:
        description:
          - Whether the host forgets the memory when the guest ends (V(dimm)).
          - Without it libvirt takes V(false). Needs libvirt 4.4.0 or newer.
        type: bool
      uuid:
        description:
          - UUID of the module (V(nvdimm), PowerPC).
          - Needs libvirt 6.2.0 or newer.
        type: str
      source:
        description:
          - What of the host the memory is. An empty dictionary leaves it to the guest's settings.
        type: dict
        suboptions:
          pagesize:
            description:
              - Size of the host's pages, such as V(2 MiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'.
            type: str
          nodemask:
            description:
              - NUMA nodes of the host, such as V(0-1).
              - A list of processors such as '0-3,^2,8'.
            type: str
          path:
            description:
              - Path of a file or device on the host (V(nvdimm), V(virtio-pmem)).
              - An absolute path.
            type: str
          alignsize:
            description:
              - Alignment of the file in memory (V(nvdimm)).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Needs libvirt 5.0.0 or newer.
            type: str
          pmem:
            description:
              - Whether the host keeps what is written when power fails (V(nvdimm)).
              - Needs libvirt 5.0.0 or newer.
            type: bool
      target:
        description:
          - What the guest sees of it.
          - Some changes reach a running domain at once, others wait until it is restarted.
        type: dict
        required: true
        suboptions:
          dynamic_memslots:
            description:
              - Whether memory is spread over slots as it is used (V(virtio-mem)).
              - Needs libvirt 10.1.0 or newer. A change of a running domain waits until it is restarted.
            type: bool
          size:
            description:
              - Size of the memory, such as V(1 GiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'. A change of a running domain waits until it is restarted.
            type: str
            required: true
          node:
            description:
              - NUMA node of the guest that it belongs to.
              - A whole number of at least 0. A change of a running domain waits until it is restarted.
            type: int
          block:
            description:
              - Step in which the memory grows and shrinks (V(virtio-mem)).
              - A size with its unit, such as '4 GiB' or '512 MiB'. A change of a running domain waits until it is restarted.
            type: str
          requested:
            description:
              - How much of it the guest is to have (V(virtio-mem)).
              - A size with its unit, such as '4 GiB' or '512 MiB'. A change reaches a running domain at once.
            type: str
          label_size:
            description:
              - Size of the labels (V(nvdimm)).
              - A size with its unit, such as '4 GiB' or '512 MiB'. A change of a running domain waits until it is restarted.
            type: str
          readonly:
            description:
              - Whether the guest cannot write (V(nvdimm)).
              - Needs libvirt 5.0.0 or newer. A change of a running domain waits until it is restarted.
            type: bool
          base:
            description:
              - Address in the guest's memory (V(virtio-mem), V(virtio-pmem)).
              - A number, decimal or hexadecimal (0x…). Needs libvirt 9.4.0 or newer. A change of a running domain waits until it
                is restarted.
            type: str
      driver:
        description:
          - Options of the virtio driver.
          - Needs libvirt 3.5.0 or newer.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  shmems:
    description:
      - Memory that several guests see. The list is complete when it is given.
      - Members are told apart by C(name). libxl does not support it. A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the memory.
          - A name without slashes.
        type: str
        required: true
      role:
        description:
          - Whether the memory moves with a migrating guest.
          - Needs libvirt 6.6.0 or newer.
        type: str
        choices: [master, peer]
      model:
        description:
          - Device that the guest sees.
        type: str
        choices: [ivshmem-plain, ivshmem-doorbell, ivshmem]
      size:
        description:
          - Size of the memory, a power of two such as V(4 MiB).
          - A size with its unit, such as '4 GiB' or '512 MiB'.
        type: str
      server:
        description:
          - Whether a server joins the guests (V(ivshmem-doorbell)).
        type: bool
      server_path:
        description:
          - Path of the server's socket.
          - An absolute path.
        type: str
      msi:
        description:
          - Interrupts of the memory (V(ivshmem-doorbell)).
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          vectors:
            description:
              - Number of interrupts.
              - A whole number of at least 0.
            type: int
          ioeventfd:
            description:
              - Whether a separate thread handles them.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  iommus:
    description:
      - What maps the guest's devices to its memory. The list is complete when it is given.
      - Needs libvirt 2.1.0 or newer. libxl does not support it. A change of a running domain waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      model:
        description:
          - Kind of IOMMU.
        type: str
        required: true
        choices: [intel, virtio, amd, smmuv3]
      driver:
        description:
          - What it is able to do.
          - An empty dictionary takes it away.
        type: dict
        suboptions:
          intremap:
            description:
              - Whether interrupts are mapped too.
              - Needs libvirt 3.4.0 or newer.
            type: bool
          caching_mode:
            description:
              - Whether the guest tells of each mapping (V(intel)).
              - Needs libvirt 3.4.0 or newer.
            type: bool
          eim:
            description:
              - Whether there may be more than 255 processors (V(intel)).
              - Needs libvirt 3.4.0 or newer.
            type: bool
          iotlb:
            description:
              - Whether devices may keep mappings.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          aw_bits:
            description:
              - Width of addresses in bits.
              - A whole number from 1 to 64. Needs libvirt 6.5.0 or newer.
            type: int
          dma_translation:
            description:
              - Whether memory is mapped at all (V(intel)).
              - Needs libvirt 10.7.0 or newer.
            type: bool
          xtsup:
            description:
              - Whether there may be more than 255 processors (V(amd)).
              - Needs libvirt 11.5.0 or newer.
            type: bool
          passthrough:
            description:
              - Whether memory is left unmapped (V(amd)).
              - Needs libvirt 11.5.0 or newer.
            type: bool
          pci_bus:
            description:
              - Controller that the IOMMU is for (V(smmuv3)).
              - A whole number of at least 0. Needs libvirt 11.10.0 or newer.
            type: int
          granule:
            description:
              - Smallest piece of memory that is mapped (V(virtio)).
              - Of C(mode), C(size) at most one can be given. An empty dictionary takes it away. Needs libvirt 12.1.0 or newer.
            type: dict
            suboptions:
              mode:
                description:
                  - The size of the host's pages.
                type: str
                choices: [host]
              size:
                description:
                  - A size of its own, such as V(64 KiB).
                  - A size with its unit, such as '4 GiB' or '512 MiB'.
                type: str
          accel:
            description:
              - Whether the host's hardware helps (V(smmuv3)).
              - Needs libvirt 12.7.0 or newer.
            type: bool
          ats:
            description:
              - Whether devices may translate addresses themselves (V(smmuv3)).
              - Needs libvirt 12.7.0 or newer.
            type: bool
          ril:
            description:
              - Whether ranges are invalidated at once (V(smmuv3)).
              - Needs libvirt 12.7.0 or newer.
            type: bool
          ssidsize:
            description:
              - Width of substream numbers in bits (V(smmuv3)).
              - A whole number from 0 to 20. Needs libvirt 12.7.0 or newer.
            type: int
          oas:
            description:
              - Width of output addresses in bits (V(smmuv3)).
              - A whole number of at least 1. Needs libvirt 12.7.0 or newer.
            type: int
          cmdqv:
            description:
              - Whether command queues go to the hardware (V(smmuv3)).
              - Needs libvirt 12.7.0 or newer.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  vsock:
    description:
      - Sockets between guest and host. An empty dictionary takes them away.
      - Needs libvirt 4.4.0 or newer. libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      model:
        description:
          - Variant of the device.
          - Without it libvirt takes V(virtio).
        type: str
        choices: [virtio, virtio-transitional, virtio-non-transitional]
      cid:
        description:
          - The guest's number.
        type: dict
        suboptions:
          auto:
            description:
              - Whether a free number is found at each start.
              - Without it libvirt takes V(false).
            type: bool
          address:
            description:
              - The number, from 3.
              - A whole number from 3 to 4294967295.
            type: int
      driver:
        description:
          - Options of the virtio driver.
          - Needs libvirt 3.5.0 or newer.
        type: dict
        suboptions:
          iommu:
            description:
              - Whether the device goes through an emulated IOMMU.
              - Needs libvirt 3.5.0 or newer.
            type: bool
          ats:
            description:
              - Whether the device translates addresses itself (PCI Express).
              - Needs libvirt 3.5.0 or newer.
            type: bool
          packed:
            description:
              - Whether packed queues are offered.
              - Needs libvirt 6.3.0 or newer.
            type: bool
          page_per_vq:
            description:
              - Whether each queue has its own page for notifications.
              - Needs libvirt 7.9.0 or newer.
            type: bool
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      acpi:
        description:
          - What the firmware tables say of the device.
          - An empty dictionary takes it away. Needs libvirt 7.3.0 or newer.
        type: dict
        suboptions:
          index:
            description:
              - Index that Linux names the interface after. It is unique in the guest.
              - A whole number from 1 to 16383.
            type: int
          nodeset:
            description:
              - NUMA nodes that the device initiates accesses to, such as V(0-1).
              - A list of processors such as '0-3,^2,8'. Needs libvirt 11.8.0 or newer.
            type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  leases:
    description:
      - Rights that only one guest has at a time. The list is complete when it is given.
      - Members are told apart by C(lockspace) and C(key). libxl does not support it. A change reaches a running domain at once.
    type: list
    elements: dict
    suboptions:
      lockspace:
        description:
          - Name of the lock space.
        type: str
        required: true
      key:
        description:
          - Name of the lease.
        type: str
        required: true
      target:
        description:
          - Where the lease is written.
        type: dict
        required: true
        suboptions:
          path:
            description:
              - Path of the file.
              - An absolute path.
            type: str
            required: true
          offset:
            description:
              - Where in the file, such as V(1 MiB).
              - A size with its unit, such as '4 GiB' or '512 MiB'. Without it libvirt takes V(0 B).
            type: str
  nvram:
    description:
      - Memory that keeps settings (PowerPC).
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  pstore:
    description:
      - A store for what the guest says in its last moment. An empty dictionary takes it away.
      - Needs libvirt 10.6.0 or newer. libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      backend:
        description:
          - Kind of store.
          - Required.
        type: str
        choices: [acpi-erst]
      path:
        description:
          - Path of the file on the host.
          - An absolute path. Required.
        type: str
      size:
        description:
          - Size of the store, such as V(8 KiB).
          - A size with its unit, such as '4 GiB' or '512 MiB'. Required.
        type: str
      alias:
        description:
          - Name of the device that stays with it, beginning with V(ua-). With it, a device is recognised whatever else changes.
          - An alias that begins with 'ua-' and holds letters, digits, '_' and '-'. Needs libvirt 3.9.0 or newer.
        type: str
      address:
        description:
          - Place of the device on a bus of the guest. Left out, libvirt finds one and keeps it.
        type: dict
        suboptions:
          type:
            description:
              - Which of the shapes is meant. It may be left out where the other options tell.
            type: str
            choices: [pci, drive, virtio-serial, ccid, usb, spapr-vio, ccw, virtio-mmio, isa, dimm, unassigned]
          domain:
            description:
              - PCI domain. For V(pci) only.
              - A whole number from 0 to 4294967295. Without it libvirt takes V(0).
            type: int
          bus:
            description:
              - PCI bus, which is the index of a controller (V(pci)).
              - Bus of the controller (V(drive), V(virtio-serial)).
              - USB bus, which is the index of a controller (V(usb)).
              - A whole number from 0 to 255.
            type: int
          slot:
            description:
              - PCI slot (V(pci)).
              - Slot of the controller (V(ccid)).
              - Number of the slot (V(dimm)).
              - A whole number from 0 to 31.
            type: int
          function:
            description:
              - PCI function. For V(pci) only.
              - A whole number from 0 to 7. Without it libvirt takes V(0).
            type: int
          multifunction:
            description:
              - Whether more functions share the slot. For V(pci) only.
              - Without it libvirt takes V(false).
            type: bool
          zpci:
            description:
              - Identifiers on S390. For V(pci) only.
              - Needs libvirt 4.10.0 or newer.
            type: dict
            suboptions:
              uid:
                description:
                  - User-defined identifier.
                  - A whole number from 1 to 65535.
                type: int
              fid:
                description:
                  - Function identifier.
                  - A number, decimal or hexadecimal (0x…).
                type: str
          controller:
            description:
              - Index of the controller. For V(drive), V(virtio-serial), V(ccid) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          target:
            description:
              - Target on the bus. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          unit:
            description:
              - Unit of the target. For V(drive) only.
              - A whole number of at least 0. Without it libvirt takes V(0).
            type: int
          port:
            description:
              - Port of the bus (V(virtio-serial)).
              - Port, with those of the hubs on the way, such as V(1.2) (V(usb)).
              - A whole number of at least 0.
            type: raw
          reg:
            description:
              - Address of the first register. For V(spapr-vio) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          cssid:
            description:
              - Channel subsystem. For V(ccw) only.
              - A whole number from 0 to 254. Required.
            type: int
          ssid:
            description:
              - Subchannel set. For V(ccw) only.
              - A whole number from 0 to 3. Required.
            type: int
          devno:
            description:
              - Device number. For V(ccw) only.
              - A whole number from 0 to 65535. Required.
            type: int
          iobase:
            description:
              - First port. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          irq:
            description:
              - Interrupt. For V(isa) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
          base:
            description:
              - Address in the guest's memory. For V(dimm) only.
              - A number, decimal or hexadecimal (0x…).
            type: str
  qemu_commandline:
    description:
      - Arguments and environment for QEMU; libvirt does not support guests that use it. An empty dictionary takes them away.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      args:
        description:
          - Arguments, in order.
          - The list is complete when it is given, and an empty one removes every member. The order matters.
        type: list
        elements: str
      env:
        description:
          - Environment. The list is complete when it is given.
          - Members are told apart by C(name).
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the variable.
              - A variable's name.
            type: str
            required: true
          value:
            description:
              - Value of the variable.
            type: str
  qemu_capabilities:
    description:
      - What libvirt is to believe that QEMU can do; libvirt does not support guests that use it. An empty dictionary takes it
        away.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: dict
    suboptions:
      add:
        description:
          - Capabilities that libvirt is to believe in.
          - The list is complete when it is given, and an empty one removes every member.
        type: list
        elements: str
      delete:
        description:
          - Capabilities that libvirt is not to believe in.
          - The list is complete when it is given, and an empty one removes every member.
        type: list
        elements: str
  qemu_deprecation:
    description:
      - What QEMU does where libvirt uses what is deprecated, for tests.
      - libxl does not support it. A change of a running domain waits until it is restarted.
    type: str
    choices: [none, omit, reject, crash]
  qemu_override:
    description:
      - Properties of devices; libvirt does not support guests that use it. The list is complete when it is given.
      - Members are told apart by C(alias). Needs libvirt 8.2.0 or newer. libxl does not support it. A change of a running domain
        waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      alias:
        description:
          - Alias of the device, such as V(ua-disk0).
        type: str
        required: true
      frontend:
        description:
          - Properties of what the guest sees of it. The list is complete when it is given.
          - Members are told apart by C(name).
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the property.
            type: str
            required: true
          type:
            description:
              - Type of the value; V(remove) takes the property away.
            type: str
            required: true
            choices: [string, signed, unsigned, bool, remove]
          value:
            description:
              - The value.
            type: str
  xen_commandline:
    description:
      - Arguments for Xen's device model; libvirt does not support guests that use it.
      - The list is complete when it is given, and an empty one removes every member. The order matters. Needs libvirt 6.7.0 or
        newer. A change of a running domain waits until it is restarted.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: A guest with a disk and an interface on a network
  anvil.hypervisor.domain:
    name: web
    type: qemu
    state: running
    autostart: true
    memory: 256 MiB
    vcpus:
      count: 1
    os:
      type: hvm
      arch: x86_64
      machine: q35
    disks:
      - target:
          dev: vda
          bus: virtio
        driver:
          name: qemu
          type: qcow2
        source:
          pool: images
          volume: web.qcow2
    interfaces:
      - source:
          network: guests
        model: virtio
    serials:
      - source:
          type: pty

- name: Stop it, by force when it does not answer within two minutes
  anvil.hypervisor.domain:
    name: web
    state: shutoff
    timeout: 120
    force: true

- name: Remove it with its firmware variables; its disk stays
  anvil.hypervisor.domain:
    name: web
    state: absent
    remove: [nvram]
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
  description: Options that are written to the configuration and wait for a restart of the domain.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
domain:
  description: The domain after the run as declared data, which the module takes back
    without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "web", "memory": "256 MiB"}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("domain")


if __name__ == "__main__":
    main()
