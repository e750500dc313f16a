#include "phantomime/state/model.hpp"

#include <algorithm>

namespace phantomime::state {
namespace {

constexpr ErrorKind kinds[] = {
    {"not_found", 404, "there is no such row"},
    {"bad_body", 400, "the body is no JSON object"},
    {"wrong_type", 400, "a member of the body has another type"},
    {"missing", 400, "the body lacks a required member"},
    {"unknown_member", 400, "the body has a member that the collection does not know"},
    {"read_only", 400, "the body has a member that clients may not write"},
    {"unknown_row", 400, "a member names a row that is not there"},
    {"duplicate", 400, "another row has this value of a unique member"},
    {"bad_value", 400, "a member has a value that is none of those allowed"},
    {"bad_query", 400, "the query string makes no sense"},
    {"bad_transition", 409, "the state does not allow it"},
    {"full", 507, "the world holds as many rows as it may"},
    {"refused", 401, "the credentials let nobody in"},
};

template <class List>
auto* named(const List& list, std::string_view name) noexcept {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::span<const ErrorKind> error_kinds() noexcept { return kinds; }
const ErrorKind* error_kind(std::string_view name) noexcept { return named(error_kinds(), name); }

const Collection* Model::collection(std::string_view name) const noexcept { return named(collections, name); }
const Machine* Model::machine(std::string_view name) const noexcept { return named(machines, name); }
const ErrorAnswer* Model::error(std::string_view name) const noexcept { return named(errors, name); }

}  // namespace phantomime::state
