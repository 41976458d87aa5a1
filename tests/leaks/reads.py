"""Every address that is read, and which kinds must show there to whoever may see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

from openpyxl import load_workbook
from tests.leaks.joining import CODE
from tests.leaks.planted import COMMON, World
from tests.leaks.reserving import DAY
from tests.printed import words_of

from hashiwatashi.consultations.links import token_of
from hashiwatashi.consultations.reports import LISTED
from hashiwatashi.equipment.classes import SCHEMES
from hashiwatashi.licences.models import Course
from hashiwatashi.matching.enums import Kind
from hashiwatashi.reservations.feeds import token_of as feed_token
from hashiwatashi.stories.reaching import token_of as story_token
from hashiwatashi.web.areas.indicators import INDICATORS
from hashiwatashi.web.bag.sharing import share_token
from hashiwatashi.web.calls.listing import CATALOGUE as CALLS
from hashiwatashi.web.consultations.views import VIEWS
from hashiwatashi.web.desk.listing import FILTERS
from hashiwatashi.web.equipment.listing import CATALOGUE as EQUIPMENT
from hashiwatashi.web.experts.listing import CATALOGUE as EXPERTS
from hashiwatashi.web.measures.listing import CATALOGUE as MEASURES
from hashiwatashi.web.needs.listing import CATALOGUE as NEEDS
from hashiwatashi.web.notices.signing import stop_token
from hashiwatashi.web.organisations.listing import CATALOGUE as ORGANISATIONS
from hashiwatashi.web.past.listing import CATALOGUE as PAST
from hashiwatashi.web.seeds.listing import CATALOGUE as SEEDS
from hashiwatashi.web.stories.listing import CATALOGUE as STORIES

Addresses = Callable[[World], Iterator[str]]
EVERY_KIND = tuple(kind.value for kind in Kind)


@dataclass(frozen=True)
class Read:
    """Addresses of one route. Where firms are named anyway, the name behind an anonymous need is no secret.

    Who ``has_link`` to a question reads what whoever asked it reads.

    ``operators`` are kinds whose hidden records whoever runs the installation is shown here, for a reason.
    """

    addresses: Addresses
    shows: tuple[str, ...] = ()
    names_firms: bool = False
    operators: tuple[str, ...] = ()
    has_link: bool = False


def fixed(*addresses: str) -> Addresses:
    return lambda world: iter(addresses)


def listed(address, catalogue) -> Addresses:
    queries = ["", f"text={COMMON}", "prefecture=04", "export=csv", "export=xlsx", f"text={COMMON}&export=csv"]
    queries += [f"sort={name}" for name in catalogue.sorts]
    return fixed(*(f"{address}?{query}" for query in queries))


def _stories(page: str) -> Addresses:
    def addresses(world: World) -> Iterator[str]:
        stories = (world.one("story", "public").record, world.consulting.begun, world.consulting.unsaid)
        yield from (f"/stories/{story.uid}/{page}" for story in stories)

    return addresses


def _desk(address: str) -> Addresses:
    queries = ["", f"text={COMMON}", "all=1", "export=csv", "export=xlsx", *(f"show={name}" for name in FILTERS)]
    return fixed(*(f"{address}?{query}" for query in queries))


def of_each(address: str, kind: str) -> Addresses:
    return lambda world: (address.format(planted.record.uid) for planted in world.of(kind))


def _organisations(world: World) -> Iterator[str]:
    yield from (f"/organisations/{organisation.uid}/" for organisation in (world.lab, world.firm))
    yield from of_each("/organisations/{}/", "organisation")(world)


def _searched(address: str, words: str, kinds: str, more: str = "") -> Addresses:
    return fixed(
        *(f"{address}?{words}={text}{more}" for text in (COMMON, "zqfirmzq", "架空公設試")),
        *(f"{address}?{words}={COMMON}&{kinds}={kind.value}{more}" for kind in Kind),
    )


def _charges(world: World) -> Iterator[str]:
    member = world.joining.member.account.uid
    for kind in Kind:
        yield from (f"/charge/{world.lab.uid}/records/?kind={kind.value}{who}" for who in ("", f"&holder={member}"))


def _of_firm(page: str) -> Addresses:
    return lambda world: iter([f"/class/{world.firm.uid}/{page}"])


def _line(world: World) -> str:
    return f"/class/{world.firm.uid}/shareholders/{world.joining.holding.uid}/"


def _applications(world: World) -> Iterator[str]:
    yield from (f"/join/applications/{each.uid}/" for each in (world.joining.asked, world.joining.claim))


def _applications_to(world: World) -> Iterator[str]:
    yield "/join/new/"
    for organisation in (world.lab, world.joining.unclaimed, world.joining.claim.organisation):
        yield f"/join/new/?organisation={organisation.uid}"


def _stop(world: World) -> str:
    return f"/notices/mails/stop/{stop_token(world.accounts['editor'])}/"


def _bag(page: str) -> Addresses:
    return lambda world: iter([f"/bag/{world.bag.uid}/{page}"])


def _compared(world: World) -> Iterator[str]:
    for kind in Kind:
        items = "&".join(f"item={kind.value}:{planted.record.uid}" for planted in world.of(kind.value)[:4])
        yield f"/bag/{world.bag.uid}/compare/?{items}"


# On the page, and in the workbook.
_FORMS = ("", "&export=xlsx")


def _asking(world: World) -> Iterator[str]:
    yield from ("/consultations/new/", "/consultations/new/?q=さび", "/consultations/new/?draft=x")
    yield f"/consultations/new/?draft={world.consulting.draft.uid}"
    yield from of_each("/consultations/new/?test={}", "equipment")(world)


def _counted(world: World) -> Iterator[str]:
    yield from (f"/areas/?count={name}&sort=-value" for name in INDICATORS)
    yield from ("/areas/?export=csv", "/areas/?export=xlsx")


WEB = {
    "search": Read(_searched("/", "q", "kind"), EVERY_KIND, names_firms=True),
    "equipment-list": Read(listed("/equipment/", EQUIPMENT), ("equipment",)),
    "equipment-add": Read(fixed("/equipment/new/"), names_firms=True),
    "equipment-detail": Read(of_each("/equipment/{}/", "equipment"), ("equipment",), names_firms=True),
    "equipment-card": Read(of_each("/equipment/{}/card/", "equipment"), ("equipment",), names_firms=True),
    "equipment-card-pdf": Read(of_each("/equipment/{}/card.pdf", "equipment"), ("equipment",), names_firms=True),
    "equipment-edit": Read(of_each("/equipment/{}/edit/", "equipment")),
    "equipment-history": Read(of_each("/equipment/{}/history/", "equipment")),
    "equipment-photos": Read(of_each("/equipment/{}/photos/", "equipment")),
    "equipment-photo": Read(of_each(f"/equipment/{{}}/photos/{uuid4()}/large.jpg", "equipment")),
    # The lab's people alone: its equipment shows there in every state, nobody else's does.
    "desk-equipment": Read(_desk("/desk/equipment/")),
    "seed-list": Read(listed("/seeds/", SEEDS), ("seed",)),
    "seed-add": Read(fixed("/seeds/new/"), names_firms=True),
    "seed-detail": Read(of_each("/seeds/{}/", "seed"), ("seed",), names_firms=True),
    "seed-edit": Read(of_each("/seeds/{}/edit/", "seed")),
    "seed-history": Read(of_each("/seeds/{}/history/", "seed")),
    "expert-list": Read(listed("/experts/", EXPERTS), ("expert",)),
    "expert-detail": Read(of_each("/experts/{}/", "expert"), ("expert",), names_firms=True),
    "seed-board": Read(fixed("/seeds/board/")),
    "expert-add": Read(fixed("/experts/new/"), names_firms=True),
    "expert-edit": Read(of_each("/experts/{}/edit/", "expert")),
    "call-list": Read(listed("/calls/", CALLS), ("call",)),
    "call-detail": Read(of_each("/calls/{}/", "call"), ("call",), names_firms=True),
    "need-list": Read(listed("/needs/", NEEDS), ("need",)),
    "need-add": Read(fixed("/needs/new/"), names_firms=True),
    "need-detail": Read(of_each("/needs/{}/", "need"), ("need",)),
    "need-done": Read(of_each("/needs/{}/done/", "need")),
    "need-edit": Read(of_each("/needs/{}/edit/", "need")),
    "need-open": Read(of_each("/needs/{}/open/", "need")),
    "measure-list": Read(listed("/measures/", MEASURES), ("measure",)),
    "measure-add": Read(fixed("/measures/new/"), names_firms=True),
    "measure-detail": Read(of_each("/measures/{}/", "measure"), ("measure",), names_firms=True),
    "measure-edit": Read(of_each("/measures/{}/edit/", "measure")),
    "story-list": Read(listed("/stories/", STORIES), ("story",)),
    "story-detail": Read(_stories(""), ("story",), names_firms=True),
    "story-ours": Read(fixed("/stories/ours/")),
    "story-edit": Read(_stories("edit/"), names_firms=True),
    "story-add": Read(lambda world: iter([f"/stories/new/{world.one('past', 'closed').record.uid}/"])),
    "story-link": Read(lambda world: iter([f"/stories/link/{story_token(world.consulting.unsaid)}/"]), has_link=True),
    "past-list": Read(listed("/past/", PAST), ("past",)),
    "past-detail": Read(of_each("/past/{}/", "past"), ("past",)),
    "organisation-list": Read(listed("/organisations/", ORGANISATIONS), ("organisation",), names_firms=True),
    "organisation-detail": Read(_organisations, ("organisation", "equipment", "seed", "expert"), names_firms=True),
    "advice": Read(fixed("/advice/", "/advice/?prefecture=04"), ("expert",)),
    "area-list": Read(_counted),
    "area-classes": Read(fixed(*(f"/areas/classes/?prefecture=04&by={by}{x}" for by in SCHEMES for x in _FORMS))),
    "area-detail": Read(fixed("/areas/04/"), ("equipment", "seed", "expert"), names_firms=True),
    "town-list": Read(fixed("/areas/04/towns/")),
    "town-detail": Read(fixed("/areas/04/041009/"), names_firms=True),
    "import-start": Read(fixed("/imports/")),
    "import-history": Read(fixed("/imports/history/")),
    "import-template": Read(fixed("/imports/templates/equipment/")),
    "import-job": Read(lambda world: iter([f"/imports/{world.job.uid}/"])),
    "import-rejects": Read(lambda world: iter([f"/imports/{world.job.uid}/rejects/{x}/" for x in ("csv", "xlsx")])),
    # An operator decides on duplicates of all organisations and has to see both records for that.
    "duplicate-list": Read(fixed("/imports/duplicates/", "/imports/duplicates/?decided=1"), operators=("equipment",)),
    "notice-list": Read(fixed("/notices/", "/notices/?show=unread")),
    "notice-mails": Read(fixed("/notices/mails/")),
    "notice-stop": Read(lambda world: iter([_stop(world), "/notices/mails/stop/x/"])),
    "bag": Read(fixed("/bag/", "/bag/?undo=1")),
    "bag-start": Read(fixed("/bag/new/")),
    "bag-edit": Read(_bag("edit/")),
    "bag-memo": Read(_bag("memo/")),
    "bag-memo-pdf": Read(_bag("memo.pdf")),
    "bag-memo-xlsx": Read(_bag("memo.xlsx")),
    "bag-compare": Read(_compared),
    "bag-shared": Read(lambda world: iter([f"/bag/shared/{share_token(world.bag)}/", "/bag/shared/x/"]), EVERY_KIND),
    "saved-search-list": Read(fixed("/searches/")),
    "saved-search-run": Read(lambda world: iter([f"/searches/{world.search.uid}/run/"])),
    "firm-class": Read(fixed("/class/")),
    "firm-class-rules": Read(fixed("/class/rules/")),
    "firm-assessment": Read(_of_firm("")),
    "firm-assessment-history": Read(_of_firm("history/")),
    "firm-figures": Read(_of_firm("figures/")),
    "firm-holding-add": Read(_of_firm("shareholders/new/")),
    "firm-holding-edit": Read(lambda world: iter([_line(world)])),
    "firm-officer-add": Read(_of_firm("officers/new/")),
    "firm-officer-edit": Read(
        lambda world: iter([f"/class/{world.firm.uid}/officers/{world.firm.firm_officers.get().uid}/"])
    ),
    "who": Read(fixed("/who/", "/who/?place=宮城県", "/who/?function=testing&place=宮城県", "/who/?place=x")),
    "who-gaps": Read(fixed("/who/gaps/", "/who/gaps/?export=csv")),
    "field-list": Read(fixed("/who/fields/")),
    "field-add": Read(fixed("/who/fields/new/"), names_firms=True),
    "field-edit": Read(lambda world: iter([f"/who/fields/{world.joining.field.uid}/edit/"])),
    "consultation-list": Read(fixed(*(f"/consultations/?view={name}{x}" for name, _ in VIEWS for x in _FORMS))),
    # Whoever has the link asked, or was given it by who did: it shows what whoever asked reads.
    "consultation-link": Read(
        lambda world: iter([f"/consultations/link/{token_of(world.consulting.asked)}/"]), has_link=True
    ),
    "consultation-new": Read(_asking),
    "consultation-note": Read(fixed("/consultations/note/"), names_firms=True),
    "consultation-texts": Read(fixed("/consultations/texts/")),
    "consultation-text-add": Read(fixed("/consultations/texts/new/"), names_firms=True),
    "consultation-text-edit": Read(lambda world: iter([f"/consultations/texts/{world.consulting.ready.uid}/"])),
    "consultation-detail": Read(lambda world: iter([f"/consultations/{world.consulting.asked.uid}/"])),
    "consultation-hand-off": Read(lambda world: iter([f"/consultations/{world.consulting.asked.uid}/hand-off/"])),
    "duty-list": Read(fixed("/who/declarations/", "/who/declarations/?export=csv")),
    "duty-add": Read(fixed("/who/declarations/new/"), names_firms=True),
    "duty-detail": Read(lambda world: iter([f"/who/declarations/{world.joining.draft.uid}/"])),
    "duty-edit": Read(lambda world: iter([f"/who/declarations/{world.joining.draft.uid}/edit/"])),
    "holder-list": Read(lambda world: iter([f"/charge/{world.lab.uid}/"])),
    "holder-records": Read(_charges),
    "handover-prepare": Read(lambda world: iter([f"/charge/{world.lab.uid}/hand-over/"])),
    "handover-detail": Read(lambda world: iter([f"/charge/hand-overs/{world.joining.handover.uid}/"])),
    "handover-report": Read(lambda world: iter([f"/charge/hand-overs/{world.joining.handover.uid}/report.pdf"])),
    "joining": Read(fixed("/join/", "/join/?q=架空公設試", f"/join/?q={COMMON}"), names_firms=True),
    "application-new": Read(_applications_to, names_firms=True),
    "application-list": Read(fixed("/join/applications/")),
    "application-detail": Read(_applications),
    "application-code": Read(lambda world: iter([f"/join/applications/{world.joining.claim.uid}/code/x/"])),
    "invitation": Read(fixed(f"/join/invitations/{CODE}/", "/join/invitations/x/")),
    "member-list": Read(lambda world: iter([f"/join/members/{world.lab.uid}/"])),
    "member-role": Read(lambda world: iter([f"/join/members/{world.lab.uid}/{world.joining.member.pk}/role/"])),
    "member-end": Read(lambda world: iter([f"/join/members/{world.lab.uid}/{world.joining.member.pk}/end/"])),
    "work-list": Read(fixed("/work/")),
    "work-detail": Read(lambda world: iter([f"/work/{world.work.uid}/", f"/work/{world.job.uid}/"])),
    "work-file": Read(lambda world: iter([f"/work/{world.work.uid}/file/"])),
    "account-home": Read(fixed("/mypage/"), names_firms=True),
    "help": Read(fixed("/help/")),
    "privacy": Read(fixed("/privacy/")),
    "accessibility": Read(fixed("/accessibility/")),
    "site-map": Read(fixed("/sitemap/")),
    "set_language": Read(fixed("/language/")),
    "qr": Read(fixed("/qr/?to=/help/")),
    "robots": Read(fixed("/robots.txt")),
    "security-txt": Read(fixed("/.well-known/security.txt")),
}
# Figures of consultations and the files of firms.
WEB |= {
    "consultation-figures": Read(
        fixed(
            *(f"/consultations/figures/?{more}" for more in ("", "export=xlsx", "table=places&export=csv")),
            *(f"/consultations/?figure={figure}{form}" for figure in sorted(LISTED) for form in _FORMS),
        )
    ),
    "consultation-consents": Read(fixed("/consultations/consents/"), names_firms=True),
    # The lab holds nothing of the firm's and has no consent.
    "consultation-firm": Read(lambda world: iter([f"/consultations/firms/{world.firm.uid}/"]), names_firms=True),
}


def api_listed(name: str, *queries: str) -> Addresses:
    return fixed(*(f"/api/v1/{name}?limit=100&{query}" for query in ("", f"q={COMMON}", *queries)))


_PLACE = "prefecture=04"
API = {
    "GET /who": Read(
        fixed("/api/v1/who?function=consultation&place=宮城県", "/api/v1/who?function=testing&place=04")
    ),
    "GET /prefectures": Read(fixed("/api/v1/prefectures")),
    "GET /match": Read(_searched("/api/v1/match", "q", "kinds", "&limit=50"), EVERY_KIND, names_firms=True),
    "GET /equipment": Read(api_listed("equipment", _PLACE), ("equipment",)),
    "GET /equipment/{uid}": Read(of_each("/api/v1/equipment/{}", "equipment"), ("equipment",)),
    "GET /seeds": Read(api_listed("seeds", _PLACE), ("seed",)),
    "GET /seeds/{uid}": Read(of_each("/api/v1/seeds/{}", "seed"), ("seed",)),
    "GET /experts": Read(api_listed("experts", _PLACE), ("expert",)),
    "GET /experts/{uid}": Read(of_each("/api/v1/experts/{}", "expert"), ("expert",)),
    "GET /calls": Read(api_listed("calls"), ("call",)),
    "GET /calls/{uid}": Read(of_each("/api/v1/calls/{}", "call"), ("call",)),
    "GET /needs": Read(api_listed("needs"), ("need",)),
    "GET /needs/{uid}": Read(of_each("/api/v1/needs/{}", "need"), ("need",)),
    "GET /measures": Read(api_listed("measures", _PLACE), ("measure",)),
    "GET /measures/{uid}": Read(of_each("/api/v1/measures/{}", "measure"), ("measure",)),
    "GET /stories": Read(api_listed("stories"), ("story",)),
    "GET /stories/{uid}": Read(of_each("/api/v1/stories/{}", "story"), ("story",)),
    "GET /past-consultations": Read(api_listed("past-consultations", _PLACE), ("past",)),
    "GET /past-consultations/{uid}": Read(of_each("/api/v1/past-consultations/{}", "past"), ("past",)),
    "GET /organisations": Read(api_listed("organisations"), ("organisation",), names_firms=True),
    "GET /organisations/{uid}": Read(of_each("/api/v1/organisations/{}", "organisation"), ("organisation",)),
}


def _sheets(end: str) -> Addresses:
    return lambda world: (f"/consultations/{world.consulting.asked.uid}/{end}{copy}" for copy in ("", "?copy=asker"))


# Who sees which photo is tried in tests/consultations/test_photos.py.
WEB |= {
    "consultation-photo": Read(fixed(f"/consultations/{uuid4()}/photos/{uuid4()}/large.jpg")),
    "consultation-link-photo": Read(fixed(f"/consultations/link/a-link/photos/{uuid4()}/large.jpg")),
    "consultation-kept-photo": Read(fixed("/consultations/new/photos/x.jpg")),
    "consultation-note-offline": Read(fixed("/consultations/note/offline/")),
    "consultation-note-worker": Read(fixed("/consultations/note/worker.js")),
    "consultation-sheet": Read(_sheets("sheet/")),
    "consultation-sheet-pdf": Read(_sheets("sheet.pdf")),
}


def _plan(end: str = "") -> Addresses:
    return lambda world: iter([f"/plans/{world.consulting.plan.uid}/{end}"])


WEB |= {
    "plan-list": Read(fixed("/plans/"), names_firms=True),
    "plan-add": Read(lambda world: iter([f"/plans/firms/{world.firm.uid}/new/"]), names_firms=True),
    "plan-detail": Read(_plan(), names_firms=True),
    "plan-edit": Read(_plan("edit/"), names_firms=True),
    "plan-sheet": Read(_plan("sheet/"), names_firms=True),
    "plan-sheet-pdf": Read(_plan("sheet.pdf"), names_firms=True),
    "plan-themes": Read(_plan("themes.xlsx"), names_firms=True),
}

# Target days are nobody's secret: whoever asks is told them.
WEB |= {
    "target-list": Read(fixed("/who/targets/")),
    "target-add": Read(fixed("/who/targets/new/")),
    "target-edit": Read(lambda world: iter([f"/who/targets/{world.consulting.target.uid}/edit/"])),
}


def _opening(end: str = "") -> Addresses:
    return lambda world: iter([f"/opening/{world.lab.uid}/{end}"])


def _units(end: str = "") -> Addresses:
    return of_each(f"/opening/equipment/{{}}/units/{end}", "equipment")


# Hours and rules are read by all, of a hidden instrument by its owner's people; here the forms and lists of those.
WEB |= {
    "opening": Read(fixed("/opening/"), names_firms=True),
    "use-rules": Read(_opening()),
    "opening-sheet": Read(_opening("sheet.xlsx")),
    "use-rules-add": Read(_opening("rules/new/")),
    "use-rules-edit": Read(lambda world: iter([f"/opening/rules/{world.opening.rules.uid}/edit/"])),
    "special-days": Read(_opening("days/?year=2026")),
    "special-day-add": Read(_opening("days/new/")),
    "unit-list": Read(_units()),
    "unit-add": Read(_units("new/")),
    "unit-edit": Read(lambda world: iter([f"/opening/units/{world.opening.unit.uid}/edit/"])),
    "closure-list": Read(_opening("closures/")),
    "closure-add": Read(_opening("closures/new/")),
}


def text_of(answer) -> str:
    """All that an answer tells, its headers included; of a workbook every cell."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = json.dumps(dict(answer.headers.items()))
    if "spreadsheetml" in answer.headers.get("Content-Type", ""):
        cells = [str(cell) for row in load_workbook(BytesIO(body)).active.values for cell in row if cell is not None]
        return told + " ".join(cells)
    if answer.headers.get("Content-Type") == "application/pdf":
        return told + words_of(body)
    text = body.decode()
    return told + (json.dumps(json.loads(text), ensure_ascii=False) if "json" in told else text)


