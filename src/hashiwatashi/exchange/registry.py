"""The tables that files can be imported into, by the names that `hashi import` takes."""

from __future__ import annotations

from hashiwatashi.exchange.tables.base import Table
from hashiwatashi.exchange.tables.calls import Calls
from hashiwatashi.exchange.tables.duties import Duties
from hashiwatashi.exchange.tables.equipment.table import EquipmentTable
from hashiwatashi.exchange.tables.experts import Experts
from hashiwatashi.exchange.tables.industries import Industries
from hashiwatashi.exchange.tables.measures import Measures
from hashiwatashi.exchange.tables.municipalities import Municipalities
from hashiwatashi.exchange.tables.opening.days import SpecialDays
from hashiwatashi.exchange.tables.opening.rules import Rules
from hashiwatashi.exchange.tables.opening.units import Units
from hashiwatashi.exchange.tables.organisations.table import Organisations
from hashiwatashi.exchange.tables.persons import Persons
from hashiwatashi.exchange.tables.seeds import Seeds
from hashiwatashi.exchange.tables.themes import Themes
from hashiwatashi.exchange.tables.uniquip import UniquipTable

_TABLES: tuple[Table, ...] = (
    EquipmentTable(),
    Seeds(),
    UniquipTable(),
    Themes(),
    Calls(),
    Measures(),
    Persons(),
    Experts(),
    Duties(),
    Rules(),
    Units(),
    SpecialDays(),
    Organisations(),
    Municipalities(),
    Industries(),
)
TABLES = {table.name: table for table in _TABLES}
