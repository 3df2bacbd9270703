"""Telling people, and what people decide about being told."""

from pico.notifications.actions.events import deliver, fan_out

__all__ = ["deliver", "fan_out"]
