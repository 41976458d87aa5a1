"""The files of assignments and events, in and out."""
