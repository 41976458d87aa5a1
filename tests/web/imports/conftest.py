"""What tests of the import pages share."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account

HEADER = "名称,所有機関,管理番号,都道府県,学外利用\n"
GOOD = "走査電子顕微鏡,架空県工業技術センター,K-001,宮城県,可\n"
BAD = "X線回折装置,架空県工業技術センター,K-002,架空の国,可\n"
MENDED = "X線回折装置,架空県工業技術センター,K-002,宮城県,可\n"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A folder of its own for uploads."""
    settings.HASHI_HOME = tmp_path / "home"
    return settings.HASHI_HOME


@pytest.fixture
def lab(db):
    return OrganisationFactory(name="架空県工業技術センター")


@pytest.fixture
def clerk(lab, client):
    """A clerk of the lab, signed in."""
    account = MembershipFactory(organisation=lab, role=Role.CLERK).account
    client.force_login(account)
    return account


@pytest.fixture
def operator(db, client):
    """Whoever runs the installation, signed in."""
    account = Account.objects.create(email="operator@example.jp", is_superuser=True, is_staff=True)
    client.force_login(account)
    return account


@pytest.fixture
def upload(client):
    """Uploads text as a file and gives the address of the page that follows."""

    def send(text, *, table="equipment", name="list.csv", **fields):
        file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
        answer = client.post("/imports/", {"table": table, "file": file, **fields})
        assert answer.status_code == 302, answer.content.decode()
        return answer.headers["Location"]

    return send
