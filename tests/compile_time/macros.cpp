// actfn's headers between macros that system headers define: those of <windows.h>, <complex.h>, <termios.h>, <math.h>,
// <sys/sysmacros.h>, GNU dialects, X11 and Arduino. What actfn includes comes first: that is other libraries' affair.

#define EIGEN_USE_THREADS

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <latch>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <unsupported/Eigen/CXX11/Tensor>
#include <xsimd/xsimd.hpp>
#if defined(_OPENMP)
#include <omp.h>
#endif

#define near
#define far
#define small char
#define interface struct
#define pascal __stdcall
#define cdecl __cdecl
#define ERROR 0
#define IN
#define OUT
#define OPTIONAL
#define CONST const
#define VOID void
#define TRUE 1
#define FALSE 0
#define DELETE 65536
#define THIS void
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))

#define I _Complex_I
#undef B0
#define B0 0
#define B50 1
#define DOMAIN 1
#define SING 2
#define OVERFLOW 3
#define UNDERFLOW 4
#define isnan(x) __builtin_isnan_macro(x)
#define isinf(x) __builtin_isinf_macro(x)
#define isfinite(x) __builtin_isfinite_macro(x)
#define signbit(x) __builtin_signbit_macro(x)
#define major(device) gnu_dev_major(device)
#define minor(device) gnu_dev_minor(device)
#undef linux
#undef unix
#define linux 1
#define unix 1

#define Bool int
#define Status int
#define None 0L
#define Success 0
#define Always 2
#define Above 0
#define Below 1

#define F(text) (reinterpret_cast<const __FlashStringHelper*>(PSTR(text)))
#define PI 3.1415926535897932384626433832795
#define EULER 2.718281828459045235360287471352
#define HIGH 1
#define LOW 0
#define DEFAULT 1
#define abs(x) ((x) > 0 ? (x) : -(x))
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x)-0.5))
#define sq(x) ((x) * (x))
#define bit(b) (1UL << (b))
#define word(...) makeWord(__VA_ARGS__)
#define constrain(x, low, high) ((x) < (low) ? (low) : ((x) > (high) ? (high) : (x)))
#define radians(degree) ((degree)*0.0175)
#define degrees(radian) ((radian)*57.3)

#include "actfn/actfn.hpp"
#include "actfn/activation_spec.hpp"
#include "actfn/dispatch.hpp"
#include "actfn/gated_spec.hpp"
#include "actfn/threads.hpp"

#undef I
#undef F
#undef min
#undef max
#undef abs
#undef round
#undef small
#include "every_call.hpp"

int main() {
    every_call::all();
}
