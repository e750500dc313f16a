# Install rules, in two components: `program` (the program, its manual page and completions) and `development` (what a
# program of somebody else's needs). `cmake --install` installs both; Package.cmake makes a package of each.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/phantomime")
install(TARGETS phantomime_exe RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT program)

# The program itself says what it takes, hence asked when it is installed: a build would not need it.
set(documents "${PROJECT_BINARY_DIR}/generated/documents")
find_program(PHANTOMIME_GZIP gzip)
set(manual_page phantomime.1)
if(PHANTOMIME_GZIP)
    set(manual_page phantomime.1.gz)
endif()
configure_file(tools/cmake/documents.cmake.in generated/documents.cmake @ONLY)
# (No variable there may be called as a component: install scripts compare "program" by CMake's old rules.)
install(CODE "set(phantomime_asked \"$<TARGET_FILE:phantomime_exe>\")\ninclude(\"${PROJECT_BINARY_DIR}/generated/documents.cmake\")" COMPONENT program)
install(FILES "${documents}/${manual_page}" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT program)
# Where each shell looks by itself.
install(FILES "${documents}/phantomime.bash" RENAME phantomime DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" COMPONENT program)
install(FILES "${documents}/phantomime.zsh" RENAME _phantomime DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" COMPONENT program)
install(FILES "${documents}/phantomime.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" COMPONENT program)

install(TARGETS phantomime_core phantomime phantomime_gtest EXPORT phantomimeTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
install(EXPORT phantomimeTargets NAMESPACE phantomime:: DESTINATION "${config_dir}" COMPONENT development)
if(EXISTS "${PHANTOMIME_DEPS_DIR}/llhttp/lib/libllhttp.a")
    # Not a package of this system: it goes along.
    install(FILES "${PHANTOMIME_DEPS_DIR}/llhttp/lib/libllhttp.a" DESTINATION "${CMAKE_INSTALL_LIBDIR}/phantomime/lib" COMPONENT development)
    install(FILES "${PHANTOMIME_DEPS_DIR}/llhttp/include/llhttp.h" DESTINATION "${CMAKE_INSTALL_LIBDIR}/phantomime/include" COMPONENT development)
endif()
configure_package_config_file(tools/cmake/phantomimeConfig.cmake.in generated/phantomimeConfig.cmake
    INSTALL_DESTINATION "${config_dir}" PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(generated/phantomimeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/generated/phantomimeConfig.cmake"
    "${PROJECT_BINARY_DIR}/generated/phantomimeConfigVersion.cmake"
    tools/cmake/BinaryDependencies.cmake
    DESTINATION "${config_dir}" COMPONENT development)

# For builds without CMake. It finds its folder from where it lies, so that it may be moved.
file(RELATIVE_PATH pc_prefix "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
file(RELATIVE_PATH pc_libdir "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_FULL_LIBDIR}")
file(RELATIVE_PATH pc_includedir "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
configure_file(tools/cmake/phantomime.pc.in generated/phantomime.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/generated/phantomime.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
