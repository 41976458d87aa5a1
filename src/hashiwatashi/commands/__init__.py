"""The commands of `hashi`, one module a group; each has ``register(app)`` that adds its commands."""
