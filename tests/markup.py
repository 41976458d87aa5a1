"""What must hold of the forms of a page as it is sent."""

from collections import Counter
from html.parser import HTMLParser


class Forms(HTMLParser):
    """The ids of a page, and to which form each of its fields and labels belongs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.fields: dict[str, int] = {}
        self.labels: list[tuple[str, int]] = []
        self._forms, self._within = 0, 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self._forms += 1
            self._within = self._forms
        if name := told.get("id"):
            self.ids.append(name)
            if tag in {"input", "select", "textarea"}:
                self.fields.setdefault(name, self._within)
        if tag == "label" and "for" in told:
            self.labels.append((told["for"], self._within))

    def handle_endtag(self, tag):
        if tag == "form":
            self._within = 0


def faults(page):
    """The ids that stand twice, and the labels that lead out of their form."""
    found = Forms(page)
    twice = {f"twice: {name}" for name, number in Counter(found.ids).items() if number > 1}
    return twice | {f"label: {name}" for name, form in found.labels if found.fields.get(name) != form}