def _reservations(end: str = "") -> Addresses:
    return lambda world: (f"/reservations/{one.uid}/{end}" for one in (world.reserving.held, world.reserving.called))


def _free(world: World) -> Iterator[str]:
    year, week, _day = DAY.isocalendar()
    yield f"/reservations/equipment/{world.reserving.unit.equipment.uid}/?week={year}-W{week:02}"
    yield from (f"/reservations/equipment/{planted.record.uid}/" for planted in world.of("equipment"))


_VIEWS = ("decide", "today", "coming", "past", "mine", "mine-past")
WEB |= {
    "reservation-list": Read(fixed(*(f"/reservations/?view={view}{x}" for view in _VIEWS for x in _FORMS))),
    "reservation-labels": Read(of_each("/reservations/equipment/{}/labels/", "equipment")),
    "reservation-week": Read(_free, ("equipment",)),
    "equipment-uniquip": Read(fixed("/equipment/uniquip.csv", "/equipment/uniquip.xlsx")),
    "equipment-uniquip-of": Read(
        lambda world: (f"/equipment/uniquip/{world.lab.uid}.{form}" for form in ("csv", "xlsx"))
    ),
    "reservation-rooms": Read(
        lambda world: (
            f"/reservations/rooms/{world.lab.uid}/?{query}" for query in (f"week={DAY:%G-W%V}", f"day={DAY}", "")
        ),
    ),
    "reservation-free": Read(
        fixed(
            "/reservations/free/",
            f"/reservations/free/?since={DAY}",
            f"/reservations/free/?text={COMMON}&since={DAY}&prefecture=47&reach=own",
        )
    ),
    "reservation-new": Read(
        lambda world: iter([f"/reservations/units/{world.reserving.unit.uid}/new/?day={DAY}&start=13:00"]),
        names_firms=True,
    ),
    "reservation-waiting": Read(lambda world: iter([f"/reservations/units/{world.reserving.unit.uid}/waiting/"])),
    "reservation-detail": Read(_reservations()),
    "reservation-move": Read(_reservations("time/")),
    "reservation-permit": Read(_reservations("permit/")),
    "reservation-permit-pdf": Read(_reservations("permit.pdf")),
}
API |= {
    "GET /equipment/{uid}/units": Read(of_each("/api/v1/equipment/{}/units", "equipment")),
    "GET /equipment/{uid}/rules": Read(of_each("/api/v1/equipment/{}/rules", "equipment")),
    "GET /equipment/{uid}/special-days": Read(of_each("/api/v1/equipment/{}/special-days?days=366", "equipment")),
    "GET /equipment/{uid}/closures": Read(of_each("/api/v1/equipment/{}/closures?days=366", "equipment")),
    "GET /closures": Read(api_listed("closures")),
    "GET /closures/{uid}": Read(lambda world: iter([f"/api/v1/closures/{world.opening.closure.uid}"])),
    "GET /free-times": Read(fixed(f"/api/v1/free-times?since={DAY:%Y-%m}-01&days=31", "/api/v1/free-times")),
    "GET /equipment/{uid}/free": Read(of_each("/api/v1/equipment/{}/free", "equipment")),
    "GET /waiting": Read(api_listed("waiting")),
    "GET /waiting/{uid}": Read(lambda world: iter([f"/api/v1/waiting/{world.reserving.waits.uid}"])),
    "GET /reservations": Read(api_listed("reservations")),
    "GET /reservations/{uid}": Read(
        lambda world: (f"/api/v1/reservations/{one.uid}" for one in (world.reserving.held, world.reserving.called))
    ),
}


