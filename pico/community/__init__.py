"""The document library, the forum, and surveys as a purpose of questionnaires."""
