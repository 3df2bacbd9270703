"""E-learning, webinars, media courses."""
