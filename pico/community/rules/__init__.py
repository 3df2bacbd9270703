"""Who may do what in the community."""
