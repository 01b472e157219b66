# Every header that is installed and checked to compile on its own.
set(ACTFN_HEADERS
    include/actfn/actfn.hpp
    include/actfn/core/arguments.hpp
    include/actfn/core/blocks.hpp
    include/actfn/core/buffers.hpp
    include/actfn/core/channel_calls.hpp
    include/actfn/core/channel_gradients.hpp
    include/actfn/core/channels.hpp
    include/actfn/core/each_of.hpp
    include/actfn/core/elementwise.hpp
    include/actfn/core/error.hpp
    include/actfn/core/executor.hpp
    include/actfn/core/gathered.hpp
    include/actfn/core/isa.hpp
    include/actfn/core/lanes.hpp
    include/actfn/core/lines.hpp
    include/actfn/core/loop.hpp
    include/actfn/core/parameter.hpp
    include/actfn/core/parts.hpp
    include/actfn/core/past_caches.hpp
    include/actfn/core/philox.hpp
    include/actfn/core/random_slopes.hpp
    include/actfn/core/row_functor.hpp
    include/actfn/core/rows.hpp
    include/actfn/core/several.hpp
    include/actfn/core/short_row.hpp
    include/actfn/core/shuffles.hpp
    include/actfn/core/simd.hpp
    include/actfn/core/slope_sweep.hpp
    include/actfn/core/slopes.hpp
    include/actfn/core/sums.hpp
    include/actfn/core/sweep.hpp
    include/actfn/core/tiers.hpp
    include/actfn/core/views.hpp
    include/actfn/eigen/assignment.hpp
    include/actfn/eigen/expression.hpp
    include/actfn/functions/all.hpp
    include/actfn/functions/elu.hpp
    include/actfn/functions/hard_sigmoid.hpp
    include/actfn/functions/identity.hpp
    include/actfn/functions/leaky_relu.hpp
    include/actfn/functions/log_softmax.hpp
    include/actfn/functions/prelu.hpp
    include/actfn/functions/prelu_with.hpp
    include/actfn/functions/relu.hpp
    include/actfn/functions/rrelu.hpp
    include/actfn/functions/rrelu_training.hpp
    include/actfn/functions/selu.hpp
    include/actfn/functions/sigmoid.hpp
    include/actfn/functions/softmax.hpp
    include/actfn/functions/softmax_state.hpp
    include/actfn/functions/softplus.hpp
    include/actfn/functions/step.hpp
    include/actfn/functions/tanh.hpp
    include/actfn/math/constant.hpp
    include/actfn/math/erf.hpp
    include/actfn/math/exp.hpp
    include/actfn/math/log.hpp
    include/actfn/math/logistic.hpp
    include/actfn/math/piecewise.hpp
    include/actfn/math/polynomial.hpp
    include/actfn/math/product.hpp
    include/actfn/math/tanh.hpp
    include/actfn/threads.hpp
    include/actfn/version.hpp)

# A header that is not listed would work in this tree and be missing after install.
function(actfn_check_headers)
    file(GLOB_RECURSE present CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/include/*")
    set(unlisted ${present})
    list(REMOVE_ITEM unlisted ${ACTFN_HEADERS})
    set(absent ${ACTFN_HEADERS})
    list(REMOVE_ITEM absent ${present})
    if(unlisted OR absent)
        list(JOIN unlisted "\n    " unlisted)
        list(JOIN absent "\n    " absent)
        message(FATAL_ERROR "cmake/ActfnHeaders.cmake and include/ differ.\n"
            "  in include/ but not listed:\n    ${unlisted}\n  listed but not in include/:\n    ${absent}")
    endif()
endfunction()
