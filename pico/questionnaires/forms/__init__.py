"""Forms of the questionnaires."""
