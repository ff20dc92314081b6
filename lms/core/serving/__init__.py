"""What `manage.py serve` is made of: one machine, no server, no root.

`lock` keeps two from using one data folder, `prepare` brings database, catalogues and static
files up to date, `launcher` and `processes` start child programs and end them again.
"""
