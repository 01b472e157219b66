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

# actfn_install_pc(<file>.pc.in <DATADIR or LIBDIR>): the file for pkg-config, whose folders are relative to itself, so that the
# tree can be installed, or moved, anywhere.
function(actfn_install_pc template folder)
    file(RELATIVE_PATH ACTFN_PREFIX_FROM_PC "${CMAKE_INSTALL_FULL_${folder}}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
    string(REGEX REPLACE "/$" "" ACTFN_PREFIX_FROM_PC "${ACTFN_PREFIX_FROM_PC}")
    cmake_path(GET template STEM LAST_ONLY file)
    configure_file("${template}" "${CMAKE_CURRENT_BINARY_DIR}/${file}" @ONLY)
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${file}" DESTINATION "${CMAKE_INSTALL_${folder}}/pkgconfig")
endfunction()
actfn_install_pc(cmake/actfn.pc.in DATADIR)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

if(PROJECT_IS_TOP_LEVEL)
    # `cpack` in the build folder makes libactfn-dev_<version>_all.deb, `cpack --config CPackSourceConfig.cmake` the sources.
    # xsimd is recommended only, since Debian 12 has none that is new enough.
    set(CPACK_GENERATOR DEB)
    set(CPACK_PACKAGE_NAME libactfn-dev)
    set(CPACK_PACKAGE_CONTACT "actfn contributors")
    set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
    set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE all)
    set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
    set(CPACK_DEBIAN_PACKAGE_DEPENDS "libeigen3-dev (>= 3.4)")
    set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libxsimd-dev (>= 13)")
    set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
    set(CPACK_SOURCE_GENERATOR TGZ)
    set(CPACK_SOURCE_PACKAGE_FILE_NAME actfn-${PROJECT_VERSION})
    set(CPACK_SOURCE_IGNORE_FILES "/\\.git/" "/\\.deps/" "^${PROJECT_SOURCE_DIR}/build/" "^${PROJECT_BINARY_DIR}/")
    include(CPack)
endif()
