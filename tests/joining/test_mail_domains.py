"""A mail address proves that somebody works at a firm only where the firm alone gives such addresses."""

import pytest

from hashiwatashi.joining.mail_domains import belongs
from hashiwatashi.organisations.models import Organisation


@pytest.mark.parametrize(
    ("website", "desk", "mail", "is_proof"),
    [
        ("https://www.kaku.example/", "", "a@kaku.example", True),
        ("", "info@kaku.example", "a@KAKU.example", True),
        ("https://www.kaku.co.jp/", "", "a@kaku.co.jp", True),
        ("https://www.kaku.or.jp/", "", "a@kaku.or.jp", True),
        ("", "kaku@plala.or.jp", "stranger@plala.or.jp", False),
        ("", "kaku@abc.ocn.ne.jp", "stranger@abc.ocn.ne.jp", False),
        ("https://kaku.jimdofree.com/", "", "a@kaku.jimdofree.com", False),
        ("https://www.facebook.com/kaku", "", "a@facebook.com", False),
        ("https://www.kaku.example/", "", "a@kaku.example.evil.example", False),
        ("", "", "a@", False),
    ],
)
def test_an_address_proves_it_or_not(website, desk, mail, is_proof):
    assert belongs(mail, Organisation(website=website, contact_mail=desk)) is is_proof
