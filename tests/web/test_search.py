import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    MeasureFactory,
    MembershipFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
    StoryFactory,
)

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def sections(answer):
    return {section.group.kind: section for section in answer.context["sections"]}


def titles(answer, kind=Kind.EQUIPMENT):
    found = sections(answer)
    return [getattr(s.record, "name", "") for s in found[kind].group.suggestions] if kind in found else []


#: What an outsider can look for.
OFFERED = tuple(kind for kind in Kind if kind != Kind.PAST)


@pytest.fixture
def everything(build_index):
    """One record of each kind about foreign matter."""
    lab = OrganisationFactory(about="異物の調査を引き受ける", contact_phone="022-000-0000")
    university = OrganisationFactory(kind=OrganisationKind.UNIVERSITY, prefecture_id="13")
    EquipmentFactory(owner=lab, name="異物観察顕微鏡", prefecture_id="04")
    SeedFactory(owner=university, title="異物をよける搬送")
    ExpertFactory(organisation=lab, headline="異物の相談")
    CallFactory(title="異物対策補助金")
    NeedFactory(title="異物を減らしたい", level=DisclosureLevel.ANONYMOUS)
    StoryFactory(title="異物のもとが分かった")
    MeasureFactory(title="異物の分析を県内で受けられるようにする")
    build_index()


def test_the_first_look_shows_examples_and_where_equipment_is(client, everything):
    page = client.get("/")
    assert page.context["total"] == 1
    assert "製品に付いた小さな異物が何か調べたい" in page.content.decode()


def test_one_page_answers_with_every_kind(client, everything):
    assert set(sections(client.get("/", {"q": "異物"}))) == set(OFFERED)


def test_a_hit_says_why_whose_where_and_whom_to_ask(client, everything):
    page = client.get("/", {"q": "異物を調べたい"}).content.decode()
    assert "<mark>" in page
    assert "合う理由" in page
    assert "宮城県" in page
    assert "022-000-0000" in page


def test_a_card_says_why_in_one_sentence_and_the_percentages_only_behind_the_fold(client, everything):
    page = client.get("/", {"q": "異物を調べたい"}).content.decode()
    card = page[
        page.index('<li class="hit">') : page.index("</li>\n", page.index("</details>", page.index("hit-more")))
    ]
    open_part, folded = card.split("<details", 1)
    assert "『異物』" in open_part
    assert "があります" in open_part
    assert "%" not in open_part
    assert "<mark>" in folded
    assert "% " in folded


def test_the_best_machines_a_person_an_open_call_and_a_seed_are_recommended(client, build_index):
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    EquipmentFactory.create_batch(4, uses="異物を調べる")
    SeedFactory.create_batch(2, summary="異物をよける")
    ExpertFactory.create_batch(2, headline="異物の相談")
    CallFactory(title="異物対策補助金 終了", closes_at=past)
    CallFactory(title="異物対策補助金 受付中")
    NeedFactory(title="異物を減らしたい")
    build_index()
    page = client.get("/", {"q": "異物"})
    best = {s.group.kind: len(s.shown) for s in page.context["recommended"]}
    assert list(best.items()) == [(Kind.EQUIPMENT, 3), (Kind.EXPERT, 1), (Kind.CALL, 1), (Kind.SEED, 1)]
    assert sections(page)[Kind.CALL].shown[0].record.title == "異物対策補助金 受付中"
    text = page.content.decode()
    assert text.count('<li class="hit">') == 6
    assert "異物対策補助金 終了" not in text
    led = {s.group.kind: s.more for s in page.context["leading_on"]}
    assert set(led) == {Kind.EQUIPMENT, Kind.SEED, Kind.EXPERT, Kind.CALL, Kind.NEED}
    assert client.get(f"/{led[Kind.NEED]}").context["sections"][0].group.total == 1


def test_where_only_other_kinds_have_hits_these_are_shown(client, build_index):
    OrganisationFactory(name="架空海藻研究所")
    build_index()
    page = client.get("/?q=架空海藻研究所")
    assert [(s.group.kind, len(s.shown)) for s in page.context["recommended"]] == [(Kind.ORGANISATION, 1)]


def test_the_strip_leads_to_each_kind_with_hits_and_back_to_all(client, build_index):
    EquipmentFactory.create_batch(2, name="天びん")
    build_index()
    whole, equipment, seed, *_rest = client.get("/?q=天びん").context["strip"]
    assert (whole.count, whole.is_on, equipment.count, equipment.is_on) == (2, True, 2, False)
    assert (seed.count, seed.href) == (0, "")
    alone = client.get(f"/{equipment.href}")
    whole, equipment, seed, *_rest = alone.context["strip"]
    assert (equipment.is_on, whole.is_on, seed.count) == (True, False, None)
    assert len(client.get(f"/{whole.href}").context["form"].kinds) == len(OFFERED)


