"""Search over everything: comes with the shared-services issue."""
