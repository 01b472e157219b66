# Defines Eigen3::Eigen and xsimd::xsimd, or says in ACTFN_DEPENDENCY_ERROR what is missing and what to do about it.
# The project and its installed package file both include this file, so a consumer finds what the project finds.
#
# Each is looked for as a target that the parent project already has, then as a package, then as bare headers; it is
# fetched, at a pinned commit, only if ACTFN_FETCH_DEPENDENCIES is ON.

# Sets `version` to what `headers` say, and `where` to the one of `folders` that holds them; both empty where none does.
function(_actfn_version folders headers version where)
    foreach(folder IN LISTS folders)
        foreach(header IN LISTS headers)
            if(EXISTS "${folder}/${header}")
                file(STRINGS "${folder}/${header}" numbers REGEX
                    "^ *#define +(EIGEN_(WORLD|MAJOR|MINOR|PATCH)_VERSION|XSIMD_VERSION_(MAJOR|MINOR|PATCH)) +[0-9]+")
                list(TRANSFORM numbers REPLACE ".* ([0-9]+).*" "\\1")
                # Eigen 5 counts from its "major" version and has kept a "world" version of 3 in front of it.
                list(LENGTH numbers length)
                if(length EQUAL 4)
                    list(POP_FRONT numbers)
                endif()
                if(numbers)
                    list(JOIN numbers "." numbers)
                    set(${version} "${numbers}" PARENT_SCOPE)
                    set(${where} "${folder}" PARENT_SCOPE)
                    return()
                endif()
            endif()
        endforeach()
    endforeach()
    set(${version} "" PARENT_SCOPE)
    set(${where} "" PARENT_SCOPE)
endfunction()

# The include folders of `target` and of what it links, as far as they are known at configure time.
function(_actfn_include_folders target result)
    get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
    get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
    foreach(link IN LISTS links)
        if(TARGET "${link}")
            get_target_property(more ${link} INTERFACE_INCLUDE_DIRECTORIES)
            list(APPEND folders ${more})
        endif()
    endforeach()
    list(TRANSFORM folders REPLACE "^\\$<BUILD_INTERFACE:(.*)>$" "\\1")
    list(FILTER folders EXCLUDE REGEX "NOTFOUND$|\\$<")
    set(${result} "${folders}" PARENT_SCOPE)
endfunction()

# Loads the first package file of `package`, in the order of find_package, whose version is in [least, past).
# One call with a version does not do: these packages answer only to their own major version, so a range finds nothing.
# One without a version might load a package that is too old, whose targets then stand in the way of a fetched one.
# So ask for a version that none has and choose from what was passed over.
macro(_actfn_find_package package least past)
    find_package(${package} 9999 CONFIG QUIET)
    if(NOT ${package}_FOUND)
        foreach(file version IN ZIP_LISTS ${package}_CONSIDERED_CONFIGS ${package}_CONSIDERED_VERSIONS)
            if(version VERSION_GREATER_EQUAL "${least}" AND version VERSION_LESS "${past}")
                get_filename_component(folder "${file}" DIRECTORY)
                find_package(${package} CONFIG QUIET PATHS "${folder}" NO_DEFAULT_PATH)
                break()
            endif()
            list(APPEND unusable "${version} (${file})")
        endforeach()
    endif()
endmacro()

# xsimd's package files ask for xtl, which only its complex numbers use; xsimd 13 stops the configure where there is none.
# There it gets an empty package, and the traces of xtl are taken off the target.
# Where it was is forgotten: a parent has not asked for xtl.
macro(_actfn_find_xsimd_package least past)
    set(xtl_was_cached "$CACHE{xtl_DIR}")
    find_package(xtl CONFIG QUIET)
    if(NOT xtl_FOUND)
        set(xtl_DIR "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/actfn-no-xtl")
        file(WRITE "${xtl_DIR}/xtlConfig.cmake" "")
    endif()
    if(NOT DEFINED XSIMD_ENABLE_XTL_COMPLEX)
        set(XSIMD_ENABLE_XTL_COMPLEX OFF)
    endif()
    _actfn_find_package(xsimd "${least}" "${past}")
    if(xtl_was_cached STREQUAL "")
        unset(xtl_DIR CACHE)
    endif()
    if(TARGET xsimd AND NOT TARGET xtl)
        foreach(property INTERFACE_LINK_LIBRARIES INTERFACE_COMPILE_DEFINITIONS)
            get_target_property(values xsimd ${property})
            if(values)
                list(FILTER values EXCLUDE REGEX "^xtl$|^XSIMD_ENABLE_XTL_COMPLEX")
                set_property(TARGET xsimd PROPERTY ${property} "${values}")
            endif()
        endforeach()
    endif()
endmacro()

