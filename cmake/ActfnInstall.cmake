include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/actfn")
install(TARGETS actfn EXPORT actfn FILE_SET HEADERS)
install(EXPORT actfn NAMESPACE actfn:: FILE actfn-targets.cmake DESTINATION "${package_folder}")
configure_package_config_file(cmake/actfn-config.cmake.in "${PROJECT_BINARY_DIR}/actfn-config.cmake"
    INSTALL_DESTINATION "${package_folder}")
# While the major version is 0, a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/actfn-config-version.cmake"
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
    "${PROJECT_BINARY_DIR}/actfn-config.cmake"
    "${PROJECT_BINARY_DIR}/actfn-config-version.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/ActfnDependencies.cmake"
    DESTINATION "${package_folder}")
