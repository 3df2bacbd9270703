"""Forms of the module: they clean what people type and write nothing."""
