"""A second kind of thing that is reviewed, for the tests alone: a poem. Review never names it."""
