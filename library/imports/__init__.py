"""Files on their way into a library: read row by row, written in batches, faults listed by line.

source_types.py   what a file is, by its content
csv_file.py       rows of a CSV            itunes_xml.py   entries of an iTunes library
audio_source.py   one audio file, or a zip    archive.py     a zip, looked at before it is unpacked
keeping.py        audio into its owner's folder
columns.py        from cells to values     cells.py, durations.py   how one cell is read
identity.py       which track a row is     ahead.py        reading while the last batch is written
batches.py        a batch into PostgreSQL  job.py          the queue's job around all of it
submission.py     from an upload or a path to that job     uploads.py, streaming.py   receiving files
"""
