"""Shared fixtures. Databases, files and browsers are real; nothing is mocked."""
