#pragma once

// What the reproductions of faults of xsimd, Eigen and the compilers share. Each is a few lines that depend on nothing
// of actfn, and says whether the version in front of it has the fault that a line of include/ works around:
//
//     still needed: <fault>; <work-around>              passes
//     skipped: not at fault: <version>; <work-around>   ctest lists the test as skipped
//
// It is never a failure: that a user's newer version has mended something breaks nothing, and one version alone cannot
// tell whether the others have, too. A work-around may go when its test is skipped with every supported version.

#include <cstdio>
#include <string>

namespace upstream {

inline std::string version(const char* name, int major, int minor, int patch) {
    return std::string(name) + ' ' + std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

#if defined(__clang__)
inline const std::string compiler = version("clang++", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
inline const std::string compiler = version("g++", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif

/// What main returns.
inline int report(bool at_fault, const std::string& who, const char* fault, const char* work_around) {
    if (at_fault) {
        std::printf("still needed: %s: %s; the work-around is %s\n", who.c_str(), fault, work_around);
    } else {
        std::printf("skipped: not at fault: %s; the work-around is %s\n", who.c_str(), work_around);
    }
    return 0;
}

/// x as the optimiser does not know it.
template <class T>
T unknown(T x) {
    volatile T v = x;
    return v;
}

}  // namespace upstream
