"""The only place that runs LibreOffice: one door, three engines behind it.

``door`` is what the rest of the program calls. It starts an *engine process* (``zygote``), which
takes batches of documents over a pipe and forks one child per batch; the child converts them with
the engine it was told to use: ``in_process``, ``soffice_socket`` or ``cold``.
"""
