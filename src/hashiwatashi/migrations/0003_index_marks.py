from django.db import migrations

from hashiwatashi.matching import marks


class Migration(migrations.Migration):
    dependencies = [("hashiwatashi", "0002_prefectures")]
    operations = [migrations.RunPython(marks.install, marks.uninstall)]
