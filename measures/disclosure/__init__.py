"""Which figures about few people may be shown, so that nobody can be recognised in them.

`suppression` hides the cells of one table so that subtraction does not bring them back, `rounding` says what is still
shown of the others, and `releases` decides what may be shown again when more people have come.
"""
