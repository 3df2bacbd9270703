"""Dashboards and open data."""
