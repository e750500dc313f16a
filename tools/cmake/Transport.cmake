# Which of the two implementations of net::Server and of what net::Proxy waits with a build links (README.md, "Without epoll").

include(CheckIncludeFileCXX)

check_include_file_cxx(sys/epoll.h PHANTOMIME_HAS_EPOLL)
if(PHANTOMIME_HAS_EPOLL)
    set(PHANTOMIME_TRANSPORT epoll CACHE STRING "How the server serves its sockets: epoll or stock")
else()
    set(PHANTOMIME_TRANSPORT stock CACHE STRING "How the server serves its sockets: epoll or stock")
endif()
set_property(CACHE PHANTOMIME_TRANSPORT PROPERTY STRINGS epoll stock)
if(NOT PHANTOMIME_TRANSPORT MATCHES "^(epoll|stock)$")
    message(FATAL_ERROR "PHANTOMIME_TRANSPORT is '${PHANTOMIME_TRANSPORT}'; it is epoll or stock")
endif()

# What only one of the two needs; the rest of net/ serves both.
set(PHANTOMIME_TRANSPORT_epoll transport connection connection_turn hub listener poller timers proxy/readiness_epoll)
set(PHANTOMIME_TRANSPORT_stock stock_transport stock_acceptor stock_connection stock_connection_waits proxy/readiness_poll)
foreach(kind IN ITEMS epoll stock)
    list(TRANSFORM PHANTOMIME_TRANSPORT_${kind} REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/src/phantomime/net/\\1.cpp")
endforeach()

# phantomime_one_transport(TARGET): leaves the sources of the other one out of a library of net/.
function(phantomime_one_transport target)
    set(other stock)
    if(PHANTOMIME_TRANSPORT STREQUAL "stock")
        set(other epoll)
    endif()
    get_target_property(sources ${target} SOURCES)
    list(REMOVE_ITEM sources ${PHANTOMIME_TRANSPORT_${other}})
    set_target_properties(${target} PROPERTIES SOURCES "${sources}")
    # In units of their own: who links the other ones itself must be able to leave these in their archive.
    set_source_files_properties(
        "${PROJECT_SOURCE_DIR}/src/phantomime/net/transport.cpp" "${PROJECT_SOURCE_DIR}/src/phantomime/net/proxy/readiness_epoll.cpp"
        PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
