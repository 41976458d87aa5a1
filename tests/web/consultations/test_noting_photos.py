"""Photos of a call or a visit that is noted: upright, without what the camera wrote, private, and stored once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.consultations.test_photos import GPS, TURNED, home, jpeg, on_disk, sent  # noqa: F401
from tests.factories import OrganisationFactory
from tests.web.consultations.test_noting import ADDRESS, clerk, note, phone, send  # noqa: F401

from hashiwatashi.commands.serve.web import body_limit
from hashiwatashi.common.photo_files import path_of
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.photos import wait_no_longer
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def taken_by_camera():
    """A photo that lies on its side and says where it was taken."""
    written = Image.Exif()
    written[TURNED] = 6
    written.get_ifd(GPS)[1] = "N"
    return sent("ひび.jpg", jpeg((300, 200), exif=written))


def names():
    return [one.name for one in Consultation.objects.get().photos.all()]


def kept_in(page):
    return {"kept_photos": page.context["kept_token"]}


def test_they_go_with_what_was_asked_upright_and_without_what_the_camera_wrote(phone, note):  # noqa: F811
    assert phone.post(ADDRESS, {**note, "photos": [taken_by_camera(), sent("全体.jpg")]}).status_code == 302
    first, second = Consultation.objects.get().photos.all()
    assert [one.name for one in (first, second)] == ["ひび.jpg", "全体.jpg"]
    assert {one.entry.kind for one in (first, second)} == {"question"}
    with Image.open(path_of(first, "large")) as stored:
        assert (stored.size, dict(stored.getexif())) == ((200, 300), {})


def test_they_are_seen_by_who_may_read_the_case_and_by_nobody_else(phone, note, person, elsewhere):  # noqa: F811
    send(phone, note, photos=[sent()])
    case = Consultation.objects.get()
    address = f"/consultations/{case.uid}/photos/{case.photos.get().uid}/large.jpg"
    assert phone.get(address).status_code == 200
    phone.force_login(person(elsewhere))
    assert phone.get(address).status_code == 404
    phone.logout()
    assert phone.get(address).status_code != 200


def test_sent_twice_they_are_stored_once(phone, note, home):  # noqa: F811
    for _ in range(2):
        assert send(phone, note, kept="1", photos=[sent()]).status_code == 201
    assert (names(), on_disk(home)) == (["crack.jpg"], ["photos"] * 2)


def test_a_form_with_a_fault_keeps_them(phone, note, home):  # noqa: F811
    wrong = phone.post(ADDRESS, {**note, "place": "架空の国", "photos": [sent("one.jpg"), sent("two.jpg")]})
    assert [one.name for one, _address in wrong.context["kept"]] == ["one.jpg", "two.jpg"]
    key = wrong.context["kept"][0][0].key
    more = {**note, **kept_in(wrong), "leave_out": key}
    assert phone.post(ADDRESS, {**more, "photos": [sent("three.jpg")]}).status_code == 302
    assert (names(), set(on_disk(home))) == (["two.jpg", "three.jpg"], {"photos"})
    # Its answer was lost: the same form, sent again, is stored already.
    assert phone.post(ADDRESS, {**more, "photos": [sent("three.jpg")]}).status_code == 302
    assert names() == ["two.jpg", "three.jpg"]


def test_asked_which_firm_it_was_they_are_kept(phone, note):  # noqa: F811
    here = OrganisationFactory(name="佐藤製作所", kind="firm")
    page = phone.post(ADDRESS, {**note, "contact_firm": here.name, "photos": [sent()]})
    assert page.status_code == 400
    again = {**note, "contact_firm": here.name, "firm": str(here.uid), **kept_in(page)}
    assert phone.post(ADDRESS, again).status_code == 302
    assert (names(), Consultation.objects.get().firm) == (["crack.jpg"], here)


def test_of_several_the_good_ones_are_kept_though_one_is_not(phone, note):  # noqa: F811
    bad = SimpleUploadedFile("bad.jpg", b"no photo", content_type="image/jpeg")
    page = phone.post(ADDRESS, {**note, "photos": [sent("one.jpg"), bad]})
    assert (page.status_code, [one.name for one, _address in page.context["kept"]]) == (400, ["one.jpg"])
    told = send(phone, note, photos=[sent("one.jpg"), bad]).json()["problems"]
    assert [problem.startswith("bad.jpg") for problem in told] == [True, False]
    assert not Consultation.objects.exists()


def test_more_than_eight_are_told(phone, note, home):  # noqa: F811
    answer = send(phone, note, photos=[sent(f"{number}.jpg") for number in range(9)])
    assert (answer.status_code, Consultation.objects.count(), on_disk(home)) == (400, 0, [])


@pytest.mark.parametrize("text", ["塩" * 10_001, "\u200b"])
def test_what_fails_after_them_leaves_no_file_and_mails_nothing(phone, note, home, mailoutbox, text):  # noqa: F811
    told = {**note, "contact_mail": "owner@example.jp", "answer": text, "photos": [sent()]}
    assert send(phone, told).status_code == 400
    assert (Consultation.objects.count(), on_disk(home), mailoutbox) == (0, [], [])


def test_the_server_takes_so_much_of_who_is_signed_in_alone():
    assert body_limit(ADDRESS, is_signed_in=True) > 50 * 2**20 > body_limit(ADDRESS, is_signed_in=False)
    assert body_limit(f"{ADDRESS}offline/", is_signed_in=True) < 50 * 2**20


def test_the_page_without_a_connection_takes_photos(client):
    page = client.get(f"{ADDRESS}offline/").content.decode()
    assert 'name="photos"' in page.split("<main", 1)[1]
    assert page.index("hashi/note-photos") < page.index("hashi/note.")


def test_another_institutions_clerk_adds_none(client, note, person, elsewhere):  # noqa: F811
    client.force_login(person(elsewhere, Role.CLERK))
    assert send(client, note, photos=[sent()]).status_code == 400
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(("first", "then"), [([], ["one.jpg"]), (["one.jpg"], ["one.jpg", "two.jpg"])])
def test_a_photo_added_under_the_key_is_told_and_not_lost(phone, note, first, then):  # noqa: F811
    told = [send(phone, note, kept="1", photos=[sent(name) for name in names]) for names in (first, then)]
    assert [answer.status_code for answer in told] == [201, 400]
    assert send(phone, note, kept="1", photos=map(sent, then), key=told[1].json()["key"]).status_code == 201


def test_sent_again_by_a_phone_that_could_not_keep_them_it_is_stored_already(phone, note):  # noqa: F811
    answers = [send(phone, note, kept="1", photos=photos).status_code for photos in ([sent()], [])]
    assert (answers, names()) == ([201, 201], ["crack.jpg"])


def gone(home):  # noqa: F811
    """Two hours have passed."""
    for path in home.rglob("*.jpg"):
        path.unlink()


def test_those_that_waited_too_long_are_named_and_then_forgotten(phone, note, home):  # noqa: F811
    page = phone.post(ADDRESS, {**note, "place": "架空の国", "photos": [sent("old.jpg"), sent("older.jpg")]})
    gone(home)
    told = phone.post(ADDRESS, {**note, **kept_in(page), "photos": [sent("new.jpg")]})
    (problem,) = told.context["form"].errors["photos"]
    assert (told.status_code, "old.jpg, older.jpg" in problem) == (400, True)
    assert [one.name for one, _address in told.context["kept"]] == ["new.jpg"]
    assert phone.post(ADDRESS, {**note, **kept_in(told), "photos": [sent("old.jpg")]}).status_code == 302
    assert names() == ["new.jpg", "old.jpg"]


def test_beside_those_that_are_gone_the_others_stay(phone, note, home):  # noqa: F811
    page = phone.post(ADDRESS, {**note, "place": "架空の国", "photos": [sent("old.jpg"), sent("one.jpg")]})
    wait_no_longer([page.context["kept"][0][0]])
    told = phone.post(ADDRESS, {**note, **kept_in(page), "place": "架空の国"})
    assert ["old.jpg" in text for text in told.context["form"].errors["photos"]] == [True]
    assert phone.post(ADDRESS, {**note, **kept_in(told)}).status_code == 302
    assert names() == ["one.jpg"]


def test_eight_more_are_taken_where_eight_are_gone(phone, note, home):  # noqa: F811
    page = phone.post(ADDRESS, {**note, "place": "架空の国", "photos": [sent(f"{n}.jpg") for n in range(8)]})
    gone(home)
    told = phone.post(ADDRESS, {**note, **kept_in(page), "photos": [sent(f"new {n}.jpg") for n in range(8)]})
    assert len(told.context["kept"]) == 8
    assert phone.post(ADDRESS, {**note, **kept_in(told)}).status_code == 302


def test_the_token_of_somebody_else_names_nothing(phone, note, home, person, elsewhere):  # noqa: F811
    page = phone.post(ADDRESS, {**note, "place": "架空の国", "photos": [sent("secret.jpg")]})
    ((_photo, address),) = page.context["kept"]
    assert phone.get(address).status_code == 200
    phone.force_login(person(elsewhere, Role.CLERK))
    assert phone.get(address).status_code == 404
    assert phone.post(ADDRESS, {**note, **kept_in(page), "owner": str(elsewhere.uid)}).status_code == 302
    assert (names(), set(on_disk(home))) == ([], {"waiting"})
