"""One reader per kind of field.

`read_x(cell, …)` returns the value, or a `Reading` (a value kept with remarks), or raises `Refusal`.
"""
