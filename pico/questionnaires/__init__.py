"""One questionnaire engine for surveys, campaigns and tests."""
