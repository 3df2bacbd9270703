"""Forms of the community, one module per noun."""