def test_from_open_calls_alone_the_strip_leads_back_to_everything(client, everything):
    whole = client.get("/?q=異物&open_calls=on").context["strip"][0]
    assert set(sections(client.get(f"/{whole.href}"))) == set(OFFERED)


def test_a_square_of_the_map_bounds_by_its_prefecture_and_opens_the_filters(client, everything):
    page = client.get("/?q=異物&kind=equipment")
    assert not page.context["is_narrowed"]
    tiles = {tile.prefecture.code: tile.href for tile in page.context["map"].tiles}
    assert (tiles["04"], tiles["47"]) == (f"{page.context['strip'][1].href}&prefecture=04", "")
    bound = client.get(f"/{tiles['04']}")
    assert bound.context["is_narrowed"]
    assert titles(bound) == ["異物観察顕微鏡"]
    assert '<details class="facets" id="narrow" open>' in bound.content.decode()


def test_looking_stores_nothing(client, everything):
    with CaptureQueriesContext(connection) as queries:
        client.get("/", {"q": "誰にも言えない異物の話"})
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []
    assert (Need.objects.count(), AuditEvent.objects.count()) == (1, 0)


def test_a_region_bounds_nothing_unless_the_visitor_says_so(client, build_index):
    EquipmentFactory(name="分析顕微鏡 県外", prefecture_id="47")
    build_index()
    client.cookies["home_prefecture"] = "04"
    assert titles(client.get("/", {"q": "分析 顕微鏡"})) == ["分析顕微鏡 県外"]
    assert titles(client.get("/", {"q": "分析 顕微鏡", "prefecture": "04"})) == []


def test_the_best_from_elsewhere_stands_above_a_full_page_of_near_ones(client, build_index):
    for number in range(8):
        EquipmentFactory(name=f"粒度分布測定装置 {number}", uses="粉の粒の大きさを測る", prefecture_id="04")
    EquipmentFactory(name="遠くの測定装置", uses="粉を測る", prefecture_id="47")
    build_index()
    client.cookies["home_prefecture"] = "04"
    page = client.get("/", {"q": "粉の粒の大きさを測る 粒度分布"})
    assert sections(page)[Kind.EQUIPMENT].group.best_elsewhere.record.name == "遠くの測定装置"
    text = page.content.decode()
    assert text.index("ほかの都道府県で最もよく合うもの") < text.index('<ol class="hits">')


def test_the_best_from_elsewhere_is_told_where_the_one_shown_is_near(client, build_index):
    ExpertFactory(headline="異物の分析", organisation__prefecture_id="04")
    ExpertFactory(headline="異物も扱うが、ほかの分析が多い", organisation__prefecture_id="47")
    build_index()
    client.cookies["home_prefecture"] = "04"
    section = sections(client.get("/?q=異物の分析"))[Kind.EXPERT]
    assert [found.is_elsewhere for found in section.shown] == [False]
    assert section.elsewhere.is_elsewhere


def test_the_own_prefecture_comes_from_the_account_until_another_is_chosen(client, everything):
    client.force_login(MembershipFactory(organisation__prefecture_id="04").account)
    assert client.get("/").context["home"].code == "04"
    client.post("/home-prefecture/", {"prefecture": "13"})
    assert client.get("/").context["home"].code == "13"


def test_every_bound_narrows_and_shows_as_a_chip(client, build_index):
    EquipmentFactory(name="試験機 あ", prefecture_id="04", external_use=ExternalUse.OPEN)
    EquipmentFactory(name="試験機 い", prefecture_id="04", external_use=ExternalUse.CLOSED)
    EquipmentFactory(name="試験機 う", prefecture_id="13", external_use=ExternalUse.OPEN)
    build_index()
    page = client.get("/?q=試験機&kind=equipment&prefecture=04&open_to_outsiders=on")
    assert titles(page) == ["試験機 あ"]
    assert [chip.label for chip in page.context["chips"]] == ["設備・機器", "宮城県", "外部利用できる"]


def test_only_calls_that_take_applications_now(client, build_index):
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    CallFactory(title="試作補助金 終了", closes_at=past)
    CallFactory(title="試作補助金 受付中")
    build_index()
    found = sections(client.get("/?q=試作補助金&open_calls=on"))[Kind.CALL].group.suggestions
    assert [s.record.title for s in found] == ["試作補助金 受付中"]


def test_choices_tell_how_many_remain(client, build_index):
    EquipmentFactory.create_batch(3, name="天びん", prefecture_id="04")
    EquipmentFactory(name="天びん", prefecture_id="13")
    build_index()
    facets = {facet.title: facet for facet in client.get("/?q=天びん").context["facets"]}
    counts = {choice.label: choice.count for choice in facets["都道府県"].choices}
    assert (counts["宮城県"], counts["東京都"]) == (3, 1)


