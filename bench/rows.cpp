#include "rows.hpp"

namespace bench {

Rows all_rows() {
    Rows rows;
    add_copy_rows(rows);
    add_scalar_rows(rows);
    add_libmvec_rows(rows);
    add_eigen_rows(rows);
    // Compiled only where they are asked for and CMake found the library.
#if defined(ACTFN_BENCH_XSIMD)
    add_xsimd_rows(rows);
#endif
#if defined(ACTFN_BENCH_SLEEF)
    add_sleef_rows(rows);
#endif
#if defined(ACTFN_BENCH_ONEDNN)
    add_onednn_rows(rows);
#endif
    add_actfn_rows(rows);
    add_thread_rows(rows);
    return rows;
}

}  // namespace bench
