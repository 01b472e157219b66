"""The C interface from Python: python3 foreign.py <shared library>"""

import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
library.actfn_last_error.restype = ctypes.c_char_p
library.actfn_isa.restype = ctypes.c_char_p
forward = library.actfn_forward_f32
forward.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_float), ctypes.POINTER(ctypes.c_float), ctypes.c_size_t]

x = (ctypes.c_float * 4)(-2, -1, 0, 3)
y = (ctypes.c_float * 4)()
assert forward(b"leaky_relu(slope=0.5)", x, y, 4) == 0, library.actfn_last_error()
assert list(y) == [-1, -0.5, 0, 3]
assert forward(b"gellu", x, y, 4) == 1
assert b"gelu" in library.actfn_last_error()
assert list(y) == [-1, -0.5, 0, 3]
print(library.actfn_isa().decode())
