"""Photos of a question: taken with the form and with every line, seen by whoever reads the line, by nobody else."""

import os
import time
from io import BytesIO
from uuid import uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.factories import AccountFactory

from hashiwatashi.commands.doctor.paper import photos as doctor
from hashiwatashi.commands.serve.web import body_limit
from hashiwatashi.commands.whole.files import kept_files
from hashiwatashi.common import photo_files
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput, Unavailable
from hashiwatashi.consultations import photos
from hashiwatashi.consultations.actions import BY_LINK, answer, close, take, write
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.handing import offer
from hashiwatashi.consultations.links import new_key, token_of
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.photos import keep_waiting, taken_from
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
GPS, TURNED = 0x8825, 0x0112


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    return tmp_path


def jpeg(size=(300, 200), **options):
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, "JPEG", **options)
    return file.getvalue()


def sent(name="crack.jpg", content=None):
    return SimpleUploadedFile(name, content or jpeg(), content_type="image/jpeg")


def taken(name="crack.jpg"):
    return taken_from(BytesIO(jpeg()), name)


def names(consultation):
    return [photo.name for photo in consultation.photos.all()]


def on_disk(home):
    return sorted(path.relative_to(home).parts[0] for path in home.rglob("*.jpg"))


def question(**more):
    told = {"kind": "technical", "topic": "部品がさびる", "text": "赤い粉が出る", "place": "宮城県"}
    return {**told, "contact_mail": "owner@example.jp", **more}


def kept_in(answer):
    return answer.context["kept_token"]


def address(photo, size="large"):
    return f"/consultations/{photo.consultation.uid}/photos/{photo.uid}/{size}.jpg"


def link_address(photo, token, size="large"):
    return f"/consultations/link/{token}/photos/{photo.uid}/{size}.jpg"


def test_photos_go_along_while_who_asks_sees_who_answers(client, lab, home):
    seen = client.post("/consultations/new/", question(photos=[sent("one.jpg"), sent("two.jpg")]))
    assert [one.name for one, _address in seen.context["kept"]] == ["one.jpg", "two.jpg"]
    assert on_disk(home) == ["waiting"] * 4
    done = client.post("/consultations/new/", question(holder=str(lab.uid), kept_photos=kept_in(seen)))
    assert done.status_code == 302
    asked = Consultation.objects.get()
    assert names(asked) == ["one.jpg", "two.jpg"]
    assert on_disk(home) == ["photos"] * 4
    assert {photo.entry for photo in asked.photos.all()} == {asked.entries.get()}
    page = client.get(done.headers["Location"]).content.decode()
    assert all(link_address(photo, token_of(asked), "thumbnail") in page for photo in asked.photos.all())


def test_photos_are_not_lost_by_a_mistake_elsewhere_in_the_form(client, lab):
    wrong = client.post("/consultations/new/", question(topic="", photos=[sent("one.jpg")]))
    assert wrong.status_code == 400
    more = client.post("/consultations/new/", question(kept_photos=kept_in(wrong), photos=[sent("two.jpg")]))
    client.post("/consultations/new/", question(holder=str(lab.uid), kept_photos=kept_in(more)))
    assert names(Consultation.objects.get()) == ["one.jpg", "two.jpg"]


def test_a_kept_photo_is_shown_to_who_sent_it(client, lab, home):
    seen = client.post("/consultations/new/", question(photos=[sent("one.jpg")]))
    ((one, address),) = seen.context["kept"]
    assert f'src="{address}"' in seen.content.decode()
    picture = client.get(address)
    kept = set(picture.headers["Cache-Control"].split(", "))
    assert (picture.headers["Content-Type"], kept) == ("image/jpeg", {"private", "no-store"})
    assert picture.content.startswith(b"\xff\xd8")
    for wrong in (address.replace(".jpg", "x.jpg"), f"/consultations/new/photos/{one.key}.jpg"):
        assert client.get(wrong).status_code == 404
    client.post("/consultations/new/", question(kept_photos=kept_in(seen), leave_out=one.key))
    assert client.get(address).status_code == 404


def test_who_signs_in_between_two_steps_keeps_them(client, lab, firm, person):
    seen = client.post("/consultations/new/", question(photos=[sent("one.jpg")]))
    client.force_login(person(firm, Role.REPRESENTATIVE))
    client.post("/consultations/new/", question(holder=str(lab.uid), kept_photos=kept_in(seen)))
    assert names(Consultation.objects.get()) == ["one.jpg"]


