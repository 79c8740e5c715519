"""Web and command line: thin, they parse, call the library and answer."""
