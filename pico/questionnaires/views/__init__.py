"""Pages of the questionnaires."""
