"""Pages of the help desk."""
