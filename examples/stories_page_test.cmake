# The page of three stories, of which one has run, one has not come to its end, and one was left out of the build:
# cmake -D folder=<to write to> -P this
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE "${folder}")
file(WRITE "${folder}/ran/ran.html" "<section>\n<h2>ran</h2>\n</section>\n")

# Leaves the page's text in `text` and the exit code in `result`.
macro(write_page stories)
    execute_process(COMMAND ${CMAKE_COMMAND} -D "stories=${stories}" -D "left_out=without=MPI was not found"
        -D "folder=${folder}" -D "page=${folder}/page.html" -P "${CMAKE_CURRENT_LIST_DIR}/stories_page.cmake"
        RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
    file(READ "${folder}/page.html" text)
endmacro()

function(require sentence)
    string(FIND "${text}" "${sentence}" position)
    if(position EQUAL -1)
        message(FATAL_ERROR "the page lacks ${sentence}:\n${text}")
    endif()
endfunction()

write_page("ran;without")
if(NOT result EQUAL 0)
    message(FATAL_ERROR "a story that was left out of the build is no failure")
endif()
require("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
require("<h2>ran</h2>")
require("<h2>without</h2>\n<p>left out: MPI was not found</p>")
write_page("ran;stopped;without")
if(result EQUAL 0)
    message(FATAL_ERROR "a story that did not come to its end is a failure")
endif()
require("<h2>stopped</h2>\n<p class=\"fails\">did not run to its end</p>")
require("<h2>without</h2>\n<p>left out: MPI was not found</p>")
