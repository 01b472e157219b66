// The tables of errors on the pages of softmax's family, the losses and PReLU begin each cell with the bound that the functor
// states, and no bound of theirs differs between float and double.
//
//     actfn_docs_families <folder of the pages>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>

#include "actfn/actfn.hpp"

namespace {

std::string folder;
int wrong = 0;

std::string written(double units, int digits) {
    char text[32];
    const bool is_power = digits != 0 && units > 0;
    std::snprintf(text, sizeof text, is_power ? "2^%.3g" : "%.4g", is_power ? std::log2(units) + 1 - digits : units);
    return text;
}

/// The row of the page's table that begins with the label.
std::string row_of(const std::string& page, const std::string& label) {
    std::ifstream file(folder + '/' + page);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("| " + label)) return line;
    }
    return {};
}

/// The bounds of one quantity, in the order of the table's columns: standard, exact, fast.
template <template <class, class> class F>
void check(const std::string& page, const std::string& label, double actfn::Bounds::*quantity) {
    using Float = F<float, actfn::standard>;
    using Double = F<double, actfn::standard>;
    static_assert(actfn::core::equal(Float::bounds.value, Double::bounds.value));
    static_assert(actfn::core::equal(Float::bounds.gradient, Double::bounds.gradient));
    const std::string row = row_of(page, label);
    std::size_t cell = row.find("| ", 2);
    for (const actfn::Bounds& b : {Float::bounds, F<float, actfn::exact>::bounds, F<float, actfn::fast>::bounds}) {
        const std::string bound = written(b.*quantity, b.digits);
        if (cell == std::string::npos || !row.substr(cell).starts_with("| " + bound + ' ')) {
            std::printf("%s: the row \"%s\" has no cell that begins with %s\n", page.c_str(), label.c_str(),
                        bound.c_str());
            ++wrong;
        }
        if (cell != std::string::npos) cell = row.find("| ", cell + 2);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("actfn_docs_families <folder of the pages>\n", stderr);
        return 2;
    }
    folder = argv[1];
    constexpr auto value = &actfn::Bounds::value;
    constexpr auto gradient = &actfn::Bounds::gradient;
    check<actfn::Softmax>("softmax.md", "softmax, softmin: p", value);
    check<actfn::Softmin>("softmax.md", "softmax, softmin: p", value);
    check<actfn::LogSoftmax>("softmax.md", "log_softmax: y", value);
    check<actfn::Softmax>("softmax.md", "backward of softmax", gradient);
    check<actfn::LogSoftmax>("softmax.md", "backward of log_softmax", gradient);
    check<actfn::Hardmax>("sparse_softmax.md", "hardmax", value);
    check<actfn::Sparsemax>("sparse_softmax.md", "sparsemax, entmax15: p", value);
    check<actfn::Entmax15>("sparse_softmax.md", "sparsemax, entmax15: p", value);
    check<actfn::Sparsemax>("sparse_softmax.md", "their backward", gradient);
    check<actfn::Entmax15>("sparse_softmax.md", "their backward", gradient);
    check<actfn::LogSumExp>("logsumexp.md", "y,", value);
    check<actfn::LogMeanExp>("logsumexp.md", "y of logmeanexp", value);
    check<actfn::LogSumExp>("logsumexp.md", "dx", gradient);
    check<actfn::LogMeanExp>("logsumexp.md", "dx", gradient);
    check<actfn::CrossEntropy>("losses.md", "cross_entropy: the loss", value);
    check<actfn::CrossEntropy>("losses.md", "its gradient, of T p_k", gradient);
    check<actfn::BinaryCrossEntropyWithLogits>("losses.md", "binary: the loss", value);
    check<actfn::BinaryCrossEntropyWithLogits>("losses.md", "its gradient, of (1 - t)", gradient);
    check<actfn::PReLU>("prelu.md", "f ", value);
    check<actfn::PReLU>("prelu.md", "f' ", gradient);
    return wrong == 0 ? 0 : 1;
}
