# Install rules: the program, the libraries, the public headers, and what a consumer's find_package needs.
include(CMakePackageConfigHelpers)

set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/phantomime")
install(TARGETS phantomime_exe RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(TARGETS phantomime_core phantomime phantomime_gtest EXPORT phantomimeTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT phantomimeTargets NAMESPACE phantomime:: DESTINATION "${config_dir}")
if(EXISTS "${PHANTOMIME_DEPS_DIR}/llhttp/lib/libllhttp.a")
    # Not a package of this system: it goes along.
    install(FILES "${PHANTOMIME_DEPS_DIR}/llhttp/lib/libllhttp.a" DESTINATION "${CMAKE_INSTALL_LIBDIR}/phantomime/lib")
    install(FILES "${PHANTOMIME_DEPS_DIR}/llhttp/include/llhttp.h" DESTINATION "${CMAKE_INSTALL_LIBDIR}/phantomime/include")
endif()
configure_package_config_file(tools/cmake/phantomimeConfig.cmake.in generated/phantomimeConfig.cmake
    INSTALL_DESTINATION "${config_dir}" PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(generated/phantomimeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/generated/phantomimeConfig.cmake"
    "${PROJECT_BINARY_DIR}/generated/phantomimeConfigVersion.cmake"
    tools/cmake/BinaryDependencies.cmake
    DESTINATION "${config_dir}")
