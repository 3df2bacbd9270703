"""Demo content of the portal: 92 sites online, four of them rich, the others with a decent home."""

from pico.base.demo import register_demo
from pico.portal.demo.loading import load

register_demo("portal", 40, load)