def test_a_kept_photo_is_left_out(client, lab, home):
    seen = client.post("/consultations/new/", question(photos=[sent("one.jpg"), sent("two.jpg")]))
    key = seen.context["kept"][0][0].key
    client.post("/consultations/new/", question(holder=str(lab.uid), kept_photos=kept_in(seen), leave_out=key))
    assert names(Consultation.objects.get()) == ["two.jpg"]
    assert on_disk(home) == ["photos"] * 2


def test_photos_that_waited_too_long_are_told_of_and_nothing_is_sent_without_them(client, lab, home):
    seen = client.post("/consultations/new/", question(photos=[sent("one.jpg")]))
    for path in home.rglob("*.jpg"):
        os.utime(path, (time.time() - 3 * 3600,) * 2)
    keep_waiting([taken()], sender="ab" * 8)
    late = client.post("/consultations/new/", question(holder=str(lab.uid), kept_photos=kept_in(seen)))
    assert (late.status_code, Consultation.objects.count()) == (400, 0)
    assert "one.jpg" in late.context["form"].errors["photos"][0]
    client.post("/consultations/new/", question(holder=str(lab.uid), photos=[sent("two.jpg")]) | {"kept_photos": ""})
    assert names(Consultation.objects.get()) == ["two.jpg"]


def test_a_token_of_another_browser_names_no_photos(client, lab, home):
    seen = client.post("/consultations/new/", question(photos=[sent("secret.jpg")]))
    ((_one, address),) = seen.context["kept"]
    other = Client()
    assert (client.get(address).status_code, other.get(address).status_code) == (200, 404)
    other.post("/consultations/new/", question(holder=str(lab.uid), kept_photos=kept_in(seen)))
    assert names(Consultation.objects.get()) == []


def test_a_token_of_somebody_else_names_no_files(client, lab, home):
    (home / "secret-large.jpg").write_bytes(b"secret")
    forged = signing.dumps([("../secret", "a.jpg")], salt="another")
    client.post("/consultations/new/", question(holder=str(lab.uid), kept_photos=forged))
    assert names(Consultation.objects.get()) == []


def test_no_more_photos_wait_than_the_disk_can_bear(monkeypatch, client, lab):
    monkeypatch.setattr(photos, "MOST_WAITING", 2)
    keep_waiting([taken(), taken()], sender="ab" * 8)
    with pytest.raises(Unavailable):
        keep_waiting([taken()], sender="ab" * 8)
    assert client.post("/consultations/new/", question(photos=[sent()])).status_code == 400


