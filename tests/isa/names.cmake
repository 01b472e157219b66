# Each of these lists of flags has a name of its own for the inline namespace: -DCOMPILER -DCOMPILER_ID -DINCLUDE
cmake_minimum_required(VERSION 3.25)

set(lists "" "-march=x86-64-v3" "-march=x86-64-v4" "-fno-exceptions" "-ffast-math" "-ffinite-math-only")
if(COMPILER_ID STREQUAL "GNU")  # clang says nothing of these
    list(APPEND lists
        "-freciprocal-math"
        "-fassociative-math -fno-signed-zeros -fno-trapping-math"
        "-fno-signed-zeros"
        "-funsafe-math-optimizations"
        "-freciprocal-math -ffinite-math-only"
        "-ffast-math -fno-reciprocal-math"
        "-ffast-math -fno-associative-math")
endif()
set(source isa_name.cpp)
file(WRITE ${source} "#include \"actfn/base/isa.hpp\"\nthe_name=ACTFN_ISA;\n")
set(names)
foreach(flags IN LISTS lists)
    separate_arguments(words UNIX_COMMAND "${flags}")
    execute_process(COMMAND ${COMPILER} -std=c++20 -O2 -march=x86-64 ${words} -I${INCLUDE} -E -P ${source}
        OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
    if(NOT text MATCHES "the_name=([a-z0-9_]+);")
        message(FATAL_ERROR "No name with ${flags}")
    endif()
    message(STATUS "${CMAKE_MATCH_1}: ${flags}")
    if("${CMAKE_MATCH_1}" IN_LIST names)
        message(FATAL_ERROR "${flags}: another list has the name ${CMAKE_MATCH_1}")
    endif()
    list(APPEND names ${CMAKE_MATCH_1})
endforeach()
