"""The C interface from Python: python3 foreign.py <shared library>"""

import ctypes
import os
import shutil
import sys
import tempfile

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

floats = ctypes.POINTER(ctypes.c_float)
gated = library.actfn_gated_forward_f32
gated.argtypes = [ctypes.c_char_p, floats, floats, floats, ctypes.c_size_t]
assert gated(b"reglu", x, x, y, 4) == 0, library.actfn_last_error()
assert list(y) == [0, 0, 0, 9]
assert gated(b"reglue", x, x, y, 4) == 1
assert b"reglu" in library.actfn_last_error()

prelu = library.actfn_prelu_backward_f32
prelu.argtypes = [floats, ctypes.c_size_t] + [floats] * 4 + [ctypes.c_size_t] * 3
slopes = (ctypes.c_float * 2)(0.5, 0.25)
dx = (ctypes.c_float * 4)()
dslope = (ctypes.c_float * 2)()
assert prelu(slopes, 2, x, x, dx, dslope, 2, 2, 1) == 0, library.actfn_last_error()
assert list(dx) == [-1, -0.25, 0, 3] and list(dslope) == [4, 1]

rrelu = library.actfn_rrelu_training_forward_f32
rrelu.argtypes = [ctypes.c_double] * 2 + [ctypes.c_uint64] * 2 + [floats, floats, ctypes.c_size_t]
assert rrelu(0.5, 0.5, 1, 2, x, y, 4) == 0, library.actfn_last_error()
assert list(y) == [-1, -0.5, 0, 3]

softmax = library.actfn_softmax_f32_exact
softmax.argtypes = [floats, floats] + [ctypes.c_size_t] * 3
assert softmax(dx, y, 4, 1, 1) == 0, library.actfn_last_error()
assert list(y) == [1, 1, 1, 1]

# Two versions of the library in one process keep apart, even where the names of one are those of all.
with tempfile.TemporaryDirectory() as folder:
    paths = [shutil.copy(sys.argv[1], os.path.join(folder, name)) for name in ("first.so", "second.so")]
    first, second = [ctypes.CDLL(path, ctypes.RTLD_GLOBAL) for path in paths]
    for copy in (first, second):
        copy.actfn_isa.restype = ctypes.c_char_p
    best = second.actfn_isa()
    if first.actfn_set_isa(b"sse2") == 0:
        assert first.actfn_isa() == b"sse2"
        assert second.actfn_isa() == best, "a call of one copy of the library has run the other's code"
print(library.actfn_isa().decode())
