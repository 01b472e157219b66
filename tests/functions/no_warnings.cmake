cmake_minimum_required(VERSION 3.25)

# Compiles SOURCE at -O3 for this machine and without a flag about warnings: nothing may be printed.
set(folders)
foreach(folder IN LISTS INCLUDES)
    list(APPEND folders -isystem${folder})
endforeach()
execute_process(COMMAND ${COMPILER} -std=c++20 -O3 -march=native ${folders} -c ${SOURCE} -o ${OUTPUT}
    RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE out)
if(NOT result EQUAL 0 OR NOT out STREQUAL "")
    string(SUBSTRING "${out}" 0 2000 out)
    message(FATAL_ERROR "the compiler says (${result}):\n${out}")
endif()
