// ONNX's own test data: every model of one operator that actfn has, its inputs and expected outputs.
//
//     actfn_test_onnx <folder with node/test_*/model.onnx> <left_out.txt>
//
// Prints passed / available, and fails if a result is wrong or a model is left out without a reason in the file.

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>  // Debian's libonnx-dev

#include "../rows/passes.hpp"
#include "actfn/actfn.hpp"
#include "actfn/activation_spec.hpp"

namespace {

namespace fs = std::filesystem;
using Shape = std::vector<std::ptrdiff_t>;

std::ptrdiff_t product(Shape::const_iterator first, Shape::const_iterator last) {
    return std::accumulate(first, last, std::ptrdiff_t(1), std::multiplies<>());
}

/// A tensor in row-major order.
template <class T>
struct Tensor {
    Shape shape;
    std::vector<T> values;
};

template <class Message>
Message parsed(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    Message message;
    if (!file || !message.ParseFromIstream(&file)) throw std::runtime_error("cannot read " + path.string());
    return message;
}

/// Why a model is not run.
struct LeftOut : std::runtime_error {
    using std::runtime_error::runtime_error;
};

template <class T, class Stored>
std::vector<T> values_of(const onnx::TensorProto& proto, const Stored& stored, std::size_t n) {
    std::vector<T> values(n);
    if (proto.has_raw_data()) {
        using Element = typename Stored::value_type;
        if (proto.raw_data().size() != n * sizeof(Element)) throw std::runtime_error("a tensor of another size");
        std::vector<Element> raw(n);
        std::copy_n(proto.raw_data().data(), proto.raw_data().size(), reinterpret_cast<char*>(raw.data()));
        std::transform(raw.begin(), raw.end(), values.begin(), [](Element x) { return static_cast<T>(x); });
    } else {
        std::transform(stored.begin(), stored.end(), values.begin(), [](auto x) { return static_cast<T>(x); });
    }
    return values;
}

/// Of element type T, or integers as T.
template <class T>
Tensor<T> tensor(const onnx::TensorProto& proto) {
    Tensor<T> result;
    result.shape.assign(proto.dims().begin(), proto.dims().end());
    const auto n = static_cast<std::size_t>(product(result.shape.begin(), result.shape.end()));
    using onnx::TensorProto;
    if (proto.data_type() == TensorProto::FLOAT) {
        result.values = values_of<T>(proto, proto.float_data(), n);
    } else if (proto.data_type() == TensorProto::DOUBLE) {
        result.values = values_of<T>(proto, proto.double_data(), n);
    } else if (proto.data_type() == TensorProto::INT64) {
        result.values = values_of<T>(proto, proto.int64_data(), n);
    } else {
        throw LeftOut("elements of type " + onnx::TensorProto_DataType_Name(proto.data_type()));
    }
    return result;
}

/// The node of a model, with its inputs.
struct Call {
    const onnx::NodeProto& node;
    std::int64_t opset;
    std::vector<onnx::TensorProto> inputs;  ///< empty where an optional one is not given

