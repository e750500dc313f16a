#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/net/transport.hpp"
#include "phantomime/server/disk_journal/disk_journal.hpp"
#include "phantomime/server/doors.hpp"
#include "phantomime/server/metrics.hpp"
#include "phantomime/server/spaces.hpp"

namespace phantomime::server {

/// Bodies larger than this get 413, where a route says nothing else.
inline constexpr std::size_t most_admin_body = 1U << 20;

/// What the admin API knows of the server it belongs to.
struct AdminView {
  Spaces& spaces;
  Doors& doors;
  std::chrono::milliseconds uptime{0};
  std::string token;               ///< empty: none is set, and only loopback is answered
  std::vector<std::string> hosts;  ///< the names and addresses that the server was told to listen on
  DiskJournal* journal = nullptr;  ///< null: none is kept
  const Metrics* metrics = nullptr;
  net::Server::Counts connections = {};
};

/// One request, as the function of its route sees it.
struct AdminCall {
  const http::Request& request;
  const AdminView& view;
  Space& space;        ///< the one that the request chose; of a route that is of none, the default one
  std::string id;      ///< what stands for `{id}` in the path, percent-decoded
  http::Fields query;  ///< each one of the route's parameters, at most once
};

/// A parameter that a route takes. Everything in the tables below is a constant; schemas are JSON Schema (2020-12) as
/// JSON text and may refer to "#/components/schemas/NAME".
struct QueryParameter {
  std::string_view name;
  std::string_view summary;
  std::string_view schema;
};

/// A row of the registry: from it follow dispatch, 404, 405 and the OpenAPI document.
struct AdminRoute {
  std::string_view method;
  std::string_view path;  ///< below admin_prefix; `{id}` or another name in braces stands for one segment
  std::string_view summary;
  /// Called from several threads.
  http::Reply (*answer)(const AdminCall& call) = nullptr;
  int status = 200;              ///< of its answer where all is well; whatever else it says is problem JSON
  std::string_view schema;       ///< of that answer; empty: no body
  std::string_view body_schema;  ///< of the request's body; empty: takes none
  std::span<const QueryParameter> query;
  bool of_server = false;  ///< the same in all spaces: it takes no header X-Phantomime-Space and makes no space
  int other_status = 0;    ///< a second one where all is well, with the same schema; 0: none
  std::size_t most_body = most_admin_body;
  std::string_view media = "application/json";  ///< of that answer
};

/// A schema that several routes refer to.
struct NamedSchema {
  std::string_view name;
  std::string_view schema;
};

/// The routes of one file of admin_routes/.
struct AdminGroup {
  std::span<const AdminRoute> routes;
  std::span<const NamedSchema> schemas;
};

/// The registry: one row for each file of admin_routes/. Never empty, no route and no schema twice (tested).
[[nodiscard]] std::span<const AdminGroup> admin_groups();

}  // namespace phantomime::server
