// oneDNN's primitives, on one thread. They are made when a call comes with new arrays, before anything is timed.

#include <dlfcn.h>

#include <dnnl.hpp>

#include <optional>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

#include "rows.hpp"

namespace bench {
namespace {

using dnnl::algorithm;
using dnnl::memory;

/// oneDNN leaves the number of threads to its runtime. That is not the compiler's OpenMP but whichever it was linked with,
/// so it is asked for by name.
void use_one_thread() {
    void* const function = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    if (function == nullptr)
        throw std::runtime_error("oneDNN's threads cannot be limited to one: it is without OpenMP");
    reinterpret_cast<void (*)(int)>(function)(1);
}

/// oneDNN writes its code at run time, for the best instruction set of the processor; the other peers use what they are
/// compiled for.
void use_compiled_instruction_set() {
#if defined(__x86_64__) && !defined(__AVX512F__)
#if defined(__AVX2__)
    dnnl::set_max_cpu_isa(dnnl::cpu_isa::avx2);
#else
    dnnl::set_max_cpu_isa(dnnl::cpu_isa::sse41);
#endif
#endif
}

dnnl::engine make_engine() {
    use_one_thread();
    use_compiled_instruction_set();
    return dnnl::engine(dnnl::engine::kind::cpu, 0);
}

const dnnl::engine& engine() {
    static const dnnl::engine cpu = make_engine();
    return cpu;
}

dnnl::stream& stream() {
    static dnnl::stream only(engine());
    return only;
}

/// A primitive with the arrays that it works on.
struct Call {
    dnnl::primitive primitive;
    std::unordered_map<int, memory> arguments;
};

/// A column-major matrix is oneDNN's row-major one with the dimensions exchanged.
memory::desc layout(const Data<float>& d) {
    return {{d.cols, d.rows}, memory::data_type::f32, memory::format_tag::ab};
}

memory array(const Data<float>& d, const float* p) {
    return {layout(d), engine(), const_cast<float*>(p)};  // oneDNN does not write where it says that it reads
}

// Version 3 has no operation descriptors any more.
#if DNNL_VERSION_MAJOR >= 3
dnnl::eltwise_forward::primitive_desc eltwise(const memory::desc& shape, algorithm f, float alpha) {
    return {engine(), dnnl::prop_kind::forward_training, f, shape, shape, alpha};
}
dnnl::eltwise_backward::primitive_desc eltwise_gradient(const memory::desc& shape, algorithm f, float alpha) {
    return {engine(), f, shape, shape, shape, alpha, eltwise(shape, f, alpha)};
}
dnnl::softmax_forward::primitive_desc softmax(const memory::desc& shape, int axis) {
    return {engine(), dnnl::prop_kind::forward_training, algorithm::softmax_accurate, shape, shape, axis};
}
dnnl::softmax_backward::primitive_desc softmax_gradient(const memory::desc& shape, int axis) {
    return {engine(), algorithm::softmax_accurate, shape, shape, shape, axis, softmax(shape, axis)};
}
#else
dnnl::eltwise_forward::primitive_desc eltwise(const memory::desc& shape, algorithm f, float alpha) {
    return {{dnnl::prop_kind::forward_training, f, shape, alpha}, engine()};
}
dnnl::eltwise_backward::primitive_desc eltwise_gradient(const memory::desc& shape, algorithm f, float alpha) {
    return {{f, shape, shape, alpha}, engine(), eltwise(shape, f, alpha)};
}
dnnl::softmax_forward::primitive_desc softmax(const memory::desc& shape, int axis) {
    return {{dnnl::prop_kind::forward_training, shape, axis}, engine()};
}
dnnl::softmax_backward::primitive_desc softmax_gradient(const memory::desc& shape, int axis) {
    return {{shape, shape, axis}, engine(), softmax(shape, axis)};
}
#endif

struct Sigmoid {
    static constexpr std::string_view name = "sigmoid";
    static constexpr algorithm from_input = algorithm::eltwise_logistic;
    static constexpr algorithm from_output = algorithm::eltwise_logistic_use_dst_for_bwd;
    static constexpr float alpha = 0;
};
struct Tanh {
    static constexpr std::string_view name = "tanh";
    static constexpr algorithm from_input = algorithm::eltwise_tanh;
    static constexpr algorithm from_output = algorithm::eltwise_tanh_use_dst_for_bwd;
    static constexpr float alpha = 0;
};
struct ReLU {
    static constexpr std::string_view name = "relu";
    static constexpr algorithm from_input = algorithm::eltwise_relu;
    static constexpr algorithm from_output = algorithm::eltwise_relu_use_dst_for_bwd;
    static constexpr float alpha = 0;
};
struct LeakyReLU : ReLU {
    static constexpr std::string_view name = "leaky_relu";
    static constexpr float alpha = 0.01f;
};
struct RReLU : ReLU {
    static constexpr std::string_view name = "rrelu";
    static constexpr float alpha = 11.0f / 48;
};
struct ELU {
    static constexpr std::string_view name = "elu";
    static constexpr algorithm from_input = algorithm::eltwise_elu;
    static constexpr algorithm from_output = algorithm::eltwise_elu_use_dst_for_bwd;
    static constexpr float alpha = 1;
};
struct Softplus {
    static constexpr std::string_view name = "softplus";
    static constexpr algorithm from_input = algorithm::eltwise_soft_relu;
    static constexpr float alpha = 1;
};

template <class F>
Call forward(const Data<float>& d) {
    return {dnnl::eltwise_forward(eltwise(layout(d), F::from_input, F::alpha)),
            {{DNNL_ARG_SRC, array(d, d.x)}, {DNNL_ARG_DST, array(d, d.y)}}};
}

/// From the input (DNNL_ARG_SRC) or the output (DNNL_ARG_DST).
template <class F, algorithm f, int from>
Call backward(const Data<float>& d) {
    return {dnnl::eltwise_backward(eltwise_gradient(layout(d), f, F::alpha)),
            {{from, array(d, d.x)}, {DNNL_ARG_DIFF_DST, array(d, d.dy)}, {DNNL_ARG_DIFF_SRC, array(d, d.y)}}};
}

template <int axis>
Call softmax_forward(const Data<float>& d) {
    return {dnnl::softmax_forward(softmax(layout(d), axis)),
            {{DNNL_ARG_SRC, array(d, d.x)}, {DNNL_ARG_DST, array(d, d.y)}}};
}

template <int axis>
Call softmax_backward(const Data<float>& d) {
    return {dnnl::softmax_backward(softmax_gradient(layout(d), axis)),
            {{DNNL_ARG_DST, array(d, d.x)}, {DNNL_ARG_DIFF_DST, array(d, d.dy)}, {DNNL_ARG_DIFF_SRC, array(d, d.y)}}};
}

/// Runs the call that `make` makes for these arrays, which is kept until other arrays come.
template <Call (*make)(const Data<float>&)>
void run(const Data<float>& d) {
    static std::optional<Data<float>> arrays;
    static Call call;
    if (arrays != d) {
        call = make(d);
        arrays = d;
    }
    call.primitive.execute(stream(), call.arguments);
    stream().wait();
}

template <class F>
void add_function(Rows& rows) {
    rows.push_back({"oneDNN", F::name, Operation::forward, run<forward<F>>});
    rows.push_back({"oneDNN", F::name, Operation::backward, run<backward<F, F::from_input, DNNL_ARG_SRC>>});
    if constexpr (requires { F::from_output; }) {
        rows.push_back(
            {"oneDNN", F::name, Operation::backward_from_output, run<backward<F, F::from_output, DNNL_ARG_DST>>});
    }
}

}  // namespace

void add_onednn_rows(Rows& rows) {
    add_function<Sigmoid>(rows);
    add_function<Tanh>(rows);
    add_function<ReLU>(rows);
    add_function<LeakyReLU>(rows);
    add_function<RReLU>(rows);
    add_function<ELU>(rows);
    add_function<Softplus>(rows);

    // Across and along the storage order: see layout().
    rows.push_back({"oneDNN", softmax_rowwise, Operation::forward, run<softmax_forward<0>>});
    rows.push_back({"oneDNN", softmax_colwise, Operation::forward, run<softmax_forward<1>>});
    rows.push_back({"oneDNN", softmax_rowwise, Operation::backward, run<softmax_backward<0>>});
    rows.push_back({"oneDNN", softmax_colwise, Operation::backward, run<softmax_backward<1>>});
}

}  // namespace bench
