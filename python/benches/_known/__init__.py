"""The parts of the bench `known`: what is sent, what became of it, and how that is counted.

`values` has the values and `spellings` the ways to write them; `places` knows where in a record a copy stands and
`calls` puts them together to conversations; `server` sends and reads; `score` compares and `report` prints.
"""
