# Every header that is installed and checked to compile on its own.
set(ACTFN_HEADERS
    include/actfn/actfn.hpp
    include/actfn/base/axis.hpp
    include/actfn/base/error.hpp
    include/actfn/base/executor.hpp
    include/actfn/base/isa.hpp
    include/actfn/base/parameter.hpp
    include/actfn/base/precision.hpp
    include/actfn/base/unrolled.hpp
    include/actfn/channels/block.hpp
    include/actfn/channels/calls.hpp
    include/actfn/channels/expression.hpp
    include/actfn/channels/gradients.hpp
    include/actfn/channels/slopes.hpp
    include/actfn/channels/strip.hpp
    include/actfn/channels/sum.hpp
    include/actfn/channels/sweep.hpp
    include/actfn/eigen/assignment.hpp
    include/actfn/eigen/expression.hpp
    include/actfn/eigen/line.hpp
    include/actfn/eigen/packet.hpp
    include/actfn/eigen/transposes.hpp
    include/actfn/elementwise/calls.hpp
    include/actfn/elementwise/functor.hpp
    include/actfn/functions/elu.hpp
    include/actfn/functions/hard_sigmoid.hpp
    include/actfn/functions/identity.hpp
    include/actfn/functions/leaky_relu.hpp
    include/actfn/functions/list.hpp
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
    include/actfn/loop/arrays.hpp
    include/actfn/loop/plan.hpp
    include/actfn/loop/sweep.hpp
    include/actfn/math/constant.hpp
    include/actfn/math/erf.hpp
    include/actfn/math/error_free.hpp
    include/actfn/math/exp.hpp
    include/actfn/math/log.hpp
    include/actfn/math/logistic.hpp
    include/actfn/math/piecewise.hpp
    include/actfn/math/polynomial.hpp
    include/actfn/math/relative_exp.hpp
    include/actfn/math/scaled.hpp
    include/actfn/math/tanh.hpp
    include/actfn/memory/arguments.hpp
    include/actfn/memory/dense.hpp
    include/actfn/memory/overlap.hpp
    include/actfn/memory/view.hpp
    include/actfn/random/philox.hpp
    include/actfn/random/slopes.hpp
    include/actfn/rows/calls.hpp
    include/actfn/rows/constants.hpp
    include/actfn/rows/functor.hpp
    include/actfn/rows/line_group.hpp
    include/actfn/rows/lines.hpp
    include/actfn/rows/operand.hpp
    include/actfn/rows/partial_sum.hpp
    include/actfn/rows/pass.hpp
    include/actfn/rows/quad.hpp
    include/actfn/rows/short_line.hpp
    include/actfn/rows/transposed_copy.hpp
    include/actfn/simd/arithmetic.hpp
    include/actfn/simd/convert.hpp
    include/actfn/simd/exponent.hpp
    include/actfn/simd/interleaved.hpp
    include/actfn/simd/load_as.hpp
    include/actfn/simd/memory.hpp
    include/actfn/simd/part.hpp
    include/actfn/simd/shuffle.hpp
    include/actfn/simd/streaming.hpp
    include/actfn/simd/value.hpp
    include/actfn/simd/x86.hpp
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
