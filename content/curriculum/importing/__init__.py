"""Reading a programme from tables.

Four tables make a programme: **subjects**, **periods**, **topics** and **requirements**. A CSV
file is one table, an XLSX workbook has one per sheet; which table it is follows from its
headers, so a department may send any part of a programme in any file. `tables` turns files
into rows with their line numbers, `rows` checks each row by itself, `writer` writes the checked
rows as entries of one version, `report` says what happened to every bad row.
"""
