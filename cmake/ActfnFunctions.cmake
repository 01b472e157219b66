# What tests do for every function of include/actfn/functions/list.hpp, they take from there: ACTFN_FUNCTIONS holds the
# classes in the order of the list, ACTFN_FUNCTION_FILES the stems of their headers, in which a function's own test must
# stand below tests/functions/.
set(folder "${PROJECT_SOURCE_DIR}/include/actfn/functions")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${folder}/list.hpp")
file(READ "${folder}/list.hpp" list)
string(REGEX MATCHALL "[A-Za-z0-9]+<T, Tier>" ACTFN_FUNCTIONS "${list}")
list(TRANSFORM ACTFN_FUNCTIONS REPLACE "<.*" "")
string(REGEX MATCHALL "#include \"actfn/functions/[a-z0-9_]+" ACTFN_FUNCTION_FILES "${list}")
list(TRANSFORM ACTFN_FUNCTION_FILES REPLACE ".*/" "")

set(defined)
foreach(file IN LISTS ACTFN_FUNCTION_FILES)
    file(STRINGS "${folder}/${file}.hpp" structs REGEX "^struct [A-Za-z0-9]+ : Elementwise<")
    list(TRANSFORM structs REPLACE "^struct ([A-Za-z0-9]+) .*" "\\1")
    list(APPEND defined ${structs})
    if(NOT EXISTS "${PROJECT_SOURCE_DIR}/tests/functions/${file}.cpp")
        message(FATAL_ERROR "${structs} has no accuracy test: tests/functions/${file}.cpp is missing "
            "(docs/add_a_function.md, step 7)")
    endif()
endforeach()
set(unlike ${ACTFN_FUNCTIONS} ${defined})
list(REMOVE_DUPLICATES unlike)
list(LENGTH ACTFN_FUNCTIONS in_list)
list(LENGTH defined in_headers)
list(LENGTH unlike in_either)
if(NOT ACTFN_FUNCTIONS OR NOT in_list EQUAL in_either OR NOT in_headers EQUAL in_either)
    message(FATAL_ERROR "functions/list.hpp lists ${ACTFN_FUNCTIONS}, but its headers define ${defined}")
endif()

# functions.inc: FUNCTION(<class>) for each, in this folder.
set(ACTFN_FUNCTIONS_FOLDER "${CMAKE_CURRENT_BINARY_DIR}/functions_of_the_list")
list(TRANSFORM ACTFN_FUNCTIONS REPLACE "(.+)" "FUNCTION(\\1)\n" OUTPUT_VARIABLE lines)
list(JOIN lines "" lines)
file(CONFIGURE OUTPUT "${ACTFN_FUNCTIONS_FOLDER}/functions.inc" CONTENT "${lines}" @ONLY)

# actfn_generate_sources(<variable> <template> <prefix> <class>...)
# <variable> becomes the list of one source for each class, made from the template, in which @class@ is its name.
function(actfn_generate_sources variable template prefix)
    set(sources)
    foreach(class IN LISTS ARGN)
        set(source "${CMAKE_CURRENT_BINARY_DIR}/${prefix}_${class}.cpp")
        configure_file("${template}" "${source}" @ONLY)
        list(APPEND sources "${source}")
    endforeach()
    set(${variable} ${sources} PARENT_SCOPE)
endfunction()

# The same with a source for each element type and tier of a class, @type@ and @tier@.
function(actfn_generate_sources_by_tier variable template prefix)
    set(all)
    foreach(type_and_tier IN ITEMS float/standard float/exact double/standard)
        cmake_path(GET type_and_tier PARENT_PATH type)
        cmake_path(GET type_and_tier FILENAME tier)
        actfn_generate_sources(sources "${template}" ${prefix}_${type}_${tier} ${ARGN})
        list(APPEND all ${sources})
    endforeach()
    set(${variable} ${all} PARENT_SCOPE)
endfunction()
