"""A stock Wagtail page to measure ours against. Installed by the benchmark's settings only."""