def test_one_kind_alone_is_paged(client, build_index):
    EquipmentFactory.create_batch(25, name="天びん")
    build_index()
    first = client.get("/?q=天びん&kind=equipment")
    section = sections(first)[Kind.EQUIPMENT]
    assert (section.first, section.last, section.group.total) == (1, 20, 25)
    second = sections(client.get(f"/{section.next}"))[Kind.EQUIPMENT]
    assert (second.first, second.last, second.next) == (21, 25, "")


def test_nothing_found_tells_how_to_go_on_and_whom_to_ask(client, build_index):
    expert = ExpertFactory()
    expert.areas.set(["04"])
    build_index()
    page = client.get("/?q=zzzzzz").content.decode()
    assert "合うものが見つかりませんでした" in page
    assert expert.person.name in page


def test_a_text_that_is_too_long_is_told_so(client, build_index):
    answer = client.get("/", {"q": "あ" * 3001})
    assert answer.status_code == 400
    assert "3000字以内に縮めてください" in answer.content.decode()


def test_a_page_long_text_is_answered(client, everything):
    assert client.get("/", {"q": "異物を調べたい。" * 180}).status_code == 200


def test_what_a_visitor_may_not_see_is_not_found(client, build_index):
    EquipmentFactory(name="社内の秘密装置", disclosure=Disclosure.RELATED)
    build_index()
    assert "社内の秘密装置" not in client.get("/?q=秘密装置").content.decode()


def test_the_owner_of_an_anonymous_need_is_not_found_by_name(client, build_index):
    firm = OrganisationFactory(name="株式会社架空秘密", kind=OrganisationKind.FIRM)
    NeedFactory(owner=firm, title="めっきの相談", level=DisclosureLevel.ANONYMOUS)
    build_index()
    assert Kind.NEED not in sections(client.get("/?q=架空秘密"))
    assert "架空秘密" not in client.get("/?q=めっきの相談").content.decode()


def test_only_who_may_register_needs_is_offered_it(client, everything):
    assert "この内容をニーズとして登録</a>" not in client.get("/?q=異物").content.decode()
    client.force_login(MembershipFactory(role=Role.REPRESENTATIVE).account)
    assert "この内容をニーズとして登録</a>" in client.get("/?q=異物").content.decode()


@pytest.mark.parametrize("records", [1, 3, 12])
def test_a_search_takes_the_same_queries_however_much_it_finds(
    client, build_index, django_assert_num_queries, records
):
    for factory in (EquipmentFactory, SeedFactory, ExpertFactory, CallFactory, NeedFactory, OrganisationFactory):
        factory.create_batch(records)
    build_index()
    with django_assert_num_queries(16):
        client.get("/?q=架空 顕微鏡 さび 補助金&broadly=on")


def test_the_page_says_what_was_put_first_and_can_be_asked_by_the_words_alone(client, build_index):
    EquipmentFactory(name="走査電子顕微鏡", uses="")
    EquipmentFactory(name="ひび割れ補修機", uses="")
    build_index()
    page = client.get("/", {"q": "部品にひびが入った", "kind": "equipment"})
    assert titles(page) == ["走査電子顕微鏡", "ひび割れ補修機"]
    text = page.content.decode()
    assert "ひび・割れの原因" in text
    assert "破面観察、" in text
    assert "に使う機器を先に並べています。" in text
    plain = client.get("/", {"q": "部品にひびが入った", "kind": "equipment", "literally": "on"})
    assert titles(plain)[0] == "ひび割れ補修機"
    assert "先に並べています" not in plain.content.decode()
    assert "言葉どおり" in [chip.label for chip in plain.context["chips"]]


def test_a_named_instrument_is_said_to_stand_first(client, build_index):
    EquipmentFactory(name="走査電子顕微鏡", uses="")
    build_index()
    assert "走査電子顕微鏡を先に並べています。" in client.get("/", {"q": "エスイーエムで見たい"}).content.decode()


def test_what_shares_only_a_word_by_the_way_is_behind_a_link(client, build_index):
    EquipmentFactory(name="渦流探傷装置", uses="部品のひびを見つけます。")
    EquipmentFactory.create_batch(5, name="架空洗浄機", uses="部品を洗います。")
    build_index()
    asked = {"q": "部品のひび", "kind": "equipment", "literally": "on"}
    page = client.get("/", asked).content.decode()
    assert ("渦流探傷装置" in page, "架空洗浄機" in page) == (True, False)
    assert "<strong>1</strong>" in page
    assert "&amp;broadly=on" in page
    page = client.get("/", {**asked, "broadly": "on"}).content.decode()
    assert page.index("渦流探傷装置") < page.index("架空洗浄機")
    assert "broader" not in page


