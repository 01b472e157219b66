# Formats the sources that git knows, or says which are not: cmake [-D CHECK=ON] -P cmake/format.cmake
# The targets `format` and `format-check` run it.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/clang_tools.cmake)
actfn_find_clang_tool(clang_format clang-format)

cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH root)
execute_process(COMMAND git ls-files --cached --others --exclude-standard --deduplicate -- *.cpp *.hpp
    WORKING_DIRECTORY ${root} OUTPUT_VARIABLE sources OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" sources "${sources}")

set(unformatted)
foreach(source IN LISTS sources)
    if(NOT EXISTS ${root}/${source})
        continue()  # deleted, not yet committed
    endif()
    # Its output, since --dry-run names sources, too, that it would leave as they are.
    execute_process(COMMAND ${clang_format} ${source} WORKING_DIRECTORY ${root} OUTPUT_VARIABLE formatted
        COMMAND_ERROR_IS_FATAL ANY)
    file(READ ${root}/${source} text)
    if(NOT formatted STREQUAL text)
        list(APPEND unformatted ${source})
        if(NOT CHECK)
            execute_process(COMMAND ${clang_format} -i ${source} WORKING_DIRECTORY ${root} COMMAND_ERROR_IS_FATAL ANY)
        endif()
    endif()
endforeach()

list(LENGTH sources all)
list(LENGTH unformatted count)
list(JOIN unformatted "\n  " names)
if(NOT unformatted)
    message(STATUS "${all} sources are formatted")
elseif(CHECK)
    message(FATAL_ERROR "${count} of ${all} sources are not formatted (cmake -P cmake/format.cmake):\n  ${names}\n")
else()
    message(STATUS "${count} of ${all} sources were formatted:\n  ${names}")
endif()
