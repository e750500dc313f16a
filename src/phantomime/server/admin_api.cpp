#include "phantomime/server/admin_api.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/suggest.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/server/admin_guard.hpp"
#include "phantomime/server/admin_reply.hpp"

namespace phantomime::server {
namespace {

/// What `{name}` stands for where a path has the form of a route, "" for one without; nothing where it has another
/// form.
std::optional<std::string> match(std::string_view form, std::string_view path) {
  const auto open = form.find('{');
  if (open == std::string_view::npos) return form == path ? std::optional{std::string{}} : std::nullopt;
  const std::string_view before = form.substr(0, open), after = form.substr(form.find('}') + 1);
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
    return std::nullopt;
  const std::string_view id = path.substr(before.size(), path.size() - before.size() - after.size());
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return http::percent_decode(id);
}

http::Reply no_route(std::string_view path) {
  std::string listed;
  std::vector<std::string_view> paths;
  for (const AdminGroup& group : admin_groups())
    for (const AdminRoute& route : group.routes) {
      paths.push_back(route.path);
      listed += (listed.empty() ? "" : ", ") + std::string{route.method} + " " + std::string{route.path};
    }
  std::string detail = "there is nothing at this path; ";
  if (const auto meant = nearest(path, paths); !meant.empty()) detail += "did you mean '" + std::string{meant} + "'? ";
  return problem(404, detail + "the admin API has: " + listed);
}

http::Reply wrong_method(const std::vector<std::string_view>& methods) {
  std::string allow;
  for (const std::string_view method : methods)
    allow += (allow.empty() ? "" : ", ") + std::string{method} + (method == "GET" ? ", HEAD" : "");
  http::Reply reply = problem(405, "this path takes: " + allow);
  reply.headers.add("Allow", allow);
  return reply;
}

/// A parameter that is not in the route's table, or is there twice.
std::optional<http::Reply> bad_query(const AdminRoute& route, const http::Fields& query) {
  std::vector<std::string_view> known, seen;
  for (const QueryParameter& parameter : route.query) known.push_back(parameter.name);
  for (const http::Field& field : query) {
    if (std::find(known.begin(), known.end(), field.name) == known.end()) {
      const auto meant = nearest(field.name, known);
      std::string hint = meant.empty() ? "remove it" : "did you mean '" + std::string{meant} + "'?";
      return problem(400, {{Fault::In::query, field.name, "there is no such parameter here", std::move(hint)}});
    }
    if (std::find(seen.begin(), seen.end(), field.name) != seen.end())
      return problem(400, {{Fault::In::query, field.name, "the parameter is there twice", "send it once"}});
    seen.push_back(field.name);
  }
  return std::nullopt;
}

http::Reply answer_route(const AdminRoute& route, const http::Request& request, const AdminView& view, std::string id,
                         const SpaceChoice& choice) {
  http::Fields query = http::parse_fields(http::split_target(request.target).query);
  if (auto reply = bad_query(route, query)) return std::move(*reply);
  if (route.body_schema.empty() && !request.body.empty())
    return problem(400, {{Fault::In::body, "", "this takes no body", "send none"}});
  if (request.body.size() > route.most_body)
    return problem(413,
                   {{Fault::In::body, "", "the body is larger than " + std::to_string(route.most_body >> 20U) + " MiB",
                     "send less at once"}});
  if (route.of_server)
    return route.answer({request, view, view.spaces.default_space(), std::move(id), std::move(query)});
  Spaces::Entered entered = view.spaces.enter(choice);
  if (!entered.space) return std::move(*entered.refusal);
  return route.answer({request, view, *entered.space, std::move(id), std::move(query)});
}

}  // namespace

bool is_admin_target(std::string_view target) noexcept { return path_in_space(target).starts_with(admin_prefix); }

http::Reply answer_admin(http::Request request, const AdminView& view) {
  const SpaceChoice choice = take_space_choice(request);
  if (auto refused = refuse_admin(request, view)) return std::move(*refused);
  const std::string_view path = http::split_target(request.target).path.substr(admin_prefix.size());
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view{request.method};
  std::vector<std::string_view> methods;
  for (const AdminGroup& group : admin_groups())
    for (const AdminRoute& route : group.routes) {
      auto id = match(route.path, path);
      if (!id) continue;
      if (route.method == method) return answer_route(route, request, view, std::move(*id), choice);
      methods.push_back(route.method);
    }
  return methods.empty() ? no_route(path) : wrong_method(methods);
}

}  // namespace phantomime::server