API |= {
    "GET /consultations": Read(
        lambda world: (
            f"/api/v1/consultations?limit=100&{query}"
            for query in ("", "mine=true", "stage=done", f"holder={world.lab.uid}")
        )
    ),
    "GET /consultations/{uid}": Read(
        lambda world: (f"/api/v1/consultations/{one.uid}" for one in (world.consulting.asked, world.consulting.left))
    ),
    "GET /consultations/figures": Read(
        lambda world: iter([f"/api/v1/consultations/figures?institution={world.lab.uid}"])
    ),
}
WEB |= {
    "reservation-calendar": Read(fixed("/reservations/calendar/")),
    # Whoever has the address of a feed reads where and when, never what for.
    "reservation-feed": Read(
        lambda world: iter([f"/reservations/calendar/feed/{feed_token(world.reserving.feed)}.ics"])
    ),
    "reservation-busy": Read(of_each("/reservations/equipment/{}/busy.ics", "equipment"), ("equipment",)),
    "reservation-usage": Read(
        fixed(*(f"/reservations/utilisation/?by={by}{x}" for by in ("item", "institution") for x in _FORMS)),
        names_firms=True,
    ),
    "reservation-day": Read(fixed(f"/reservations/day/?day={DAY}", "/reservations/day/")),
}


