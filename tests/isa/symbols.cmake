cmake_minimum_required(VERSION 3.25)

# No weak symbol of ours may be defined in both objects FIRST and SECOND: the linker would keep one, and its instructions
# could reach a processor that does not have them.
# Symbols of others (Eigen::, std::) are ours where our types are in their names. Without, they are shared by any two objects
# that use them and were not inlined, of which there are few at -O2 and many at -O0: docs/vendoring.md says so, and this does not judge them.
foreach(object IN ITEMS FIRST SECOND)
    execute_process(COMMAND ${NM} --demangle --defined-only ${${object}} OUTPUT_VARIABLE out RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "${NM} failed: ${result}")
    endif()
    # A list is split at semicolons, and brackets join its elements: neither may stay in a name.
    string(REGEX REPLACE "[][;]" "_" out "${out}")
    string(REGEX MATCHALL "[^\n]* [uVvWw] [^\n]*actfn::[^\n]*" lines "${out}")
    list(TRANSFORM lines REPLACE "^[0-9a-f]* *[A-Za-z] " "")
    list(LENGTH lines count)
    if(count EQUAL 0)
        message(FATAL_ERROR "no weak symbol of actfn in ${${object}}: this test sees nothing")
    endif()
    set(${object}_symbols "${lines}")
endforeach()
set(shared)
foreach(symbol IN LISTS FIRST_symbols)
    if(symbol IN_LIST SECOND_symbols)
        string(APPEND shared "\n  ${symbol}")
    endif()
endforeach()
if(shared)
    message(FATAL_ERROR "weak symbols in both objects:${shared}")
endif()
message(STATUS "no weak symbol of actfn is in both objects")