    const onnx::AttributeProto* attribute(const std::string& name) const {
        const auto found = std::find_if(node.attribute().begin(), node.attribute().end(),
                                        [&](const auto& a) { return a.name() == name; });
        return found == node.attribute().end() ? nullptr : &*found;
    }
    std::int64_t integer(const std::string& name, std::int64_t otherwise) const {
        const auto* a = attribute(name);
        return a == nullptr ? otherwise : a->i();
    }
    bool has_input(std::size_t i) const { return i < inputs.size() && inputs[i].data_type() != 0; }
};

template <class T>
using Results = std::vector<Tensor<T>>;

template <class T>
Tensor<T> like(const Tensor<T>& x) {
    return {x.shape, std::vector<T>(x.values.size())};
}

/// An element-wise function by its ONNX name; attributes are its parameters, as are the further inputs of Clip.
template <class T>
Results<T> elementwise(const Call& call) {
    std::ostringstream text;
    text.precision(9);
    text << "onnx." << call.node.op_type() << '(';
    const char* separator = "";
    for (const auto& a : call.node.attribute()) {
        text << separator << a.name() << '=';
        if (a.type() == onnx::AttributeProto::STRING)
            text << '"' << a.s() << '"';
        else
            text << a.f();
        separator = ", ";
    }
    const char* names[] = {"", "min", "max"};
    for (std::size_t i = 1; i < std::min<std::size_t>(call.inputs.size(), 3); ++i) {
        if (!call.has_input(i)) continue;
        text << separator << names[i] << '=' << tensor<T>(call.inputs[i]).values.at(0);
        separator = ", ";
    }
    text << ')';
    const auto x = tensor<T>(call.inputs[0]);
    auto y = like(x);
    actfn::forward(actfn::parse_activation(text.str()), x.values, y.values);
    return {y};
}

/// With a slope that is broadcast to x's shape: one for each element. Before operator set 7 it is one for each channel.
template <class T>
Results<T> prelu(const Call& call) {
    const auto x = tensor<T>(call.inputs[0]);
    auto slope = tensor<T>(call.inputs[1]);
    if (call.opset < 7 && x.shape.size() > 2) slope.shape.resize(x.shape.size() - 1, 1);
    Eigen::Array<T, Eigen::Dynamic, 1> slopes(static_cast<Eigen::Index>(x.values.size()));
    for (std::ptrdiff_t i = 0; i < slopes.size(); ++i) {
        std::ptrdiff_t rest = i;
        std::ptrdiff_t at = 0;
        std::ptrdiff_t stride = 1;
        for (std::size_t k = 1; k <= slope.shape.size(); ++k) {  // from the last dimension
            const std::ptrdiff_t extent = x.shape[x.shape.size() - k];
            const std::ptrdiff_t own = slope.shape[slope.shape.size() - k];
            if (own != 1 && own != extent) throw std::runtime_error("a slope that cannot be broadcast");
            at += stride * (own == 1 ? 0 : rest % extent);
            stride *= own;
            rest /= extent;
        }
        slopes[i] = slope.values[static_cast<std::size_t>(at)];
    }
    auto y = like(x);
    using Column = Eigen::Array<T, Eigen::Dynamic, 1>;
    Eigen::Map<Column>(y.values.data(), slopes.size()) =
        actfn::PReLU<T>(slopes)(Eigen::Map<const Column>(x.values.data(), slopes.size()));
    return {y};
}

/// A dimension, which may be counted from the end.
std::ptrdiff_t dimension(const Shape& shape, std::int64_t axis) {
    return axis < 0 ? axis + static_cast<std::ptrdiff_t>(shape.size()) : axis;
}

actfn::Lines lines_along(const Shape& shape, std::int64_t axis) {
    const auto at = shape.begin() + dimension(shape, axis);
    return {product(shape.begin(), at), *at, product(at + 1, shape.end())};
}

/// The lines of a distribution along a dimension; before operator set 13 it is all from that dimension on.
actfn::Lines lines(const Call& call, const Shape& shape, std::int64_t axis) {
    const auto at = shape.begin() + dimension(shape, axis);
    if (call.opset < 13) return {product(shape.begin(), at), product(at, shape.end()), 1};
    return lines_along(shape, axis);
}

template <class T, class F>
Results<T> along_axis(const Call& call) {
    const auto x = tensor<T>(call.inputs[0]);
    auto y = like(x);
    actfn::forward(F(), x.values, y.values, lines(call, x.shape, call.integer("axis", call.opset < 13 ? 1 : -1)));
    return {y};
}

template <class T>
Results<T> reduce_log_sum_exp(const Call& call) {
    const auto x = tensor<T>(call.inputs[0]);
    const auto* axes = call.attribute("axes");
    const bool keep = call.integer("keepdims", 1) != 0;
    Tensor<T> y;
    if (axes == nullptr) {
        if (keep) y.shape.assign(x.shape.size(), 1);
        y.values = {actfn::logsumexp(x.values)};
    } else {
        if (axes->ints_size() != 1) throw LeftOut("several axes that are not all");
        const std::ptrdiff_t axis = dimension(x.shape, axes->ints(0));
        const actfn::Lines all = lines_along(x.shape, axis);
        y.shape = x.shape;
        y.shape[static_cast<std::size_t>(axis)] = 1;
        if (!keep) y.shape.erase(y.shape.begin() + axis);
        y.values.resize(static_cast<std::size_t>(all.outer * all.inner));
        actfn::forward(actfn::LogSumExp<T>(), x.values, y.values, all);
    }
    return {y};
}

template <class T>
Results<T> softmax_cross_entropy(const Call& call) {
    if (call.has_input(2)) throw LeftOut("weights of classes");
    const auto* reduction = call.attribute("reduction");
    const std::string name = reduction == nullptr ? "mean" : reduction->s();
    if (name == "none") throw LeftOut("a loss for each element");
    const auto x = tensor<T>(call.inputs[0]);
    const auto targets = tensor<std::int64_t>(call.inputs[1]).values;
    const actfn::Lines classes = {x.shape[0], x.shape[1], product(x.shape.begin() + 2, x.shape.end())};
    actfn::CrossEntropyOptions options;
    options.reduction = name == "sum" ? actfn::Reduction::sum : actfn::Reduction::mean;
    if (call.attribute("ignore_index") != nullptr) options.ignore_index = call.integer("ignore_index", 0);
    Results<T> results = {{{}, {actfn::cross_entropy(x.values, targets, classes, options)}}, like(x)};
    actfn::forward(actfn::LogSoftmax<T>(), x.values, results[1].values, classes);
    return results;
}

template <class T>
using Operator = Results<T> (*)(const Call&);

/// Every operator of ONNX that actfn has.
template <class T>
const std::map<std::string, Operator<T>>& operators() {
    static const std::map<std::string, Operator<T>> all = [] {
        std::map<std::string, Operator<T>> map = {
            {"PRelu", prelu<T>},
            {"Softmax", along_axis<T, actfn::Softmax<T>>},
            {"LogSoftmax", along_axis<T, actfn::LogSoftmax<T>>},
            {"Hardmax", along_axis<T, actfn::Hardmax<T>>},
            {"ReduceLogSumExp", reduce_log_sum_exp<T>},
            {"SoftmaxCrossEntropyLoss", softmax_cross_entropy<T>},
        };
        // By name; ONNX's data of them is all float, and a call by name compiles the loop of every function.
        if constexpr (std::same_as<T, float>) {
            for (const char* name : {"Asinh",    "Atan",  "Celu",        "Clip",           "Elu",      "Erf",
                                     "Exp",      "Gelu",  "HardSigmoid", "HardSwish",      "Identity", "LeakyRelu",
                                     "Mish",     "Relu",  "Selu",        "Shrink",         "Sigmoid",  "Softplus",
                                     "Softsign", "Swish", "Tanh",        "ThresholdedRelu"}) {
                map.emplace(name, elementwise<T>);
            }
        }
        return map;
    }();
    return all;
}

/// ONNX's expected values are those of float formulas that lose up to 30 ULP.
template <class T>
bool is_near(T got, T expected) {
    if (std::isnan(expected)) return std::isnan(got);
    if (std::isinf(expected)) return got == expected;
    return std::abs(got - expected) <= T(1e-7) + T(1e-5) * std::abs(expected);
}

/// Runs a data set of a model; throws if a result is wrong.
template <class T>
void run(const Call& call, const std::vector<onnx::TensorProto>& expected) {
    const Results<T> results = operators<T>().at(call.node.op_type())(call);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto truth = tensor<T>(expected[i]);
        if (results.at(i).shape != truth.shape) throw std::runtime_error("another shape");
        for (std::size_t k = 0; k < truth.values.size(); ++k) {
            if (!is_near(results[i].values[k], truth.values[k])) {
                throw std::runtime_error("element " + std::to_string(k) + " of output " + std::to_string(i) + " is " +
                                         std::to_string(results[i].values[k]) + ", expected is " +
                                         std::to_string(truth.values[k]));
            }
        }
    }
}