def _courses(end: str = "") -> Addresses:
    return lambda world: (
        f"/licences/courses/{one.uid}/{end}" for one in (world.licensed.course, world.licensed.begun)
    )


def _every_course(world: World) -> Iterator[str]:
    """Those that are hidden, too."""
    return (f"/licences/courses/{uid}/" for uid in Course.objects.values_list("uid", flat=True))


def _licence(end: str) -> Addresses:
    return lambda world: iter([f"/licences/{world.licensed.licence.uid}/{end}"])


def _book(end: str, *queries: str) -> Addresses:
    return lambda world: (f"/licences/of/{world.lab.uid}/{end}{query}" for query in queries or ("",))


WEB |= {
    "licence-list": Read(fixed("/licences/")),
    "course-list": Read(lambda world: iter(["/licences/courses/", f"/licences/courses/?owner={world.lab.uid}"])),
    "course-detail": Read(_every_course),
    "course-edit": Read(_courses("edit/")),
    "course-participants": Read(
        lambda world: (f"{one}{x}" for one in _courses("participants/")(world) for x in ("", "?export=csv"))
    ),
    "licence-book": Read(_book("", "", "?export=csv", "?export=xlsx")),
    "licence-add": Read(_book("new/")),
    "course-add": Read(_book("courses/new/")),
    "licence-detail": Read(_licence("")),
    "licence-certificate": Read(_licence("certificate.pdf")),
}
API |= {
    "GET /courses": Read(api_listed("courses")),
    "GET /courses/{uid}": Read(
        lambda world: (f"/api/v1/courses/{uid}" for uid in Course.objects.values_list("uid", flat=True))
    ),
    "GET /licences": Read(api_listed("licences")),
}
