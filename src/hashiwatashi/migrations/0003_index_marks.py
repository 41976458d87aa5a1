from django.db import migrations


class Migration(migrations.Migration):
    """The triggers that mark changes stood here; they are derived now (`hashiwatashi.matching.marks`)."""

    dependencies = [("hashiwatashi", "0002_prefectures")]
    operations = []
