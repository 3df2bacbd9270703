"""Forum, blog, surveys."""
