"""Whatever is called like a secret has been looked at: it is left out, or it is known to be none."""

import re

from hashiwatashi.commands.whole.secrets import all_left_out
from hashiwatashi.commands.whole.tables import tables

SECRET = re.compile(r"password|digest|hash|sha256|key|secret|token|salt|(^|_)code")
# Codes and keys by which people name things; hashes of files, of the trail and of what was agreed to; how often mails
# come.
OPEN = {
    "hashiwatashi_auditevent.hash",
    "hashiwatashi_auditevent.previous_hash",
    "hashiwatashi_courseseat.key",
    "hashiwatashi_entry.key",
    "hashiwatashi_field.code",
    "hashiwatashi_importrun.file_sha256",
    "hashiwatashi_industry.code",
    "hashiwatashi_municipality.code",
    "hashiwatashi_notice.key",
    "hashiwatashi_noticepreference.digest",
    "hashiwatashi_organisation.name_key",
    "hashiwatashi_organisationname.name_key",
    "hashiwatashi_prefecture.code",
    "hashiwatashi_reservation.key",
    "hashiwatashi_application.code_until",
    "hashiwatashi_story.agreed_digest",
    "hashiwatashi_waiting.key",
}


def test_no_column_that_sounds_secret_is_exported_unseen():
    left_out = set(all_left_out())
    sounding = {
        f"{table._meta.db_table}.{field.attname}"
        for table in tables()
        if table._meta.db_table not in left_out
        for field in table._meta.concrete_fields
        if SECRET.search(field.attname) and not field.attname.endswith("source_key")
    }
    assert sounding - left_out == OPEN
