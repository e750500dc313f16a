# Every third-party library, found once and under one name. For each: what tools/setup unpacked under build/deps (a
# known version with its security patches), else what is installed, else a pinned version fetched by CMake.
# Imported targets are visible only where they were found, hence at the root. All headers are SYSTEM: their warnings
# are not ours.

set(PHANTOMIME_DEPS_DIR "${CMAKE_CURRENT_SOURCE_DIR}/build/deps" CACHE PATH "Where tools/setup unpacks libraries")
set(PHANTOMIME_ARCHIVES "${PHANTOMIME_DEPS_DIR}/llhttp")
if(EXISTS "${PHANTOMIME_DEPS_DIR}/VERSIONS")
    file(READ "${PHANTOMIME_DEPS_DIR}/VERSIONS" versions)
    string(STRIP "${versions}" versions)
    string(REPLACE "\n" "\n--   " versions "${versions}")
    message(STATUS "From ${PHANTOMIME_DEPS_DIR}:\n--   ${versions}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PHANTOMIME_DEPS_DIR}/VERSIONS")
endif()

include(BinaryDependencies)
include(FetchContent)
set(FETCHCONTENT_QUIET OFF)

# phantomime_fetch(NAME REPOSITORY TAG [SUBDIR folder]): a pinned version from upstream, built with us, its tests off.
macro(phantomime_fetch name repository tag)
    message(STATUS "${name} is neither in build/deps nor installed: fetching ${tag}")
    FetchContent_Declare(${name} GIT_REPOSITORY https://github.com/${repository}.git GIT_TAG ${tag} GIT_SHALLOW ON SYSTEM ${ARGN})
    FetchContent_MakeAvailable(${name})
endmacro()
set(BUILD_SHARED_LIBS OFF)

# Compiled ones that BinaryDependencies.cmake did not find.
if(NOT TARGET phantomime_dep::yaml_cpp)
    set(YAML_CPP_BUILD_TOOLS OFF)
    phantomime_fetch(yaml-cpp jbeder/yaml-cpp 0.8.0)
    phantomime_wrap(yaml_cpp yaml-cpp)
endif()
if(NOT TARGET phantomime_dep::re2)
    set(RE2_BUILD_TESTING OFF)
    phantomime_fetch(re2 google/re2 2023-03-01) # the last that needs no abseil
    phantomime_wrap(re2 re2::re2)
endif()
if(NOT TARGET phantomime_dep::pugixml)
    phantomime_fetch(pugixml zeux/pugixml v1.13)
    phantomime_wrap(pugixml pugixml-static)
endif()
if(NOT TARGET phantomime_dep::llhttp)
    set(BUILD_STATIC_LIBS ON)
    phantomime_fetch(llhttp nodejs/llhttp release/v9.2.1)
    phantomime_wrap(llhttp llhttp_static)
endif()
foreach(needed IN ITEMS zlib brotli)
    if(NOT TARGET phantomime_dep::${needed})
        message(FATAL_ERROR "${needed} (headers and library) is not installed; it comes with every system's packages")
    endif()
endforeach()

# Header-only ones: one interface target for all of them, which no installed target needs.
add_library(phantomime_headers INTERFACE)

# phantomime_header_only(NAME HEADER REPOSITORY TAG SUBDIR)
macro(phantomime_header_only name header repository tag subdir)
    find_path(PHANTOMIME_INCLUDE_${name} ${header} HINTS "${PHANTOMIME_DEPS_DIR}/${name}/include" NO_CACHE)
    if(NOT PHANTOMIME_INCLUDE_${name})
        # A folder without CMakeLists.txt as the source: only the headers are wanted, not the project's build.
        phantomime_fetch(${name} ${repository} ${tag} SOURCE_SUBDIR none)
        set(PHANTOMIME_INCLUDE_${name} "${${name}_SOURCE_DIR}/${subdir}")
    endif()
endmacro()

phantomime_header_only(nlohmann nlohmann/json.hpp nlohmann/json v3.11.3 include)
phantomime_header_only(jsoncons jsoncons/json.hpp danielaparker/jsoncons v1.3.2 include)
phantomime_header_only(inja inja/inja.hpp pantor/inja v3.4.0 include)
phantomime_header_only(cli11 CLI/CLI.hpp CLIUtils/CLI11 v2.3.2 include)
phantomime_header_only(fmt fmt/format.h fmtlib/fmt 9.1.0 include)
target_include_directories(phantomime_headers SYSTEM INTERFACE
    ${PHANTOMIME_INCLUDE_nlohmann} ${PHANTOMIME_INCLUDE_jsoncons} ${PHANTOMIME_INCLUDE_inja} ${PHANTOMIME_INCLUDE_cli11}
    ${PHANTOMIME_INCLUDE_fmt})
# fmt is taken as headers: Debian has no archive of it, and its shared library would be one more to load at every start.
target_compile_definitions(phantomime_headers INTERFACE FMT_HEADER_ONLY=1)

# cpp-httplib on its own: only net/ may see it. Its limits are macros, each set on purpose.
phantomime_header_only(httplib httplib.h yhirose/cpp-httplib v0.18.7 .)
file(STRINGS "${PHANTOMIME_INCLUDE_httplib}/httplib.h" httplib_version REGEX "^#define CPPHTTPLIB_VERSION \"")
string(REGEX REPLACE ".*\"(.*)\"" "\\1" httplib_version "${httplib_version}")
if(httplib_version VERSION_LESS 0.18.7)
    message(FATAL_ERROR "cpp-httplib ${httplib_version} in ${PHANTOMIME_INCLUDE_httplib} is too old; tools/setup build brings 0.18.7")
endif()
add_library(phantomime_httplib INTERFACE)
set(PHANTOMIME_HTTPLIB $<BUILD_INTERFACE:phantomime_httplib>)
target_include_directories(phantomime_httplib SYSTEM INTERFACE "${PHANTOMIME_INCLUDE_httplib}")
target_compile_definitions(phantomime_httplib INTERFACE
    CPPHTTPLIB_OPENSSL_SUPPORT
    CPPHTTPLIB_ZLIB_SUPPORT
    CPPHTTPLIB_BROTLI_SUPPORT
    CPPHTTPLIB_USE_POLL                                  # select() drops every descriptor of 1024 and above
    CPPHTTPLIB_LISTEN_BACKLOG=1024                       # 5 costs the sixth of many at once a second
    CPPHTTPLIB_REQUEST_URI_MAX_LENGTH=65536              # ours is the smaller limit, checked before it
    CPPHTTPLIB_HEADER_MAX_LENGTH=65536
    CPPHTTPLIB_HEADER_MAX_COUNT=1000
    CPPHTTPLIB_FORM_URL_ENCODED_PAYLOAD_MAX_LENGTH=268435456
    CPPHTTPLIB_TCP_NODELAY=true                          # 43 ms a request on keep-alive without
    CPPHTTPLIB_KEEPALIVE_MAX_COUNT=1000000)

if(PHANTOMIME_BUILD_TESTS)
    find_package(GTest QUIET)
    if(NOT TARGET GTest::gmock)
        phantomime_fetch(googletest google/googletest v1.14.0)
    endif()
endif()
