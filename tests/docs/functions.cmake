# cmake -D PROGRAM=<actfn_docs_functions> -D SOURCES=<folder> [-D WRITE=ON] -P functions.cmake
# Compares docs/functions.md with what the program prints, or writes it.
set(page "${SOURCES}/docs/functions.md")
execute_process(COMMAND "${PROGRAM}" "${SOURCES}" OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
if(printed MATCHES "without FMA")
    message("skipped: the page states the bounds with FMA")
elseif(WRITE)
    file(WRITE "${page}" "${printed}")
else()
    file(READ "${page}" committed)
    if(NOT committed STREQUAL printed)
        message(FATAL_ERROR "docs/functions.md is stale: build the target docs_write")
    endif()
endif()
