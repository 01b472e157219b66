# cmake -D SOURCES=<folder> -D FOLDER=<folder> -P build.cmake
# The pages as HTML in FOLDER/html, by mkdocs. It is given a tree like that of the sources with what pages link to, so that
# links which a code host follows work there, too; --strict makes its warnings errors, a link to nowhere among them.
find_program(MKDOCS mkdocs)
if(NOT MKDOCS)
    message(FATAL_ERROR "mkdocs is missing: sh cmake/install-deps.sh site")
endif()
file(REMOVE_RECURSE "${FOLDER}/pages" "${FOLDER}/theme" "${FOLDER}/html")
file(COPY "${CMAKE_CURRENT_LIST_DIR}/mkdocs.yml" "${CMAKE_CURRENT_LIST_DIR}/theme" DESTINATION "${FOLDER}")

file(GLOB_RECURSE files RELATIVE "${SOURCES}" "${SOURCES}/*.md" "${SOURCES}/*.svg" "${SOURCES}/include/*.hpp"
    "${SOURCES}/bench/*.csv")
list(FILTER files EXCLUDE REGEX "^(build|\\.[^/]*)/")
foreach(file IN LISTS files ITEMS LICENSE CITATION.cff)
    get_filename_component(folder "${file}" DIRECTORY)
    file(COPY "${SOURCES}/${file}" DESTINATION "${FOLDER}/pages/${folder}")
endforeach()

execute_process(COMMAND "${MKDOCS}" --quiet build --strict WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "mkdocs does not take the pages")
endif()
message("${FOLDER}/html/index.html")
