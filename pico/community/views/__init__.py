"""Pages of the community, one module per noun."""
