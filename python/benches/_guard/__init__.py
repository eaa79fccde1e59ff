"""The parts of the bench `guard`: labelled log lines, what the two tools find in them, and how that is counted.

`lines` knows what a labelled line is, `kinds` what the tools call things; `values`, `identities`, `templates`,
`lookalikes` and `samples` are what lines are made of, `dataset` puts them together in two halves, `tools` asks
convlog and Presidio, `score` counts, `report` prints. Only `lines`, `kinds` and `score` do without the packages
that the bench installs for itself; the Python tests check those three.
"""
