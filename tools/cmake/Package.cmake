# Debian packages, by CPack: cpack -G DEB --config build/release/CPackConfig.cmake, or cmake --workflow --preset deb.
#
# Two, because who plays packs needs none of the headers and -dev packages: `phantomime` (the component `program`) and
# `libphantomime-dev` (the component `development`).

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME phantomime)
set(CPACK_PACKAGE_VENDOR phantomime)
set(CPACK_PACKAGE_CONTACT "phantomime authors <phantomime@localhost.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "HTTP fixture server that plays APIs from YAML scenarios")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
# Whatever the umask of the one who packs.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME phantomime)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
# The summary goes before each.
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "phantomime plays a server from YAML: requests are matched, answered from
fixtures and templates, state and time are the scenario's own, and what
matches nothing is told why. TLS, faults and isolated worlds for tests that
run at the same time are built in, and so is a pack that plays the REST API
of Splunk Phantom.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libphantomime-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# What the archives are linked with; their own headers name nobody else's.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libssl-dev (>= 3.0), libyaml-cpp-dev, libre2-dev, libpugixml-dev, zlib1g-dev, libbrotli-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "libgmock-dev, cmake (>= 3.25), pkgconf, phantomime")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "phantomime's library plays a server inside of a C++20 test: stubs, state and
time said in code, verification and matchers for GoogleTest. This package has
the headers, the static libraries and what CMake and pkg-config need to find
them.")

# What Debian wants to find of each package.
file(TIMESTAMP "${PROJECT_SOURCE_DIR}/CHANGELOG.md" changed "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(CPACK_DEBIAN_VERSION "${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}")
foreach(component IN ITEMS PROGRAM DEVELOPMENT)
    string(TOLOWER ${component} lower)
    set(package ${CPACK_DEBIAN_${component}_PACKAGE_NAME})
    set(papers "${PROJECT_BINARY_DIR}/generated/papers/${package}")
    file(CONFIGURE OUTPUT "${papers}/changelog.Debian" CONTENT
        "${package} (${CPACK_DEBIAN_VERSION}) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${changed}\n")
    configure_file(CHANGELOG.md "${papers}/changelog" COPYONLY)
    set(doc_dir "${CMAKE_INSTALL_DATADIR}/doc/${package}")
    install(FILES tools/debian/copyright DESTINATION "${doc_dir}" COMPONENT ${lower})
    if(PHANTOMIME_GZIP)
        install(CODE "execute_process(COMMAND \"${PHANTOMIME_GZIP}\" -9nkf \"${papers}/changelog\" \"${papers}/changelog.Debian\" COMMAND_ERROR_IS_FATAL ANY)"
            COMPONENT ${lower})
        install(FILES "${papers}/changelog.gz" "${papers}/changelog.Debian.gz" DESTINATION "${doc_dir}" COMPONENT ${lower})
    endif()
    install(FILES tools/debian/${package}.lintian-overrides RENAME ${package}
        DESTINATION "${CMAKE_INSTALL_DATADIR}/lintian/overrides" COMPONENT ${lower})
endforeach()

include(CPack)
