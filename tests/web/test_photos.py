from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory
from tests.printed import pages_of

from hashiwatashi.commands.serve.web import body_limit
from hashiwatashi.common import photo_files
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.equipment.actions import add_photo
from hashiwatashi.equipment.models import EquipmentPhoto
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HASHI_HOME = tmp_path


def a_photo(name="photo.jpg"):
    file = BytesIO()
    Image.new("RGB", (900, 600), "navy").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


@pytest.fixture
def record():
    return EquipmentFactory()


@pytest.fixture
def clerk(record):
    return MembershipFactory(organisation=record.owner, role=Role.CLERK).account


def upload(client, record, **fields):
    return client.post(
        f"/equipment/{record.uid}/photos/", {"file": a_photo(), "alt_text": "正面から見た装置", **fields}
    )


def put(record, *alts, by):
    return [add_photo(record, file=BytesIO(a_photo().read()), alt_text=alt, by=by) for alt in alts]


def order(record):
    return [photo.alt_text for photo in EquipmentPhoto.objects.filter(equipment=record)]


def address(photo, size="large"):
    return f"/equipment/{photo.equipment.uid}/photos/{photo.uid}/{size}.jpg"


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def test_a_photo_is_added_and_shown(client, record, clerk, build_index):
    client.force_login(clerk)
    assert upload(client, record).status_code == 302
    photo = EquipmentPhoto.objects.get()
    assert (photo.alt_text, photo.uploaded_by, photo.position) == ("正面から見た装置", clerk, 1)
    assert events()[-1] == "equipment.photo_added"
    build_index()
    client.logout()
    page = client.get(f"/equipment/{record.uid}/").content.decode()
    assert f'<img src="{address(photo, "thumbnail")}" alt="正面から見た装置">' in page


def test_a_photo_is_served_to_be_kept(client, record, clerk):
    [photo] = put(record, "正面", by=clerk)
    answer = client.get(address(photo))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "public, max-age=604800"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(address(photo), headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_photo_is_seen_by_whoever_may_see_the_equipment(client, clerk, record):
    [photo] = put(record, "正面", by=clerk)
    record.disclosure = Disclosure.RELATED
    record.save()
    assert client.get(address(photo)).status_code == 404
    client.force_login(AccountFactory())
    assert client.get(address(photo)).status_code == 404
    client.force_login(clerk)
    answer = client.get(address(photo))
    assert (answer.status_code, "private" in answer.headers["Cache-Control"]) == (200, True)


def test_a_photo_is_not_reached_through_another_entry(client, clerk, record):
    [photo] = put(record, "正面", by=clerk)
    assert client.get(f"/equipment/{EquipmentFactory().uid}/photos/{photo.uid}/large.jpg").status_code == 404
    assert client.get(address(photo, "original")).status_code == 404


def test_only_the_owners_people_add_and_remove(client, clerk, record):
    [photo] = put(record, "正面", by=clerk)
    client.force_login(MembershipFactory(role=Role.CLERK).account)
    assert upload(client, record).status_code == 403
    assert client.post(f"/equipment/{record.uid}/photos/{photo.uid}/remove/").status_code == 403
    assert client.post(f"/equipment/{record.uid}/photos/{photo.uid}/earlier/").status_code == 403
    assert order(record) == ["正面"]


@pytest.mark.parametrize("fields", [{"alt_text": " "}, {"file": SimpleUploadedFile("a.jpg", b"not a photo")}])
def test_what_cannot_be_kept_is_told(client, clerk, record, fields):
    client.force_login(clerk)
    answer = upload(client, record, **fields)
    assert (answer.status_code, EquipmentPhoto.objects.count()) == (400, 0)
    assert not photo_files.folder().exists()


def test_there_are_eight_at_most(clerk, record):
    put(record, *"12345678", by=clerk)
    with pytest.raises(InvalidInput):
        put(record, "9", by=clerk)
    assert order(record) == list("12345678")


def test_photos_are_put_in_order(client, clerk, record):
    one, _two, three = put(record, "一", "二", "三", by=clerk)
    client.force_login(clerk)
    client.post(f"/equipment/{record.uid}/photos/{three.uid}/earlier/")
    assert order(record) == ["一", "三", "二"]
    client.post(f"/equipment/{record.uid}/photos/{one.uid}/earlier/")
    assert order(record) == ["一", "三", "二"]
    assert events()[3:] == ["equipment.photo_moved"]


def test_a_removed_photo_is_gone_with_its_files(client, clerk, record, django_capture_on_commit_callbacks):
    one, two = put(record, "一", "二", by=clerk)
    client.force_login(clerk)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/equipment/{record.uid}/photos/{one.uid}/remove/").status_code == 302
    assert (order(record), events()[-1]) == (["二"], "equipment.photo_removed")
    left = {path.name for path in photo_files.folder().rglob("*.jpg")}
    assert left == {photo_files.path_of(two, size).name for size in photo_files.SIZES}


def test_the_first_photo_stands_on_the_card(client, clerk, record):
    without = client.get(f"/equipment/{record.uid}/card.pdf").content
    [photo] = put(record, "正面", by=clerk)
    with_photo = client.get(f"/equipment/{record.uid}/card.pdf").content
    assert (b"/DCTDecode" in without, b"/DCTDecode" in with_photo, pages_of(with_photo)) == (False, True, [1])
    photo_files.remove(photo)
    assert client.get(f"/equipment/{record.uid}/card.pdf").status_code == 200
    assert client.get(address(photo)).status_code == 404


@pytest.mark.parametrize("photos", [1, 3])
def test_the_page_to_arrange_them_takes_the_same_queries(client, clerk, record, django_assert_num_queries, photos):
    put(record, *"123"[:photos], by=clerk)
    client.force_login(clerk)
    with django_assert_num_queries(6):
        assert client.get(f"/equipment/{record.uid}/photos/").status_code == 200


def test_bodies_of_photos_are_read_for_those_who_are_signed_in(record):
    path = f"/equipment/{record.uid}/photos/"
    assert body_limit(path, is_signed_in=True) > 20 * 2**20 > body_limit(path, is_signed_in=False)
    assert body_limit(f"/equipment/{record.uid}/edit/", is_signed_in=True) < 20 * 2**20
