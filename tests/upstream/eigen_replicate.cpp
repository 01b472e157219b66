// Eigen reads a repeated vector, and so every sum with one, coefficient by coefficient: (W * x).colwise() + b.

#include <type_traits>

#include <Eigen/Core>

#include "upstream.hpp"

template <class X>
bool has_packets(const X&) {
    return (Eigen::internal::evaluator<X>::Flags & Eigen::PacketAccessBit) != 0;
}

int main() {
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Zero(16, 16);
    const Eigen::ArrayXf b = Eigen::ArrayXf::Zero(16);
    if (!has_packets(x)) {
        std::puts("skipped: Eigen does not vectorise here");
        return 0;
    }
#if EIGEN_MAJOR_VERSION < 5
    const std::string eigen = upstream::version("Eigen", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
#else
    const std::string eigen = upstream::version("Eigen", EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, EIGEN_PATCH_VERSION);
#endif
    return upstream::report(!has_packets(x.colwise() + b), eigen, "a sum with a repeated vector has no packets",
                            "has_packets in eigen/assignment.hpp");
}
