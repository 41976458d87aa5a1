"""Small records for tests, stored as a user's action would store them."""

from __future__ import annotations

import datetime

import factory
from django.utils import timezone

from hashiwatashi.consultations.enums import ConsultationStage
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import ExpertKind, Role
from hashiwatashi.people.models import Account, Expert, Membership, Person
from hashiwatashi.regions.models import Measure
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import TOLD, Story
from hashiwatashi.technology.models import Seed


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.PUBLIC_LAB
    name = factory.Sequence(lambda n: f"架空工業技術センター{n}")
    prefecture_id = "04"


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"架空 太郎{n}")


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Account

    email = factory.Sequence(lambda n: f"account{n}@example.jp")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    account = factory.SubFactory(AccountFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.CLERK
    since = datetime.date(2020, 4, 1)


class EquipmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Equipment

    owner = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"走査電子顕微鏡{n}")
    uses = "小さな異物の形と元素を調べる"
    prefecture_id = "04"
    external_use = ExternalUse.OPEN


class SeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seed

    owner = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.UNIVERSITY)
    title = factory.Sequence(lambda n: f"さびにくい表面処理{n}")
    summary = "海の近くでも金属がさびにくくなる薄い膜を作る技術"


class ExpertFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Expert

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = ExpertKind.COORDINATOR
    headline = "金属加工の相談"
    since = datetime.date(2024, 4, 1)


class CallFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Call

    title = factory.Sequence(lambda n: f"ものづくり試作補助金{n}")
    is_nationwide = True


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    owner = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.FIRM)
    title = factory.Sequence(lambda n: f"部品のさびを止めたい{n}")
    text = "海沿いの工場で使う鉄の部品が半年でさびる"


class MeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measure

    owner = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.PREFECTURE)
    title = factory.Sequence(lambda n: f"機器の共同利用を進める{n}")
    text = "県をまたいで使える機器を増やす"
    fiscal_year = 2026


class ConsultationFactory(factory.django.DjangoModelFactory):
    """A closed one; what leads there is for the actions."""

    class Meta:
        model = Consultation

    holder = factory.SubFactory(OrganisationFactory)
    topic = factory.Sequence(lambda n: f"部品がさびる{n}")
    prefecture_id = "04"
    stage = ConsultationStage.DONE
    asked_at = factory.LazyFunction(timezone.now)
    closed_at = factory.LazyFunction(timezone.now)
    due_on = factory.LazyFunction(timezone.localdate)


class StoryFactory(factory.django.DjangoModelFactory):
    """A published one, with the consent to what it says."""

    class Meta:
        model = Story

    owner = factory.SubFactory(OrganisationFactory)
    consultation = factory.SubFactory(ConsultationFactory, holder=factory.SelfAttribute("..owner"))
    title = factory.Sequence(lambda n: f"部品のさびが止まった{n}")
    trouble = "海の近くで使う部品が半年でさびた"
    done = "塩水噴霧試験で比べた"
    helped = "亜鉛めっきに替えた"
    stage = StoryStage.PUBLISHED
    agreed_at = factory.LazyFunction(timezone.now)
    published_on = factory.LazyFunction(timezone.localdate)
    agreed_digest = factory.LazyAttribute(lambda told: Story(**{n: getattr(told, n, "") for n in TOLD}).digest)


def make_many(kind, count, **values):
    """``count`` records of a factory; beyond the first they share what it belongs to and are stored in bulk."""
    first = kind(**values)
    model = type(first)
    shared = {
        field.name: getattr(first, field.name)
        for field in model._meta.concrete_fields
        if field.many_to_one and getattr(first, field.attname)
    }
    model.objects.bulk_create(kind.build_batch(count - 1, **values, **shared), batch_size=500)
