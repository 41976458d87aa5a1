"""What a visitor says when uploading a file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.mapping import read_mapping

_ENCODINGS = (
    ("", _("Detect automatically")),
    ("utf-8", "UTF-8"),
    ("cp932", "Shift_JIS (cp932)"),
    ("utf-16", "UTF-16"),
    ("euc-jp", "EUC-JP"),
    ("iso-2022-jp", "ISO-2022-JP (JIS)"),
)


class UploadForm(forms.Form):
    """Which table, which file; the rest only where the file needs it."""

    table = forms.ChoiceField(label=_("What the file lists"))
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Excel or CSV, as it is. The heading may stand further down; columns that are not known are left."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.tsv,.txt,.json"}),
    )
    mapping = forms.FileField(
        label=_("Mapping file"),
        required=False,
        help_text=_("Only if we do not know your headings: two columns, “column of the file” and “field”, as CSV."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json"}),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        max_length=100,
        help_text=_("Only if it is not the first visible sheet whose headings we know."),
    )
    encoding = forms.ChoiceField(label=_("Character encoding"), required=False, choices=_ENCODINGS)

    def __init__(self, tables: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["table"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = tables

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        largest = settings.IMPORT_LIMITS["file_mb"]
        if (file.size or 0) > largest * 1024 * 1024:
            text = _("The file is larger than %(limit)d MB. Split it, or ask the operator.")
            raise forms.ValidationError(text, params={"limit": largest})
        return file

    def clean_mapping(self) -> dict[str, str]:
        """The mapping itself; a file that is none is an error of this field."""
        file: UploadedFile[bytes] | None = self.cleaned_data["mapping"]
        if file is None:
            return {}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("mapping.json" if (file.name or "").lower().endswith(".json") else "mapping.csv")
            path.write_bytes(file.read())
            try:
                return read_mapping(path)
            except UnusableFile as error:
                raise forms.ValidationError(str(error)) from error
