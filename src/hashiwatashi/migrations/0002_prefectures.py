from django.db import migrations

from hashiwatashi.areas.prefectures import PREFECTURES


def load(apps, schema_editor):
    prefecture = apps.get_model("hashiwatashi", "Prefecture")
    names = ("code", "name", "name_en", "region", "column", "row")
    rows = prefecture.objects.using(schema_editor.connection.alias)
    rows.bulk_create(prefecture(**dict(zip(names, values, strict=True))) for values in PREFECTURES)


def unload(apps, schema_editor):
    apps.get_model("hashiwatashi", "Prefecture").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("hashiwatashi", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
