"""Makes tools and people of a NEMO site and prints a session of each, as JSON; run by the Python that has NEMO.

python bench/loads/nemo_world.py TOOLS PEOPLE
"""

import json
import sys
from collections.abc import Sequence

import django

django.setup()

# ruff: noqa: E402 tables can be imported once Django is set up
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from NEMO.models import Account, Project, Tool, User

#: For so many tools, the first ones, a user is qualified.
QUALIFIED = 100


def main(tools: int, people: int) -> None:
    call_command("migrate", verbosity=0)
    project = Project.objects.create(name="bench", account=Account.objects.create(name="bench"))
    made = [Tool(name=f"tool {number}", _category="bench", _location="here") for number in range(tools)]
    made = Tool.objects.bulk_create(made, batch_size=1000)
    staff = [session(f"staff{number}", project, is_staff=True) for number in range(people)]
    users = [session(f"user{number}", project, qualified=made[:QUALIFIED]) for number in range(8)]
    print(json.dumps({"tools": [tool.pk for tool in made], "staff": staff, "users": users}))


def session(name: str, project: Project, *, is_staff: bool = False, qualified: Sequence[Tool] = ()) -> str:
    """Of somebody new: for the staff NEMO checks least and is fastest, a user must be qualified for a tool."""
    user = User.objects.create(
        username=name,
        first_name=name,
        last_name=name,
        email=f"{name}@example.jp",
        is_staff=is_staff,
        training_required=False,
    )
    user.projects.add(project)
    user.qualifications.add(*qualified)
    found = SessionStore()
    found[SESSION_KEY], found[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    found[HASH_SESSION_KEY] = user.get_session_auth_hash() if hasattr(user, "get_session_auth_hash") else ""
    found.save()
    return str(found.session_key)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