def test_equal_instruments_of_one_owner_are_one_card_that_leads_to_each(client, build_index):
    owner = OrganisationFactory()
    equal = EquipmentFactory.create_batch(3, name="架空分光計", owner=owner, maker="架空", model="K-1")
    other = EquipmentFactory(name="架空分光計", owner=owner, maker="架空", model="K-2")
    build_index()
    page = client.get("/", {"q": "架空分光計", "kind": "equipment"}).content.decode()
    assert page.count('class="hit"') == 2
    assert "同じものが3台" in page
    assert all(str(each.uid) in page for each in (*equal, other))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("株式会社架空の部品がさびる", "社名が含まれています"),
        ("㈱架空のさび", "社名が含まれています"),
        ("rust at Kakuu Ltd.", "社名が含まれています"),
        ("さび 電話 022-000-0000", "電話番号かメールアドレス"),
        ("さび rust@example.jp", "電話番号かメールアドレス"),
        ("さびを調べたい JIS Z 2371", ""),
        ("2024-10-12 に割れた", ""),
    ],
)
def test_whoever_names_a_firm_is_told_that_the_address_holds_it(client, everything, text, told):
    page = client.get("/", {"q": text}).content.decode()
    assert ('role="note"' in page) == bool(told)
    assert told in page


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("走査電子顕徴鏡で見たい", "走査電子顕微鏡で見たい"),
        ("デジタルマイクロスコプ", "デジタルマイクロスコープ"),
        ("電子顕徴鏡", "電子顕微鏡"),
        ("レオメタ", "レオメータ"),
        ("spectromter for plastics", "spectrometer for plastics"),
        ("走査電子顕微鏡で見たい", ""),
        ("架空の名もないもの", ""),
        ("部品にひびが入った", ""),
    ],
)
def test_a_slip_in_the_name_of_an_instrument_is_put_right_by_a_click(client, everything, text, right):
    page = client.get("/", {"q": text}).content.decode()
    assert ("もしかして" in page) == bool(right)
    assert f"{right}</a></p>" in page or not right


@pytest.mark.parametrize(
    "bound", ["literally=off", "broadly=0", "open_calls=false", "prefecture=", "kind=", "field=", "ignore="]
)
def test_what_is_switched_off_or_not_chosen_bounds_nothing(client, everything, bound):
    page = client.get(f"/?q=異物&{bound}")
    assert (page.status_code, page.context["chips"]) == (200, [])
    assert page.context["answer"].total == client.get("/?q=異物").context["answer"].total


def test_a_switch_given_twice_is_one_chip_that_comes_off(client, everything):
    page = client.get("/?q=異物&literally=1&literally=on")
    (chip,) = page.context["chips"]
    assert client.get(f"/{chip.href}").context["chips"] == []


def test_places_of_a_question_are_one_chip(client, everything):
    (chip,) = client.get("/?q=宮城県と広島県の顕微鏡").context["chips"]
    assert chip.label == "宮城県、広島県"
    assert client.get(f"/{chip.href}").context["chips"] == []


def test_what_shares_nothing_that_counts_is_not_counted(client, everything):
    answer = client.get("/?q=a").context["answer"]
    assert answer.total == sum(len(group.suggestions) for group in answer.groups) == 0


def test_whoever_asks_for_money_sees_money_first_and_no_guess_at_instruments(client, build_index):
    CallFactory.create_batch(4, title="架空の補助金")
    EquipmentFactory(name="蛍光X線分析装置", uses="金の膜を調べます。")
    build_index()
    page = client.get("/", {"q": "補助金"})
    first, *_ = page.context["recommended"]
    assert (first.group.kind, len(first.shown)) == (Kind.CALL, 3)
    assert "先に並べています" not in page.content.decode()


def test_an_equal_instrument_that_is_hidden_is_neither_counted_nor_named(client, build_index):
    owner = OrganisationFactory()
    shown = EquipmentFactory(name="架空分光計", owner=owner, maker="架空", model="K-1")
    hidden = EquipmentFactory(
        name="架空分光計", owner=owner, maker="架空", model="K-1", disclosure=Disclosure.RELATED
    )
    build_index()
    page = client.get("/", {"q": "架空分光計", "kind": "equipment"}).content.decode()
    assert (str(shown.uid) in page, str(hidden.uid) in page, "同じものが" in page) == (True, False, False)
    client.force_login(MembershipFactory(organisation=owner).account)
    page = client.get("/", {"q": "架空分光計", "kind": "equipment"}).content.decode()
    assert "同じものが2台" in page
