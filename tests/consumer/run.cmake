# Configures, builds and runs the consumer project WAY, and compares what it prints.
cmake_minimum_required(VERSION 3.25)

function(run what)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output
        ECHO_OUTPUT_VARIABLE ECHO_ERROR_VARIABLE)
    if(status)
        message(FATAL_ERROR "${WAY}: ${what} failed (${status})")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()

set(inherited)
foreach(name CMAKE_MAKE_PROGRAM CMAKE_CXX_COMPILER CMAKE_CXX_FLAGS CMAKE_BUILD_TYPE CMAKE_TOOLCHAIN_FILE)
    if(NOT "${${name}}" STREQUAL "")
        list(APPEND inherited "-D${name}=${${name}}")
    endif()
endforeach()

# The path is one argument, however many folders it holds.
function(configure source binary prefix_path)
    list(JOIN prefix_path "\\;" prefix_path)
    run("configuring ${source}" ${CMAKE_COMMAND} -S "${source}" -B "${binary}" -G "${GENERATOR}" ${inherited}
        --no-warn-unused-cli "-DCMAKE_PREFIX_PATH=${prefix_path}" "-DACTFN_FOLDER=${ACTFN_FOLDER}" ${ARGN})
    set(output "${output}" PARENT_SCOPE)
endfunction()

set(project_folder "${CMAKE_CURRENT_LIST_DIR}/${WAY}")
set(build_folder "${WORK_FOLDER}/build")
set(extra)
# Nothing outside the prefix path is found.
set(isolated -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF -DCMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH=OFF
    -DCMAKE_FIND_USE_CMAKE_ENVIRONMENT_PATH=OFF -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF
    -DCMAKE_FIND_USE_SYSTEM_PACKAGE_REGISTRY=OFF)
file(REMOVE_RECURSE "${WORK_FOLDER}")

if(WAY STREQUAL "fetch_content")
    set(extra "-DFETCHCONTENT_SOURCE_DIR_ACTFN=${ACTFN_FOLDER}" -DFETCHCONTENT_FULLY_DISCONNECTED=ON)
elseif(WAY STREQUAL "find_package")
    set(prefix "${WORK_FOLDER}/prefix")
    configure("${ACTFN_FOLDER}" "${WORK_FOLDER}/actfn" "${CMAKE_PREFIX_PATH}" -DACTFN_BUILD_TESTS=OFF)
    run(installing ${CMAKE_COMMAND} --install "${WORK_FOLDER}/actfn" --prefix "${prefix}")
    configure("${project_folder}" "${WORK_FOLDER}/without" "${prefix}" ${isolated})
    if(NOT output MATCHES "consumer goes on without actfn: actfn needs Eigen3")
        message(FATAL_ERROR "find_package(actfn QUIET) did not survive missing dependencies")
    endif()
    list(PREPEND CMAKE_PREFIX_PATH "${prefix}")
elseif(WAY STREQUAL "parent_targets")
    # Dependencies that the consumer vendors, made from the headers that this build found.
    set(dependencies "${WORK_FOLDER}/dependencies")
    file(COPY "${EIGEN_FOLDER}/Eigen" "${EIGEN_FOLDER}/unsupported" DESTINATION "${dependencies}/eigen")
    file(COPY "${XSIMD_FOLDER}/xsimd" DESTINATION "${dependencies}/xsimd")
    file(WRITE "${dependencies}/eigen/CMakeLists.txt" [[
        add_library(eigen INTERFACE)
        add_library(Eigen3::Eigen ALIAS eigen)
        target_include_directories(eigen SYSTEM INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}>)
    ]])
    file(WRITE "${dependencies}/xsimd/CMakeLists.txt" [[
        add_library(xsimd INTERFACE)
        target_include_directories(xsimd SYSTEM INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}>)
    ]])
    set(extra "-DDEPENDENCIES_FOLDER=${dependencies}" ${isolated})
    set(CMAKE_PREFIX_PATH)
endif()

configure("${project_folder}" "${build_folder}" "${CMAKE_PREFIX_PATH}" ${extra})
if(output MATCHES "\n-- [Aa][Cc][Tt][Ff][Nn]")
    message(FATAL_ERROR "${WAY}: actfn talks while its consumer is configured")
endif()
run(building ${CMAKE_COMMAND} --build "${build_folder}")
run(running "${build_folder}/consumer")
if(NOT output MATCHES "^0\\.119203 +0\\.5 +0\\.880797\n$")
    message(FATAL_ERROR "${WAY}: expected sigmoid of -2, 0, 2 but the consumer printed: ${output}")
endif()
