"""The document library; forum, blog and surveys will stand beside it."""
