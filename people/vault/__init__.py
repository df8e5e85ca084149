"""Who belongs to which segments, apart from who they are and what they said.

This module is the whole interface of the vault; nothing else may read or write its tables (an import contract and the
database role prove it). Keys to other stores are soft UUIDs, and nothing here names a person or a word of theirs.
"""
