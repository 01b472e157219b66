# What format.cmake and tidy.cmake share: the tools of one version, since each version formats and judges in its own way.

# actfn_find_clang_tool(<variable> <name>): the path of the tool in version 14, Debian 12's; stops where there is none.
function(actfn_find_clang_tool variable name)
    set(version 14)
    set(others)
    foreach(candidate IN ITEMS ${name}-${version} ${name})
        find_program(tool ${candidate} NO_CACHE)
        if(tool)
            execute_process(COMMAND ${tool} --version OUTPUT_VARIABLE output)
            if(output MATCHES "version ([0-9]+)[0-9.]*" AND CMAKE_MATCH_1 EQUAL version)
                set(${variable} ${tool} PARENT_SCOPE)
                return()
            endif()
            string(APPEND others "${tool} is ${CMAKE_MATCH_0}. ")
        endif()
        unset(tool)
    endforeach()
    message(FATAL_ERROR "${name} ${version} was not found. ${others}Another version has other opinions, so none other is taken. "
        "Debian 12 has it: apt-get install ${name}-${version}.")
endfunction()
