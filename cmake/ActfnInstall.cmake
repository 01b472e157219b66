include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/actfn")
install(TARGETS actfn EXPORT actfn FILE_SET HEADERS)
install(EXPORT actfn NAMESPACE actfn:: FILE actfn-targets.cmake DESTINATION "${package_folder}")
configure_package_config_file(cmake/actfn-config.cmake.in "${PROJECT_BINARY_DIR}/actfn-config.cmake"
    INSTALL_DESTINATION "${package_folder}")
configure_file(cmake/actfn-config-version.cmake.in "${PROJECT_BINARY_DIR}/actfn-config-version.cmake" @ONLY)
install(FILES
    "${PROJECT_BINARY_DIR}/actfn-config.cmake"
    "${PROJECT_BINARY_DIR}/actfn-config-version.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/ActfnDependencies.cmake"
    DESTINATION "${package_folder}")