/// Whether the model is one node of an operator that actfn has.
bool is_available(const onnx::ModelProto& model) {
    return model.graph().node_size() == 1 && operators<float>().contains(model.graph().node(0).op_type()) &&
           model.graph().node(0).domain().empty();
}

void run_model(const fs::path& folder, const onnx::ModelProto& model) {
    const onnx::NodeProto& node = model.graph().node(0);
    int sets = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (!entry.is_directory()) continue;
        ++sets;
        std::map<std::string, onnx::TensorProto> given;
        for (const auto& constant : model.graph().initializer()) given[constant.name()] = constant;
        int next = 0;
        for (const auto& input : model.graph().input()) {
            if (given.contains(input.name())) continue;
            if (!input.type().has_tensor_type()) throw LeftOut("inputs that are no tensors");
            given[input.name()] = parsed<onnx::TensorProto>(entry.path() / ("input_" + std::to_string(next++) + ".pb"));
        }
        Call call{node, model.opset_import(0).version(), {}};
        for (const std::string& name : node.input()) call.inputs.push_back(given[name]);
        std::vector<onnx::TensorProto> expected;
        for (int i = 0; i < model.graph().output_size(); ++i) {
            expected.push_back(parsed<onnx::TensorProto>(entry.path() / ("output_" + std::to_string(i) + ".pb")));
        }
        if (call.inputs[0].data_type() == onnx::TensorProto::DOUBLE) {
            run<double>(call, expected);
        } else {
            tensor<float>(expected[0]);  // says if the elements are of a type that is left out
            if (call.inputs[0].data_type() == onnx::TensorProto::INT64) throw LeftOut("elements of type INT64");
            run<float>(call, expected);
        }
    }
    if (sets == 0) throw std::runtime_error("no data");
}

