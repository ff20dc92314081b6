"""Back-up and restore: the database and every file, at one point, while people write.

A back-up is a folder:

    manifest.json          what there is, with size and SHA-256 of each part
    manifest.json.sha256   so that a damaged manifest is noticed too
    database.sqlite3 | database.dump
    files/<name>           the default storage (a folder or a bucket) by its own names

The files are copied twice, before the database and after it. A row of the database names only
files written before it was committed, so the second copy has them all; a file that was deleted
while the back-up ran is still there from the first. What was copied is read again from the
back-up and compared before the manifest is written: a folder without one is no back-up.
"""
