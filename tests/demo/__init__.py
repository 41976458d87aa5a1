"""Tests of the demo world; a package, so that its files share the world."""
