"""Addresses to return to after signing in come from outside and may be anything."""

import pytest

DOORS = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/administration/login/")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("address", ["https://[", "//[x", "http://[::1", "https://]/"])
def test_an_address_that_is_none_is_no_fault(db, client, door, address):
    read = client.get(door, {"next": address})
    sent = client.post(door, {"next": address, "login": "nobody@example.jp", "email": "x"})
    assert {read.status_code, sent.status_code} <= {200, 302, 400}
    assert address not in read.headers.get("Location", "") + sent.headers.get("Location", "")
