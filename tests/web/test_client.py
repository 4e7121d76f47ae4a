"""Who is asking, as far as limits need to know."""

import pytest

from community.web.client import client_key


@pytest.fixture
def key_of(app):
    def ask(address):
        with app.test_request_context("/en/", environ_base={"REMOTE_ADDR": address}):
            return client_key()

    return ask


def test_one_address_of_ipv4_is_one_client(key_of):
    assert key_of("192.0.2.1") == key_of("192.0.2.1") != key_of("192.0.2.2")


def test_one_network_of_ipv6_is_one_client(key_of):
    assert key_of("2001:db8:0:1::1") == key_of("2001:db8:0:1:ffff::2") != key_of("2001:db8:0:2::1")


def test_addresses_of_ipv4_written_as_ipv6_are_told_apart(key_of):
    assert key_of("::ffff:192.0.2.1") == key_of("192.0.2.1") != key_of("::ffff:192.0.2.2")


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_the_key_tells_no_address(key_of, address):
    key = key_of(address)
    assert len(key) == 64
    assert address not in key
    assert bytes(address, "ascii") not in bytes.fromhex(key)


@pytest.mark.parametrize("address", ["", "unix:", "localhost", "fe80::1%eth0"])
def test_whoever_has_no_address_is_a_client_too(key_of, address):
    assert len(key_of(address)) == 64
