#include "phantomime/server/space_choice.hpp"

#include <utility>

#include "phantomime/http/url.hpp"
#include "phantomime/server/space.hpp"

namespace phantomime::server {
namespace {

constexpr std::string_view name_rule = "use 1 to 64 letters, digits and '.', '_', '-'";

/// Where the name in `/__space/NAME/rest` ends; `path` begins with the prefix.
std::size_t end_of_name(std::string_view path) noexcept {
  const auto slash = path.find('/', space_prefix.size());
  return slash == std::string_view::npos ? path.size() : slash;
}

Fault no_name(Fault::In in, std::string_view where) {
  return {in, std::string{where}, "this is no name of a space", std::string{name_rule}};
}

/// The name in the path, which the target then lacks: `/__space/a/b?c` becomes `/b?c`.
std::string take_prefix(std::string& target, std::string_view path) {
  const std::size_t end = end_of_name(path);
  std::string name = http::percent_decode(path.substr(space_prefix.size(), end - space_prefix.size()));
  const auto at = static_cast<std::size_t>(path.data() - target.data());
  target.replace(at, end, end == path.size() ? "/" : "");
  return name;
}

}  // namespace

std::string_view path_in_space(std::string_view target) noexcept {
  const std::string_view path = http::split_target(target).path;
  return path.starts_with(space_prefix) ? path.substr(end_of_name(path)) : path;
}

SpaceChoice take_space_choice(http::Request& request) {
  SpaceChoice choice;
  choice.listener = request.listener;
  if (request.headers.has(space_header)) {
    const auto values = request.headers.all(space_header);
    choice.name = values.front();
    if (values.size() > 1)
      choice.fault = {Fault::In::header, std::string{space_header}, "it is there twice", "send it once"};
    else if (!is_space_name(choice.name))
      choice.fault = no_name(Fault::In::header, space_header);
    request.headers.remove(space_header);
  }
  const std::string_view path = http::split_target(request.target).path;
  if (path.starts_with(space_prefix)) {
    choice.name = take_prefix(request.target, path);
    choice.fault.reset();
    if (!is_space_name(choice.name)) choice.fault = no_name(Fault::In::path, "space");
  }
  return choice;
}

}  // namespace phantomime::server
