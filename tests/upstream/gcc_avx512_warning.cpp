// g++ 12 finds an uninitialised variable inside its own AVX-512 intrinsics (its bug 105593) and warns in the user's code.

#include <immintrin.h>

__m512 root(__m512 x) {
    return _mm512_sqrt_ps(x);
}
