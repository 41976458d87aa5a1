"""Nothing is published that was not agreed to word for word, and nothing after the consent is withdrawn (INV-17)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from tests.factories import MembershipFactory, OrganisationFactory
from tests.stories.conftest import TEXT

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, NotAllowed
from hashiwatashi.consultations import actions as cases
from hashiwatashi.consultations.actions import BY_LINK
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.matching.sync import update_index
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.enums import Role
from hashiwatashi.stories import actions
from hashiwatashi.stories.enums import ShownPlace, StoryStage
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.reaching import behind, token_of

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


def events(story):
    return list(AuditEvent.objects.filter(subject_uid=story.uid).order_by("pk").values_list("event", flat=True))


def found(text):
    answer = suggest(text, visitor=ANYBODY, kinds=(Kind.STORY,))
    return [hit.record.title for group in answer.groups for hit in group.suggestions], answer.total


def test_the_whole_way_is_audited_and_ends_in_public(published):
    story = published()
    assert list(Story.objects.visible_to(ANYBODY)) == [story]
    told = ["written", "asked", "agreed", "published"]
    assert [name.removeprefix("story.") for name in events(story) if name != "story.changed"] == told


def test_a_case_that_is_not_closed_has_no_story_and_none_has_two(asked, case, written, officer):
    open_ = asked(contact_mail="other@example.jp")
    with pytest.raises(Conflict, match="Close the consultation first"):
        actions.write_story(open_, by=officer, **TEXT)
    written()
    with pytest.raises(Conflict, match="already"):
        written()


def test_only_the_staff_of_the_holder_writes(case, lab, elsewhere, person):
    for account in (person(lab, Role.PLANNER), person(elsewhere)):
        with pytest.raises(NotAllowed):
            actions.write_story(case, by=account, **TEXT)
    assert not Story.objects.exists()


def test_whoever_asked_gets_a_mail_with_number_and_link_and_nothing_of_the_story(case, written, officer):
    story = written()
    actions.ask_consent(story, by=officer)
    letter = mail.outbox[-1]
    assert letter.to == ["owner@example.jp"]
    assert case.number in letter.body
    assert token_of(story) in letter.body
    assert not [text for text in TEXT.values() if text in letter.body + letter.subject]


def test_an_account_that_asked_is_told_and_agrees(lab, asked, person, firm, officer):
    owner = person(firm, Role.REPRESENTATIVE)
    case = asked(by=owner, asker=owner, firm=firm, contact_mail="")
    cases.answer(case, by=officer, text="答え")
    cases.close(case, by=officer)
    story = actions.write_story(case, by=officer, **TEXT)
    actions.ask_consent(story, by=officer)
    assert Notice.objects.filter(account=owner, kind="story_asked").count() == 1
    with pytest.raises(NotAllowed):
        actions.agree(story, by=officer, digest=story.digest, place=ShownPlace.NOTHING)
    actions.agree(story, by=owner, digest=story.digest, place=ShownPlace.NOTHING)
    assert Notice.objects.filter(account=officer, kind="story_settled").count() == 1


def test_nobody_to_ask_is_told(lab, asked, officer):
    case = asked(by=officer, unknown=True)
    cases.answer(case, by=officer, text="答え")
    cases.close(case, by=officer)
    story = actions.write_story(case, by=officer, **TEXT)
    with pytest.raises(Conflict, match="Nobody can be asked"):
        actions.ask_consent(story, by=officer)


def test_a_text_changed_meanwhile_is_not_agreed_to(written, officer):
    story = written()
    actions.ask_consent(story, by=officer)
    read = story.digest
    actions.revise(story, by=officer)
    actions.change_story(story, by=officer, helped="別のこと")
    actions.ask_consent(story, by=officer)
    with pytest.raises(Conflict, match="changed meanwhile"):
        actions.agree(story, by=BY_LINK, digest=read, place=ShownPlace.NOTHING)
    assert Story.objects.get().stage == StoryStage.ASKED


@pytest.mark.parametrize("stage", ["asked", "agreed", "published"])
def test_what_was_asked_for_is_frozen_and_rewriting_needs_consent_anew(written, officer, stage):
    story = written()
    actions.ask_consent(story, by=officer)
    if stage != "asked":
        actions.agree(story, by=BY_LINK, digest=story.digest, place=ShownPlace.NOTHING)
    if stage == "published":
        actions.publish(story, by=officer)
    with pytest.raises(Conflict, match="frozen"):
        actions.change_story(story, by=officer, helped="別のこと")
    actions.revise(story, by=officer)
    assert not Story.objects.visible_to(ANYBODY).exists()
    actions.change_story(story, by=officer, helped="別のこと")
    with pytest.raises(Conflict):
        actions.publish(story, by=officer)


def test_a_text_changed_beside_the_actions_is_not_published(agreed, officer):
    story = agreed()
    Story.objects.filter(pk=story.pk).update(helped="別のこと")
    with pytest.raises(Conflict, match="something else"):
        actions.publish(story, by=officer)


def test_the_database_holds_no_published_one_without_consent(written):
    story = written()
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(stage=StoryStage.PUBLISHED)


def test_a_withdrawn_one_is_gone_at_once_and_stays_in_the_trail(published, officer, settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "index"
    story = published()
    update_index()
    assert found("ボルト") == ([story.title], 1)
    actions.withdraw(story, by=BY_LINK)
    # The index has not learned of it yet.
    assert found("ボルト")[0] == []
    assert not Story.objects.visible_to(ANYBODY).exists()
    assert events(story)[-1] == "story.withdrawn"
    kinds = Notice.objects.filter(account=officer, kind__in=("story_settled", "story_withdrawn"))
    assert sorted(kinds.values_list("kind", flat=True)) == ["story_settled", "story_withdrawn"]
    update_index()
    assert found("ボルト") == ([], 0)
    for step in (actions.publish, actions.revise, actions.ask_consent):
        with pytest.raises(Conflict):
            step(story, by=officer)


def test_declining_tells_the_institution_with_a_word(written, officer):
    story = written()
    actions.ask_consent(story, by=officer)
    actions.decline(story, by=BY_LINK, answer="もっと短く")
    stored = Story.objects.get()
    assert (stored.stage, stored.answer) == (StoryStage.DECLINED, "もっと短く")
    assert Notice.objects.filter(account=officer, kind="story_settled").count() == 1
    with pytest.raises(Conflict):
        actions.publish(stored, by=officer)


@pytest.mark.parametrize(
    ("place", "prefecture", "region"),
    [(ShownPlace.NOTHING, None, ""), (ShownPlace.REGION, None, "東北"), (ShownPlace.PREFECTURE, "04", "")],
)
def test_of_the_place_is_told_what_whoever_asked_chose(agreed, place, prefecture, region):
    story = agreed(place=place)
    assert (story.prefecture_id, story.region) == (prefecture, region)


def test_the_link_opens_what_is_asked_and_no_draft(written, officer, case):
    story = written()
    token = token_of(story)
    assert behind(token) is None
    actions.ask_consent(story, by=officer)
    assert behind(token) == story
    assert behind(token + "x") is None
    Consultation.objects.filter(pk=case.pk).update(link_key="another")
    assert behind(token) is None


def test_another_firm_sees_no_story_that_is_not_published(written, officer):
    story = written()
    actions.ask_consent(story, by=officer)
    stranger = MembershipFactory(organisation=OrganisationFactory(kind="firm"), role=Role.REPRESENTATIVE).account
    assert not Story.objects.visible_to(stranger).exists()
