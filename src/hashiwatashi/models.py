"""The registry that Django needs; nobody imports it."""

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.exchange.models import DuplicateProposal, ImportRun
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Industry, Organisation, OrganisationName
from hashiwatashi.people.models import Account, Affiliation, Expert, Membership, Person
from hashiwatashi.technology.models import Seed
from hashiwatashi.work.models import Work

__all__ = [
    "Account",
    "Affiliation",
    "AuditEvent",
    "Call",
    "DuplicateProposal",
    "Equipment",
    "EquipmentClass",
    "Expert",
    "ImportRun",
    "IndexMark",
    "Industry",
    "Membership",
    "Municipality",
    "Need",
    "Organisation",
    "OrganisationName",
    "Person",
    "Prefecture",
    "Seed",
    "Work",
]
