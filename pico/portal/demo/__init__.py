"""Demo content of the portal: 92 sites online, four rich; items that travel, newsletters, judgements."""

from pico.base.demo import register_demo
from pico.portal.demo import letters, placements, ratings
from pico.portal.demo.loading import load

register_demo("portal", 40, load)
register_demo("portal placements", 46, placements.load)  # after people and their invitations
register_demo("portal newsletters", 47, letters.load)  # some issues hold items of other sites
register_demo("portal ratings", 48, ratings.load)
