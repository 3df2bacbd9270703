"""Tickets and FAQ."""
