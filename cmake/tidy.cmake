# Runs clang-tidy on SOURCE with FLAGS, a list: the target `tidy`, see ActfnStyle.cmake.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/clang_tools.cmake)
actfn_find_clang_tool(clang_tidy clang-tidy)
execute_process(COMMAND ${clang_tidy} --quiet ${SOURCE} -- ${FLAGS} COMMAND_ERROR_IS_FATAL ANY)