/// The reasons by model, each of which must be that of a model that is left out.
std::map<std::string, std::string> reasons_of(const char* path) {
    std::ifstream file(path);
    std::map<std::string, std::string> reasons;
    for (std::string line; std::getline(file, line);) {
        const auto at = line.find(": ");
        if (at != line.npos) reasons[line.substr(0, at)] = line.substr(at + 2);
    }
    return reasons;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("actfn_test_onnx <folder with node/test_*/model.onnx> <left_out.txt>\n", stderr);
        return 2;
    }
    auto reasons = reasons_of(argv[2]);
    int available = 0;
    int passed = 0;
    int left_out = 0;
    int faults = 0;
    std::vector<fs::path> models;
    for (const auto& entry : fs::recursive_directory_iterator(argv[1])) {
        if (entry.path().filename() == "model.onnx") models.push_back(entry.path());
    }
    std::sort(models.begin(), models.end());
    for (const fs::path& path : models) {
        const fs::path folder = path.parent_path();
        const std::string name = fs::relative(folder, argv[1]).string();
        const auto fault = [&](const std::string& what) {
            std::printf("%s: %s\n", name.c_str(), what.c_str());
            ++faults;
        };
        try {
            const auto model = parsed<onnx::ModelProto>(path);
            if (!is_available(model)) continue;
            ++available;
            run_model(folder, model);
            ++passed;
            if (reasons.erase(name) > 0) fault("passes, but has a reason for being left out");
        } catch (const LeftOut& reason) {
            ++left_out;
            if (reasons[name] != reason.what()) fault(std::string("left out: ") + reason.what());
            reasons.erase(name);
        } catch (const std::exception& error) {
            fault(error.what());
        }
    }
    for (const auto& [name, reason] : reasons) {
        if (!fs::exists(fs::path(argv[1]) / name)) continue;  // of another version of the data
        std::printf("%s: has a reason, but is no model that could be left out\n", name.c_str());
        ++faults;
    }
    std::printf("ONNX: %d of %d models of one operator passed, %d left out with a reason\n", passed, available,
                left_out);
    return faults == 0 && passed > 0 ? 0 : 1;
}
