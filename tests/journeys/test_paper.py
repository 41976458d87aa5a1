"""What is printed from the browser: one or two A4 pages, with the code that leads back."""

from tests.factories import EquipmentFactory, make_many
from tests.printed import pages_of


def printed(page, address):
    """How many A4 pages an address makes, and the codes that were fetched for paper."""
    codes = []
    page.on("request", lambda request: codes.append(request.url) if "/qr/" in request.url else None)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    seen_on_screen = len(codes)
    [pages] = pages_of(page.pdf(format="A4"))
    return pages, seen_on_screen, len(codes)


def test_lists_answers_and_entries_take_two_pages_at_most(visit, world):
    make_many(EquipmentFactory, 60)
    addresses = ["/?q=異物を調べたい", "/equipment/", f"/equipment/{world.microscope.uid}/"]
    addresses += ["/areas/", "/areas/classes/?prefecture=13"]
    addresses += [f"/{name}/{record.uid}/" for name, record in world.records.items()]
    for address in addresses:
        pages, seen_on_screen, fetched = printed(visit.window(), address)
        assert (address, pages <= 2, seen_on_screen, fetched) == (address, True, 0, 1)
