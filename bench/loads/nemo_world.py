"""Makes tools and people of a NEMO site and prints a session of each, as JSON; run by the Python that has NEMO.

python bench/loads/nemo_world.py TOOLS PEOPLE
"""

import json
import sys

import django

django.setup()

# ruff: noqa: E402 tables can be imported once Django is set up
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from NEMO.models import Account, Project, Tool, User


def main(tools: int, people: int) -> None:
    call_command("migrate", verbosity=0)
    project = Project.objects.create(name="bench", account=Account.objects.create(name="bench"))
    made = [Tool(name=f"tool {number}", _category="bench", _location="here") for number in range(tools)]
    made = Tool.objects.bulk_create(made, batch_size=1000)
    print(json.dumps({"tools": [tool.pk for tool in made], "sessions": [session(n, project) for n in range(people)]}))


def session(number: int, project: Project) -> str:
    """Of a member of the staff: for them NEMO checks least and is fastest."""
    name = f"person{number}"
    user = User.objects.create(
        username=name, first_name=name, last_name=name, email=f"{name}@example.jp", is_staff=True
    )
    user.projects.add(project)
    found = SessionStore()
    found[SESSION_KEY], found[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    found[HASH_SESSION_KEY] = user.get_session_auth_hash() if hasattr(user, "get_session_auth_hash") else ""
    found.save()
    return str(found.session_key)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
