"""ClickHouse server out of libchdb: runs the engine's command line inside the shared library.

Usage: serve.py LIBCHDB ARGUMENT... ; it serves until its standard input is closed.
"""

import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
arguments = [b"clickhouse"] + [argument.encode() for argument in sys.argv[2:]]
argv = (ctypes.c_char_p * len(arguments))(*arguments)
library.chdb_query_cmdline.restype = ctypes.c_void_p
library.chdb_result_error.restype = ctypes.c_char_p
library.chdb_result_error.argtypes = [ctypes.c_void_p]
result = library.chdb_query_cmdline(len(arguments), argv)
error = library.chdb_result_error(result)
if error:
    print(error.decode(errors="replace"), file=sys.stderr)
    sys.exit(1)
