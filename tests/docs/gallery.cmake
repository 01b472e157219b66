# cmake -D PICTURE=<svg> -D "FUNCTIONS=<name>;..." -P gallery.cmake
# The gallery has a plot for every function of the list, in its order, and no other: each plot's title is in bold.
file(READ "${PICTURE}" text)
string(REGEX MATCHALL "font-weight=\"bold\">[^<]*<" titles "${text}")
list(TRANSFORM titles REPLACE ".*>(.*)<" "\\1")
set(missing ${FUNCTIONS})
list(REMOVE_ITEM missing ${titles})
set(unknown ${titles})
list(REMOVE_ITEM unknown ${FUNCTIONS})
if(NOT titles STREQUAL FUNCTIONS)
    message(FATAL_ERROR "${PICTURE} is stale (missing: ${missing}; not in the list: ${unknown}): run the story `functions` "
        "(preset examples) and copy its gallery.svg there")
endif()
