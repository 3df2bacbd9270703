"""Pages of the sites and the first page of the reserved area."""
