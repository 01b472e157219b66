# What the tests, examples and benchmark share; nothing here reaches a consumer.

# Newer CMakes scan every C++20 source for modules, with a tool that a bare clang lacks; there are none here.
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

add_library(actfn_dev INTERFACE)
target_link_libraries(actfn_dev INTERFACE actfn::actfn)
target_compile_options(actfn_dev INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${ACTFN_WARNINGS_AS_ERRORS}>:-Werror>
    # g++ collects garbage again and again from 128 MB up, for a fifth of its time.
    $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=300000>)

# A test that cannot be built is still there, and reported as skipped.
function(actfn_add_skipped_test name reason)
    add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} -E echo "skipped: ${reason}")
    set_tests_properties(${name} PROPERTIES SKIP_REGULAR_EXPRESSION "^skipped: ")
endfunction()

# ACTFN_HAS_<name> says whether an optional dependency is there; the summary, what is not built without it.
set(ACTFN_SUMMARY)
function(actfn_describe name version where without)
    if(where)
        string(STRIP "${name} ${version}" name_and_version)
        list(APPEND ACTFN_SUMMARY "${name_and_version} (${where})")
        set(ACTFN_HAS_${name} TRUE PARENT_SCOPE)
    else()
        list(APPEND ACTFN_SUMMARY "${name} is missing: ${without}")
        set(ACTFN_HAS_${name} FALSE PARENT_SCOPE)
    endif()
    set(ACTFN_SUMMARY "${ACTFN_SUMMARY}" PARENT_SCOPE)
endfunction()

if(ACTFN_BUILD_TESTS)
    find_package(Catch2 3 CONFIG QUIET)
    actfn_describe(Catch2 "${Catch2_VERSION}" "${Catch2_DIR}" "the tests are skipped, but for the consumer projects")

    find_path(ACTFN_MPFR_INCLUDE_FOLDER mpfr.h)
    find_library(ACTFN_MPFR_LIBRARY mpfr)
    find_library(ACTFN_GMP_LIBRARY gmp)
    mark_as_advanced(ACTFN_MPFR_INCLUDE_FOLDER ACTFN_MPFR_LIBRARY ACTFN_GMP_LIBRARY)
    set(where)
    if(ACTFN_MPFR_INCLUDE_FOLDER AND ACTFN_MPFR_LIBRARY AND ACTFN_GMP_LIBRARY)
        set(where "${ACTFN_MPFR_LIBRARY}")
        file(STRINGS "${ACTFN_MPFR_INCLUDE_FOLDER}/mpfr.h" version REGEX "define MPFR_VERSION_STRING")
        string(REGEX REPLACE ".*\"(.*)\".*" "\\1" version "${version}")
        add_library(actfn_mpfr INTERFACE)
        target_include_directories(actfn_mpfr SYSTEM INTERFACE "${ACTFN_MPFR_INCLUDE_FOLDER}")
        target_link_libraries(actfn_mpfr INTERFACE "${ACTFN_MPFR_LIBRARY}" "${ACTFN_GMP_LIBRARY}")
    endif()
    actfn_describe(MPFR "${version}" "${where}" "tests that compare with it are skipped")

    find_path(ACTFN_ONNX_INCLUDE_FOLDER onnx/onnx_pb.h)
    find_library(ACTFN_ONNX_LIBRARY onnx_proto)
    find_library(ACTFN_PROTOBUF_LIBRARY protobuf)
    find_path(ACTFN_ONNX_DATA node/test_relu/model.onnx PATH_SUFFIXES share/libonnx-testdata/data)
    mark_as_advanced(ACTFN_ONNX_INCLUDE_FOLDER ACTFN_ONNX_LIBRARY ACTFN_PROTOBUF_LIBRARY ACTFN_ONNX_DATA)
    set(where)
    if(ACTFN_ONNX_INCLUDE_FOLDER AND ACTFN_ONNX_LIBRARY AND ACTFN_PROTOBUF_LIBRARY AND ACTFN_ONNX_DATA)
        set(where "${ACTFN_ONNX_DATA}")
    endif()
    actfn_describe(ONNX "" "${where}" "its node tests are skipped (Debian: libonnx-dev libonnx-testdata libprotobuf-dev)")

    find_program(ACTFN_SOLLYA sollya)
    mark_as_advanced(ACTFN_SOLLYA)
    set(version)
    if(ACTFN_SOLLYA)
        execute_process(COMMAND ${ACTFN_SOLLYA} --version OUTPUT_VARIABLE version)
        string(REGEX REPLACE "^This is sollya ([0-9.]+).*" "\\1" version "${version}")
    endif()
    actfn_describe(Sollya "${version}" "${ACTFN_SOLLYA}" "the coefficients of polynomials are not computed again")
