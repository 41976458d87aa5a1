"""A catalogue that was exported comes back unchanged, in either language and form."""

import pytest

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.actions import run_import


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_whole_catalogue_comes_back_unchanged(world, client, tmp_path, form, language):
    client.cookies["django_language"] = language
    answer = client.get("/equipment/", {"export": form})
    path = tmp_path / f"own.{form}"
    path.write_bytes(answer.getvalue() if answer.streaming else answer.content)
    outcome = run_import("equipment", path, by=SystemActor("test"), dry_run=True)
    assert outcome.rejections == ()
    assert (outcome.rows, outcome.unchanged) == (Equipment.objects.count(), outcome.rows)
