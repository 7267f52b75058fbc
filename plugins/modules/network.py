#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a virtual network."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: network
short_description: Manage a virtual network of libvirt
version_added: 0.1.0
description:
  - Brings a virtual network to its declared state, and changes nothing when it is there already.
  - An option that is left out is not managed; what nobody declared is kept.
  - Changes of DHCP hosts and ranges, DNS records, port groups and forward interfaces reach a running network at once.
  - Other changes are written to the configuration and reported in RV(restart_required), until O(restart=true) is given.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
options:
  name:
    description:
      - Name of the network.
      - A name other than . or .., without slashes, or white space around it. It cannot be changed while the network exists.
    type: str
  state:
    description:
      - What the network is to be. V(present) leaves it running or not, as it is.
    type: str
    default: present
    choices: [present, active, inactive, absent]
  autostart:
    description:
      - Whether the network starts with the host.
    type: bool
  restart:
    description:
      - Whether a change that a running network cannot take may stop it and start it again. It is refused while guests are plugged
        in, since their interfaces would be cut off.
    type: bool
    default: false
  force:
    description:
      - Whether the network may be stopped or removed while guests are plugged in; their interfaces are cut off.
    type: bool
    default: false
  xml:
    description:
      - >-
        A whole document of libvirt's for the network. It lies under the other options: what it leaves out is not managed, and an
        option that is given wins over it.
    type: str
  validate:
    description:
      - Whether libvirt checks the document against its own schema before it takes it.
    type: bool
    default: true
  uuid:
    description:
      - UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.
      - It cannot be changed while the network exists.
    type: str
  title:
    description:
      - Short title.
      - A string of one line. Needs libvirt 9.7.0 or newer. A change of a running network waits until it is restarted.
    type: str
  description:
    description:
      - Description.
      - Needs libvirt 9.7.0 or newer. A change of a running network waits until it is restarted.
    type: str
  metadata:
    description:
      - >-
        XML that other tools keep with the network: a dictionary from a namespace to its one element. An empty string removes a
        namespace's element. Namespaces that are not named stay.
      - A change of a running network waits until it is restarted.
    type: dict
  ipv6:
    description:
      - Whether guests may speak IPv6 with each other where the network has no IPv6 address.
      - Without it libvirt takes V(false). A change of a running network waits until it is restarted.
    type: bool
  trust_guest_rx_filters:
    description:
      - Whether a guest may change its MAC address and filters.
      - Without it libvirt takes V(false). A change of a running network waits until it is restarted.
    type: bool
  forward:
    description:
      - How guests reach the world. Left out of a new network, it is isolated; an empty dictionary isolates it.
      - Some changes reach a running network at once, others wait until it is restarted.
    type: dict
    suboptions:
      mode:
        description:
          - How traffic leaves the network. V(none) is an isolated network.
          - Without it libvirt takes V(none). A change of a running network waits until it is restarted.
        type: str
        choices: [nat, route, open, bridge, private, vepa, passthrough, hostdev, none]
      dev:
        description:
          - Host interface that traffic is restricted to (V(nat), V(route)) or that guests attach to.
          - A change of a running network waits until it is restarted.
        type: str
      managed:
        description:
          - Whether libvirt detaches devices from the host's driver (V(hostdev)).
          - Without it libvirt takes V(false). A change of a running network waits until it is restarted.
        type: bool
      driver:
        description:
          - Driver for devices of V(hostdev).
          - A change of a running network waits until it is restarted.
        type: str
      nat:
        description:
          - Details of V(nat).
          - An empty dictionary takes it away. A change of a running network waits until it is restarted.
        type: dict
        suboptions:
          ipv6:
            description:
              - Whether IPv6 is translated too.
              - Without it libvirt takes V(false). Needs libvirt 6.5.0 or newer.
            type: bool
          address:
            description:
              - Addresses that guests appear with.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              start:
                description:
                  - First address.
                  - An IP address. Required.
                type: str
              end:
                description:
                  - Last address.
                  - An IP address. Required.
                type: str
          port:
            description:
              - Ports that translated connections use.
              - An empty dictionary takes it away.
            type: dict
            suboptions:
              start:
                description:
                  - First port.
                  - A whole number from 1 to 65535. Required.
                type: int
              end:
                description:
                  - Last port.
                  - A whole number from 1 to 65535. Required.
                type: int
      interfaces:
        description:
          - Host interfaces that guests are spread over.
          - The list is complete when it is given, and an empty one removes every member. A change reaches a running network at
            once.
        type: list
        elements: str
      pf:
        description:
          - Physical function whose virtual functions are the pool.
          - A change of a running network waits until it is restarted.
        type: str
      addresses:
        description:
          - Devices of V(hostdev) by PCI address.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(domain) and
            C(bus) and C(slot) and C(function). A change of a running network waits until it is restarted.
        type: list
        elements: dict
        suboptions:
          type:
            description:
              - Kind of address.
            type: str
            required: true
            choices: [pci]
          domain:
            description:
              - PCI domain.
              - A whole number of at least 0.
            type: int
          bus:
            description:
              - PCI bus.
              - A whole number from 0 to 255.
            type: int
            required: true
          slot:
            description:
              - PCI slot.
              - A whole number from 0 to 31.
            type: int
            required: true
          function:
            description:
              - PCI function.
              - A whole number from 0 to 7.
            type: int
            required: true
  bridge:
    description:
      - The host's bridge.
      - A change of a running network waits until it is restarted.
    type: dict
    suboptions:
      name:
        description:
          - Name of the bridge.
          - An interface's name of at most 15 characters.
        type: str
      stp:
        description:
          - Whether the bridge takes part in the spanning tree protocol.
          - Without it libvirt takes V(true).
        type: bool
      delay:
        description:
          - Forward delay in seconds.
          - A whole number of at least 0. Without it libvirt takes V(0).
        type: int
      zone:
        description:
          - Zone of firewalld that the bridge belongs to.
          - Needs libvirt 5.1.0 or newer.
        type: str
      mac_table_manager:
        description:
          - Who keeps the bridge's table of addresses.
          - Without it libvirt takes V(kernel).
        type: str
        choices: [kernel, libvirt]
  mac:
    description:
      - MAC address of the bridge. Left out, the one that is there stays.
      - A MAC address such as '52:54:00:12:34:56'. A change of a running network waits until it is restarted.
    type: str
  mtu:
    description:
      - Largest transmission unit in bytes.
      - A whole number from 68 to 65535. Needs libvirt 3.1.0 or newer. A change of a running network waits until it is restarted.
    type: int
  domain:
    description:
      - DNS domain of the network.
      - An empty dictionary takes it away. A change of a running network waits until it is restarted.
    type: dict
    suboptions:
      name:
        description:
          - Name of the domain.
          - Required.
        type: str
      local_only:
        description:
          - Whether names in the domain are never asked of another server.
          - Without it libvirt takes V(false).
        type: bool
      register:
        description:
          - Whether guests are registered with systemd-resolved.
          - Without it libvirt takes V(false). Needs libvirt 10.1.0 or newer.
        type: bool
  dns:
    description:
      - Name server of the network.
      - An empty dictionary takes it away. Some changes reach a running network at once, others wait until it is restarted.
    type: dict
    suboptions:
      enable:
        description:
          - Whether the network has a name server.
          - Without it libvirt takes V(true). A change of a running network waits until it is restarted.
        type: bool
      forward_plain_names:
        description:
          - Whether names without a dot are handed to other servers.
          - Without it libvirt takes V(true). A change of a running network waits until it is restarted.
        type: bool
      forwarders:
        description:
          - Servers that questions are handed to.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(domain) and
            C(address). At least one of C(domain), C(address) is required. A change of a running network waits until it is
            restarted.
        type: list
        elements: dict
        suboptions:
          domain:
            description:
              - Domain whose questions go there; all of them when left out.
            type: str
          address:
            description:
              - Address of the server; left out, the domain is answered from the host's own configuration.
              - An IP address.
            type: str
          port:
            description:
              - Port of the server.
              - A whole number from 1 to 65535. Needs libvirt 10.1.0 or newer.
            type: int
      txts:
        description:
          - TXT records. Several may have one name.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name). A
            change reaches a running network at once.
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the record.
            type: str
            required: true
          value:
            description:
              - Value of the record.
            type: str
            required: true
      srvs:
        description:
          - SRV records.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(service) and
            C(protocol) and C(domain) and C(target). A change reaches a running network at once.
        type: list
        elements: dict
        suboptions:
          service:
            description:
              - Name of the service, without its underscore.
            type: str
            required: true
          protocol:
            description:
              - Protocol of the service.
            type: str
            required: true
            choices: [tcp, udp]
          domain:
            description:
              - Domain of the record.
            type: str
          target:
            description:
              - Host that offers the service.
            type: str
          port:
            description:
              - Port of the service.
              - A whole number from 1 to 65535.
            type: int
          priority:
            description:
              - Priority, the lowest first.
              - A whole number from 0 to 65535.
            type: int
          weight:
            description:
              - Weight among equal priorities.
              - A whole number from 0 to 65535.
            type: int
      hosts:
        description:
          - Names of addresses.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(ip). A
            change reaches a running network at once.
        type: list
        elements: dict
        suboptions:
          ip:
            description:
              - Address.
              - An IP address.
            type: str
            required: true
          hostnames:
            description:
              - Names of the address.
              - The list is complete when it is given, and an empty one removes every member.
            type: list
            elements: str
  ips:
    description:
      - Addresses of the host on the network.
      - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(address). Of
        C(netmask), C(prefix) at most one can be given. A change of a running network waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      address:
        description:
          - Address of the host on the network.
          - An IP address.
        type: str
        required: true
      netmask:
        description:
          - Mask of the network (IPv4).
          - An IP address.
        type: str
      prefix:
        description:
          - >-
            Length of the network's prefix. It may also stand behind the address: V(10.0.0.1/24).
          - A whole number from 0 to 128.
        type: int
      family:
        description:
          - Family of the address; V(ipv6) by itself where the address is one of IPv6.
          - Without it libvirt takes V(ipv4).
        type: str
        choices: [ipv4, ipv6]
      local_ptr:
        description:
          - Whether reverse questions are never handed on.
          - Without it libvirt takes V(false).
        type: bool
      tftp:
        description:
          - Folder that is served over TFTP.
        type: str
      dhcp:
        description:
          - DHCP server of the address. An empty dictionary switches it off.
          - Some changes reach a running network at once, others wait until it is restarted.
        type: dict
        suboptions:
          ranges:
            description:
              - Ranges of addresses to lend.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(start)
                and C(end). A change reaches a running network at once.
            type: list
            elements: dict
            suboptions:
              start:
                description:
                  - First address.
                  - An IP address.
                type: str
                required: true
              end:
                description:
                  - Last address.
                  - An IP address.
                type: str
                required: true
              lease:
                description:
                  - How long an address of the range is lent.
                  - An empty dictionary takes it away.
                type: dict
                suboptions:
                  expiry:
                    description:
                      - Time until the lease ends; 0 never ends.
                      - A whole number of at least 0. Required. Needs libvirt 6.3.0 or newer.
                    type: int
                  unit:
                    description:
                      - Unit of O(ips[].dhcp.ranges[].lease.expiry).
                      - Without it libvirt takes V(minutes).
                    type: str
                    choices: [seconds, minutes, hours]
          hosts:
            description:
              - Hosts with addresses of their own.
              - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(ip). At
                least one of C(mac), C(id), C(name) is required. A change reaches a running network at once.
            type: list
            elements: dict
            suboptions:
              mac:
                description:
                  - MAC address of the host (IPv4).
                  - A MAC address such as '52:54:00:12:34:56'.
                type: str
              id:
                description:
                  - DUID of the host (IPv6).
                type: str
              name:
                description:
                  - Name given to the host.
                type: str
              ip:
                description:
                  - Address of the host.
                  - An IP address.
                type: str
                required: true
              lease:
                description:
                  - How long the address is lent.
                  - An empty dictionary takes it away.
                type: dict
                suboptions:
                  expiry:
                    description:
                      - Time until the lease ends; 0 never ends.
                      - A whole number of at least 0. Required. Needs libvirt 6.3.0 or newer.
                    type: int
                  unit:
                    description:
                      - Unit of O(ips[].dhcp.hosts[].lease.expiry).
                      - Without it libvirt takes V(minutes).
                    type: str
                    choices: [seconds, minutes, hours]
          bootp:
            description:
              - Booting over the network.
              - An empty dictionary takes it away. A change of a running network waits until it is restarted.
            type: dict
            suboptions:
              file:
                description:
                  - File that is offered.
                  - Required.
                type: str
              server:
                description:
                  - Server that holds it; the network's own when left out.
                type: str
  routes:
    description:
      - Static routes of the host into the network.
      - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(address) and
        C(prefix). Of C(netmask), C(prefix) at most one can be given. A change of a running network waits until it is restarted.
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
  isolated:
    description:
      - Whether guests of the network cannot reach each other.
      - Without it libvirt takes V(false). Needs libvirt 6.1.0 or newer. A change of a running network waits until it is
        restarted.
    type: bool
  bandwidth:
    description:
      - Limits of the network as a whole.
      - An empty dictionary takes it away. A change of a running network waits until it is restarted.
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
      - VLANs of all guests.
      - An empty dictionary takes it away. A change of a running network waits until it is restarted.
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
      - How ports join the switch.
      - An empty dictionary takes it away. A change of a running network waits until it is restarted.
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
  port_groups:
    description:
      - Classes of connections.
      - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name). A change
        reaches a running network at once.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the port group.
        type: str
        required: true
      default:
        description:
          - Whether interfaces that name no group are in this one.
          - Without it libvirt takes V(false).
        type: bool
      trust_guest_rx_filters:
        description:
          - Whether a guest may change its MAC address and filters.
          - Without it libvirt takes V(false).
        type: bool
      isolated:
        description:
          - Whether guests of the group cannot reach each other.
          - Without it libvirt takes V(false). Needs libvirt 6.1.0 or newer.
        type: bool
      bandwidth:
        description:
          - Limits of each interface.
          - An empty dictionary takes it away.
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
          - VLANs of each interface.
          - An empty dictionary takes it away.
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
          - How ports join the switch.
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
  dnsmasq_options:
    description:
      - Lines for dnsmasq's configuration, which libvirt does not check.
      - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(value). Needs
        libvirt 5.6.0 or newer. A change of a running network waits until it is restarted.
    type: list
    elements: dict
    suboptions:
      value:
        description:
          - The line.
        type: str
        required: true
"""

EXAMPLES = r"""
- name: A network with addresses for guests, reaching the world by NAT
  anvil.hypervisor.network:
    name: guests
    state: active
    autostart: true
    forward:
      mode: nat
    bridge:
      name: virbr10
    domain:
      name: guests.example
      local_only: true
    ips:
      - address: 192.168.110.1
        prefix: 24
        dhcp:
          ranges:
            - start: 192.168.110.100
              end: 192.168.110.199
          hosts:
            - mac: "52:54:00:aa:bb:01"
              name: web
              ip: 192.168.110.10

- name: Guests on a bridge of the host, with VLANs as port groups
  anvil.hypervisor.network:
    name: lan
    forward:
      mode: bridge
    bridge:
      name: br0

- name: Remove a network
  anvil.hypervisor.network:
    name: guests
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
  description: Options that are written to the configuration and wait for a restart of the network.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
network:
  description: The network after the run as declared data, which the module takes back without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "guests", "forward": {"mode": "nat"}, "mtu": 1500}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("network")


if __name__ == "__main__":
    main()
