"""The tests, which mirror the packages and read as their documentation."""