# Makes `target` exist, with a version in [LEAST, PAST), and tells of it in ACTFN_<package>_DESCRIPTION, _VERSION and
# _FOLDER; or else adds a sentence to ACTFN_DEPENDENCY_ERROR.
function(_actfn_find_dependency package target)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "LEAST;PAST;INCLUDE_FOLDER;REPOSITORY;COMMIT" "VERSION_HEADERS")
    set(unusable)

    set(origin "the parent project's target")
    if(NOT TARGET ${target} AND NOT TARGET ${package})
        set(origin "package")
        if(package STREQUAL "xsimd")
            _actfn_find_xsimd_package("${arg_LEAST}" "${arg_PAST}")
        else()
            _actfn_find_package(${package} "${arg_LEAST}" "${arg_PAST}")
        endif()
    endif()
    if(NOT TARGET ${target} AND NOT TARGET ${package})
        set(origin "headers")
        find_path(folder NAMES ${arg_VERSION_HEADERS} PATH_SUFFIXES eigen3 NO_CACHE)
        _actfn_version("${folder}" "${arg_VERSION_HEADERS}" version folder)
        if(version VERSION_GREATER_EQUAL arg_LEAST AND version VERSION_LESS arg_PAST)
            add_library(${target} INTERFACE IMPORTED)
            target_include_directories(${target} INTERFACE "${folder}")
        elseif(version AND NOT unusable)
            list(APPEND unusable "${version} (${folder})")
        endif()
    endif()
    if(NOT TARGET ${target} AND NOT TARGET ${package} AND ACTFN_FETCH_DEPENDENCIES)
        set(origin "fetched")
        include(FetchContent)
        # Their own CMakeLists.txt would add tests, options and install rules; the headers are all that is wanted.
        FetchContent_Declare(${package} GIT_REPOSITORY ${arg_REPOSITORY} GIT_TAG ${arg_COMMIT}
            SOURCE_SUBDIR actfn-wants-only-headers)
        FetchContent_MakeAvailable(${package})
        string(TOLOWER ${package} lower)
        if(NOT TARGET ${target} AND NOT TARGET ${package})
            add_library(${target} INTERFACE IMPORTED)
            target_include_directories(${target} INTERFACE "${${lower}_SOURCE_DIR}/${arg_INCLUDE_FOLDER}")
        endif()
    endif()
    if(TARGET ${package} AND NOT TARGET ${target})
        add_library(${target} INTERFACE IMPORTED)
        target_link_libraries(${target} INTERFACE ${package})
    endif()

    if(TARGET ${target})
        _actfn_include_folders(${target} folders)
        _actfn_version("${folders}" "${arg_VERSION_HEADERS}" version folder)
        if(version AND (version VERSION_LESS arg_LEAST OR NOT version VERSION_LESS arg_PAST))
            set(unusable "${version} (${origin})")
        else()
            set(ACTFN_${package}_FOLDER "${folder}" PARENT_SCOPE)
            set(ACTFN_${package}_VERSION "${version}" PARENT_SCOPE)
            set(ACTFN_${package}_DESCRIPTION "${version} (${origin}: ${folder})" PARENT_SCOPE)
            return()
        endif()
    endif()
    set(sentence "actfn needs ${package} ${arg_LEAST} or newer, before ${arg_PAST}, and found ")
    if(unusable)
        list(JOIN unusable ", " unusable)
        string(APPEND sentence "only ${unusable}.")
    else()
        string(APPEND sentence "none.")
    endif()
    set(ACTFN_DEPENDENCY_ERROR "${ACTFN_DEPENDENCY_ERROR}${sentence}\n" PARENT_SCOPE)
endfunction()

set(ACTFN_DEPENDENCY_ERROR "")
_actfn_find_dependency(Eigen3 Eigen3::Eigen LEAST 3.4 PAST 6
    VERSION_HEADERS Eigen/Version Eigen/src/Core/util/Macros.h
    REPOSITORY https://gitlab.com/libeigen/eigen.git
    COMMIT 3147391d946bb4b6c68edd901f2add6ac1f31f8c # 3.4.0
    INCLUDE_FOLDER .)
# xsimd 8 is out because its AVX-512 `fma` rounds twice, which would change results.
_actfn_find_dependency(xsimd xsimd::xsimd LEAST 13 PAST 15
    VERSION_HEADERS xsimd/config/xsimd_config.hpp
    REPOSITORY https://github.com/xtensor-stack/xsimd.git
    COMMIT e88a72831858123924f7118f345dfe5d70d95991 # 14.3.0
    INCLUDE_FOLDER include)
if(ACTFN_DEPENDENCY_ERROR)
    string(APPEND ACTFN_DEPENDENCY_ERROR
        "On Debian, run `sh cmake/install-deps.sh` in actfn's source tree and use its presets, or put its .deps/usr into "
        "CMAKE_PREFIX_PATH.\n"
        "Elsewhere: `brew install eigen xsimd`, `vcpkg install eigen3 xsimd`, `conda install -c conda-forge eigen xsimd`.\n"
        "A copy in a folder of its own is found through CMAKE_PREFIX_PATH; ACTFN_FETCH_DEPENDENCIES=ON downloads one.")
endif()
