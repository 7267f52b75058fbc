"""What a server is after check mode."""


def test_nothing_was_made(host):
    assert not host.interface("br0").exists
    assert not host.file("/etc/systemd/system/anvil-bridge-br0.service").exists
    assert "master" not in host.check_output("ip link show lan0")
