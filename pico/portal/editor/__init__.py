"""Wagtail's editor at /redazione/, closed to everything that is not of the host's site (portal.md 5.1)."""
