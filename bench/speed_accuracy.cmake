# cmake [-D BENCH=<actfn_bench of bench-peers>] [-D CHECK=ON] -P speed_accuracy.cmake
# Draws bench/speed_accuracy.svg from bench/speed_accuracy.csv, which a BENCH writes first; or checks that the picture is of
# the figures there, and that the figures are such that its titles are true.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/ActfnPicture.cmake)
set(data "${CMAKE_CURRENT_LIST_DIR}/speed_accuracy.csv")
set(script "${CMAKE_CURRENT_LIST_DIR}/speed_accuracy.gp")
set(picture "${CMAKE_CURRENT_LIST_DIR}/speed_accuracy.svg")

if(BENCH)
    execute_process(COMMAND ${BENCH} --full --processes=7 --rounds=6 --benchmark_filter=^\(sigmoid|tanh\)/forward/float/65536/normal
        --benchmark_out=speed_accuracy.json OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND jq -r [[
        def names: {scalar: "plain loop", libmvec: "fast-math loop", exact: "actfn exact", fast: "actfn fast"};
        (.context | "# \(.CPU), \(.ISA), \(.compiler) \(.flags), \(."C library"), Eigen \(.Eigen), xsimd \(.xsimd), SLEEF \(.SLEEF), oneDNN \(.oneDNN)",
            "# arrays of 64 Ki floats, \(.figures); the largest error of each on the same grid of floats",
            "# function,library,ns per element,ULP"),
        (.benchmarks[] | (.name | split("/")) as [$function, $_, $_, $_, $_, $row] | select(.max_ulp)
            | select($row | IN("actfn", "exact", "fast", "scalar", "libmvec", "Eigen", "xsimd", "SLEEF u10", "oneDNN"))
            | "\($function),\(names[$row] // $row),\(.real_time / 65536 * 1000 | round / 1000),\(if .max_ulp > 1e300 then "1e300" else .max_ulp * 100 | round / 100 end)")
        ]] speed_accuracy.json OUTPUT_FILE "${data}" COMMAND_ERROR_IS_FATAL ANY)
endif()

file(STRINGS "${data}" rows REGEX "^[a-z]")
foreach(function IN ITEMS sigmoid tanh)
    set(others ${rows})
    list(FILTER others INCLUDE REGEX "^${function},")
    set(ours ${others})
    list(FILTER ours INCLUDE REGEX ",actfn,")
    list(FILTER others EXCLUDE REGEX ",actfn")
    string(REPLACE "," ";" ours "${ours}")
    list(GET ours 2 time)
    foreach(other IN LISTS others)
        string(REPLACE "," ";" other "${other}")
        list(GET other 2 its_time)
        list(GET other 3 its_error)
        if(NOT its_time GREATER time OR (function STREQUAL "sigmoid" AND its_error LESS 1e5) OR NOT its_error GREATER 0.5)
            message(FATAL_ERROR "The title of ${function} in speed_accuracy.gp is not true: ${other}")
        endif()
    endforeach()
endforeach()

if(CHECK)
    actfn_check_picture("${picture}" "${script}" "${data}" "cmake -P bench/speed_accuracy.cmake")
else()
    actfn_draw("${picture}" "${script}" "${data}" "Time against largest error of sigmoid and tanh, a dot a library")
endif()
