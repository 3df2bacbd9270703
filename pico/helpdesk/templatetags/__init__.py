"""Tags of the help desk."""
