// The instruction set of the accuracy test and of the checksums: the library that ACTFN_MUTANT names, made of unit.cpp.
// So the judges are linked once, and a mutant is compiled alone; none of its inline functions can be taken for theirs.

#include <dlfcn.h>

#include <cstddef>
#include <cstdlib>
#include <stdexcept>

#include "bits/bits.hpp"
#include "every_function/isas.hpp"

namespace {

const tests::Isa& loaded() {
    const char* path = std::getenv("ACTFN_MUTANT");
    void* library = path == nullptr ? nullptr : dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void* symbol = library == nullptr ? nullptr : dlsym(library, "mutant");
    if (symbol == nullptr) throw std::runtime_error("ACTFN_MUTANT names no library of unit.cpp");
    const char* index = std::getenv("ACTFN_MUTANT_INDEX");
    return *reinterpret_cast<const tests::Isa* (*)(std::size_t)>(symbol)(
        index == nullptr ? 0 : std::strtoul(index, nullptr, 10));
}

}  // namespace

namespace tests {

Isas isas_of_this_machine() {
    return {{&loaded()}, {}};
}

extern const Isa mutant_calls;
const Isa mutant_calls = loaded();

}  // namespace tests

// Rows, slopes and kernels have no mutants here.
namespace bits {
void check_rows_float_standard() {}
void check_rows_float_exact() {}
void check_rows_float_fast() {}
void check_rows_double_standard() {}
void check_others_float_standard(const std::vector<float>&) {}
void check_others_float_exact(const std::vector<float>&) {}
void check_others_double_standard(const std::vector<double>&) {}
}  // namespace bits
