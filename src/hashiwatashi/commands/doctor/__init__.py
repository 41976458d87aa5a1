"""`hashi doctor`: what is wrong with this installation, and how to mend it."""

from hashiwatashi.commands.doctor.command import register

__all__ = ["register"]
