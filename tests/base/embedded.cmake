cmake_minimum_required(VERSION 3.25)

# OBJECT refers to nothing that allocates, prints, throws or needs the C++ library.
execute_process(COMMAND ${NM} -u -C ${OBJECT} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
foreach(word IN ITEMS "operator new" "operator delete" malloc printf stdout stderr "std::" "__cxa" typeinfo)
    string(FIND "${symbols}" "${word}" position)
    if(NOT position EQUAL -1)
        message(FATAL_ERROR "the object refers to ${word}:\n${symbols}")
    endif()
endforeach()