def test_there_are_eight_at_most_of_one_consultation(asked, client, home):
    consultation = asked(photos=[taken()] * 7)
    with pytest.raises(InvalidInput):
        write(consultation, by=BY_LINK, kind=EntryKind.QUESTION, text="まだある", photos=[taken(), taken()])
    assert (consultation.photos.count(), consultation.entries.count(), len(on_disk(home))) == (7, 1, 14)
    write(consultation, by=BY_LINK, kind=EntryKind.QUESTION, text="もう一枚", photos=[taken()])
    assert consultation.photos.count() == 8
    nine = client.post("/consultations/new/", question(photos=[sent()] * 9))
    assert (nine.status_code, nine.context["kept"]) == (400, [])


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 600
UNREADABLE = {
    "large.jpg": (jpeg().ljust(40 * 2**20, b"\0"), "20 MB"),
    "report.jpg": (b"%PDF-1.7\n" + b"x" * 500, "PDF"),
    "IMG_1.HEIC": (HEIC, "Most Compatible"),
    "words.jpg": (b"no photo" * 50, "JPEG"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_kept_is_told_by_its_name_and_why(client, lab, home, name):
    content, why = UNREADABLE[name]
    answer = client.post(
        "/consultations/new/", question(photos=[sent(name, content)]), HTTP_COOKIE="django_language=en"
    )
    (told,) = answer.context["form"].errors["photos"]
    assert answer.status_code == 400
    assert told.startswith(f"{name}: ")
    assert why in told
    assert on_disk(home) == []


def test_a_photo_stands_upright_small_and_without_the_place(asked):
    exif = Image.Exif()
    exif[TURNED] = 6
    exif.get_ifd(GPS)[1] = "N"
    photo = asked(photos=[taken_from(BytesIO(jpeg((4000, 3000), exif=exif)), "a.jpg")]).photos.get()
    kept = Image.open(photo_files.path_of(photo, "large"))
    assert (kept.size, dict(kept.getexif())) == ((1536, 2048), {})


def test_who_asked_adds_photos_by_the_link(client, asked):
    consultation = asked()
    token = token_of(consultation)
    done = client.post(f"/consultations/link/{token}/add/", {"text": "写真です", "photos": [sent("more.jpg")]})
    assert (done.status_code, names(consultation)) == (302, ["more.jpg"])
    shown = client.get(link_address(consultation.photos.get(), token))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in shown.headers["Cache-Control"]
    assert (shown.headers["Referrer-Policy"], shown.headers["X-Robots-Tag"]) == ("same-origin", "noindex")


def test_who_asked_with_an_account_and_the_institutions_people_add_photos(client, asked, firm, lab, person):
    owner, researcher = person(firm, Role.REPRESENTATIVE), person(lab)
    consultation = asked(by=owner, asker=owner, firm=firm)
    steps = [(owner, "add", {}), (researcher, "note", {"kind": "visit", "minutes": 5})]
    steps += [(researcher, "answer", {"minutes": 5})]
    for account, verb, more in steps:
        client.force_login(account)
        told = {"text": "写真です", "photos": [sent(f"{verb}.jpg")], **more}
        assert client.post(f"/consultations/{consultation.uid}/step/{verb}/", told).status_code == 302
    assert names(consultation) == ["add.jpg", "note.jpg", "answer.jpg"]
    assert [photo.by for photo in consultation.photos.all()] == [owner, researcher, researcher]
    events = AuditEvent.objects.filter(event="consultation.photo_added")
    assert [list(event.data) for event in events] == [["photo"]] * 3


def test_one_photo_too_many_loses_nothing_that_was_typed(client, asked):
    consultation = asked(photos=[taken()] * 8)
    told = {"text": "長く考えた文", "photos": [sent()]}
    answer = client.post(f"/consultations/link/{token_of(consultation)}/add/", told)
    assert answer.status_code == 400
    assert "長く考えた文" in answer.content.decode()


def test_a_line_sent_twice_keeps_its_photos_once(asked, home):
    consultation, key = asked(), "0d5d9a3c-3c0f-4b43-9d3c-3a5b1f9b1a11"
    for _ in range(2):
        write(consultation, by=BY_LINK, kind=EntryKind.QUESTION, text="一度", key=key, photos=[taken()])
    assert (consultation.photos.count(), len(on_disk(home))) == (1, 2)


def test_what_is_not_stored_leaves_no_files(asked, home):
    asked(key=(key := uuid4()))
    with pytest.raises(Conflict):
        asked(photos=[taken()], key=key)
    assert (Consultation.objects.count(), on_disk(home)) == (1, [])


def test_nobody_else_sees_a_photo(client, asked, lab, elsewhere, firm, person):
    photo = asked(photos=[taken()], firm=firm, asker=person(firm, Role.REPRESENTATIVE)).photos.get()
    stranger, other_lab, colleague = AccountFactory(), person(elsewhere), person(firm, Role.REPRESENTATIVE)
    assert "/accounts/login/" in client.get(address(photo)).headers["Location"]
    for account, status in [(stranger, 404), (other_lab, 404), (colleague, 200), (person(lab), 200)]:
        client.force_login(account)
        for size in photo_files.SIZES:
            answer = client.get(address(photo, size))
            assert (answer.status_code, "no-store" in answer.headers.get("Cache-Control", "")) == (status, True)
        assert client.get(address(photo, "original")).status_code == 404


def test_an_institution_sees_photos_from_the_consent_on(client, asked, lab, elsewhere, person):
    photo = asked(photos=[taken()]).photos.get()
    giver, receiver = person(lab), person(elsewhere)
    take(photo.consultation, by=giver)
    handoff = offer(photo.consultation, elsewhere, by=giver, reason="分析できる")
    client.force_login(receiver)
    assert client.get(address(photo)).status_code == 404
    client.post(f"/consultations/link/{token_of(photo.consultation)}/consent/", {"handoff": str(handoff.uid)})
    assert client.get(address(photo)).status_code == 200


def test_photos_among_colleagues_are_not_shown_to_who_asked(client, asked, firm, lab, person):
    owner, researcher = person(firm, Role.REPRESENTATIVE), person(lab)
    consultation = asked(by=owner, asker=owner, firm=firm, contact_mail="owner@example.jp")
    write(consultation, by=researcher, kind=EntryKind.NOTE, text="社内だけ", photos=[taken("inside.jpg")])
    photo = consultation.photos.get()
    assert client.get(link_address(photo, token_of(consultation))).status_code == 404
    client.force_login(owner)
    assert client.get(address(photo)).status_code == 404
    assert "inside.jpg" not in client.get(f"/consultations/{consultation.uid}/").content.decode()
    client.force_login(researcher)
    assert client.get(address(photo)).status_code == 200
    assert "inside.jpg" in client.get(f"/consultations/{consultation.uid}/").content.decode()


def test_a_link_opens_the_photos_of_its_own_question_alone(client, asked):
    one, two = asked(photos=[taken()]), asked(photos=[taken()])
    photo, token = one.photos.get(), token_of(two)
    assert client.get(link_address(photo, token)).status_code == 404
    old = token_of(one)
    assert client.get(link_address(photo, old)).status_code == 200
    assert client.get(link_address(photo, old[:-1] + ("a" if old[-1] != "a" else "b"))).status_code == 404
    Consultation.objects.filter(pk=one.pk).update(link_key=new_key())
    assert client.get(link_address(photo, old)).status_code == 404


def test_a_photo_is_not_reached_through_another_consultation(client, asked, lab, person):
    photo, other = asked(photos=[taken()]).photos.get(), asked()
    client.force_login(person(lab))
    assert client.get(f"/consultations/{other.uid}/photos/{photo.uid}/large.jpg").status_code == 404


def test_photos_of_a_closed_one_stay(client, asked, lab, person):
    consultation, researcher = asked(photos=[taken()]), person(lab)
    answer(consultation, by=researcher, text="塩分です")
    close(consultation, by=researcher)
    assert client.get(link_address(consultation.photos.get(), token_of(consultation))).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_takes_the_same_queries_for_any_number(client, asked, lab, person, django_assert_num_queries, number):
    consultation = asked(photos=[taken()] * number)
    client.force_login(person(lab))
    with django_assert_num_queries(18):
        page = client.get(f"/consultations/{consultation.uid}/").content.decode()
    assert page.count("/thumbnail.jpg") == number


def test_one_sender_takes_the_place_of_nobody_else(monkeypatch, home):
    monkeypatch.setattr(photos, "MOST_OF_ONE", 3)
    keep_waiting([taken(), taken()], sender="ab" * 8)
    with pytest.raises(Unavailable):
        keep_waiting([taken(), taken()], sender="ab" * 8)
    assert len(keep_waiting([taken(), taken()], sender="cd" * 8)) == 2
    assert len(keep_waiting([taken()], sender="ab" * 8)) == 1


def test_whose_photos_wait_is_known_by_the_address_alone(monkeypatch, client, lab, home):
    monkeypatch.setattr(photos, "MOST_OF_ONE", 1)

    def refused(address, forwarded=""):
        told = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": forwarded}
        page = client.post("/consultations/new/", question(photos=[sent()]), **told)
        return "photos" in page.context["form"].errors

    assert [refused("192.0.2.1"), refused("192.0.2.1", "192.0.2.9"), refused("192.0.2.2")] == [False, True, False]
    assert "192.0.2" not in "".join(path.name for path in (home / "waiting").iterdir())


def test_kept_photos_are_content_and_waiting_ones_are_not(asked, home):
    asked(photos=[taken()])
    keep_waiting([taken()], sender="ab" * 8)
    assert [name.split("/")[0] for name in kept_files()] == ["photos", "photos"]


def test_the_doctor_misses_files_of_consultations(asked):
    photo = asked(photos=[taken()]).photos.get()
    assert doctor().state != "broken"
    photo_files.remove(photo)
    found = doctor()
    assert photo.consultation.number in f"{found}"
    assert photo.consultation.topic not in f"{found}"


def test_bodies_with_photos_are_read_without_an_account_where_none_is_needed():
    step, much = f"/consultations/{uuid4()}/step/answer/", 40 * 2**20
    for path in ("/consultations/new/", "/consultations/link/a-link:signed/add/"):
        assert body_limit(path, is_signed_in=False) > much
    assert body_limit(step, is_signed_in=True) > much > body_limit(step, is_signed_in=False)
    assert body_limit("/consultations/link/a-link:signed/withdraw/", is_signed_in=True) < much
