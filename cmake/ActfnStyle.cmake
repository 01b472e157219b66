# The targets format, format-check and tidy. The tools are looked for when a target is built: nobody needs them to build actfn.
add_custom_target(format COMMAND ${CMAKE_COMMAND} -P ${PROJECT_SOURCE_DIR}/cmake/format.cmake VERBATIM)
add_custom_target(format-check COMMAND ${CMAKE_COMMAND} -D CHECK=ON -P ${PROJECT_SOURCE_DIR}/cmake/format.cmake VERBATIM)

# All headers, as this source sees them, which makes every call once. Eigen and xsimd are system headers, actfn is not.
separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}")
set(eigen $<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>)
set(xsimd $<TARGET_PROPERTY:xsimd::xsimd,INTERFACE_INCLUDE_DIRECTORIES>)
add_custom_target(tidy COMMAND ${CMAKE_COMMAND}
    -D SOURCE=${PROJECT_SOURCE_DIR}/tests/compile_time/warnings.cpp
    -D "FLAGS=-std=c++20;-O2;${flags};-I${PROJECT_SOURCE_DIR}/include;-isystem;$<JOIN:${eigen};${xsimd},;-isystem;>"
    -P ${PROJECT_SOURCE_DIR}/cmake/tidy.cmake
    VERBATIM)
