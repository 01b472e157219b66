cmake_minimum_required(VERSION 3.25)

# The shared library exports the interface alone: the C calls, and what is in actfn::dispatch. Of another symbol, such as a template
# of the standard library, a program with two versions of the library would run one's code in the other.
execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY} OUTPUT_VARIABLE out COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^ \n]+\n" names "${out}")
set(exported 0)
foreach(name IN LISTS names)
    string(STRIP "${name}" name)
    if(name MATCHES "^(actfn_[a-z0-9_]+|_ZN5actfn8dispatch.*)$")
        math(EXPR exported "${exported} + 1")
    else()
        message(SEND_ERROR "${LIBRARY} exports ${name}")
    endif()
endforeach()
if(exported LESS 100)
    message(FATAL_ERROR "${LIBRARY} exports ${exported} symbols: this test sees nothing")
endif()