endif()

if(ACTFN_BUILD_BENCH)
    find_package(benchmark CONFIG QUIET)
    actfn_describe(benchmark "${benchmark_VERSION}" "${benchmark_DIR}" "the benchmark is not built")
    find_program(ACTFN_GNUPLOT gnuplot)
    mark_as_advanced(ACTFN_GNUPLOT)
    actfn_describe(gnuplot "" "${ACTFN_GNUPLOT}" "the benchmark draws no pictures (Debian: gnuplot-nox)")

    find_package(Threads REQUIRED)
    find_package(OpenMP COMPONENTS CXX QUIET)
    actfn_describe(OpenMP "${OpenMP_CXX_VERSION}" "${OpenMP_CXX_FLAGS}" "the benchmark has no OpenMP rows")

    if(ACTFN_BENCH_PEERS)
        find_path(ACTFN_SLEEF_INCLUDE_FOLDER sleef.h)
        find_library(ACTFN_SLEEF_LIBRARY sleef)
        mark_as_advanced(ACTFN_SLEEF_INCLUDE_FOLDER ACTFN_SLEEF_LIBRARY)
        set(where)
        if(ACTFN_SLEEF_INCLUDE_FOLDER AND ACTFN_SLEEF_LIBRARY)
            set(where "${ACTFN_SLEEF_LIBRARY}")
        endif()
        actfn_describe(SLEEF "" "${where}" "the benchmark has no SLEEF rows")

        # Not by its package file, which asks for OpenCL.
        find_path(ACTFN_ONEDNN_INCLUDE_FOLDER dnnl.hpp)
        find_library(ACTFN_ONEDNN_LIBRARY dnnl)
        mark_as_advanced(ACTFN_ONEDNN_INCLUDE_FOLDER ACTFN_ONEDNN_LIBRARY)
        set(where)
        if(ACTFN_ONEDNN_INCLUDE_FOLDER AND ACTFN_ONEDNN_LIBRARY)
            set(where "${ACTFN_ONEDNN_LIBRARY}")
        endif()
        actfn_describe(oneDNN "" "${where}" "the benchmark has no oneDNN rows")
    endif()
endif()

if(ACTFN_BUILD_TESTS OR ACTFN_BUILD_EXAMPLES OR ACTFN_BUILD_STORIES)
    find_package(CLI11 CONFIG QUIET)
    actfn_describe(CLI11 "${CLI11_VERSION}" "${CLI11_DIR}"
        "examples with command-line options are not built, the exhaustive checker neither")
endif()

if(ACTFN_BUILD_STORIES)
    set(MPI_CXX_SKIP_MPICXX ON)  # the C interface is all that is used
    find_package(MPI QUIET COMPONENTS CXX)
    actfn_describe(MPI "${MPI_CXX_VERSION}" "${MPI_CXX_HEADER_DIR}" "the story sharded_softmax is skipped")
endif()

if(ACTFN_BUILD_SITE)
    find_program(ACTFN_MKDOCS mkdocs)
    mark_as_advanced(ACTFN_MKDOCS)
    actfn_describe(mkdocs "" "${ACTFN_MKDOCS}" "the site cannot be built (sh cmake/install-deps.sh site)")
endif()

function(actfn_print_summary)
    set(build_type "${CMAKE_BUILD_TYPE}")
    if(NOT build_type AND NOT CMAKE_CONFIGURATION_TYPES)
        set(build_type "without optimisation (set CMAKE_BUILD_TYPE, or use a preset: cmake --list-presets)")
    endif()
    list(PREPEND ACTFN_SUMMARY
        "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, ${build_type} ${CMAKE_CXX_FLAGS}"
        "Eigen ${ACTFN_Eigen3_DESCRIPTION}"
        "xsimd ${ACTFN_xsimd_DESCRIPTION}")
    list(JOIN ACTFN_SUMMARY "\n--   " lines)
    message(STATUS "actfn ${PROJECT_VERSION} builds with\n--   ${lines}")
endfunction()

if(PROJECT_IS_TOP_LEVEL)
    include(cmake/ActfnStyle.cmake)
endif()
