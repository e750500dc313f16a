#include "phantomime/contract/row_order.hpp"

#include <charconv>

#include "phantomime/contract/format.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::contract {
namespace {

std::string unquoted(std::string text) {
  if (text.size() > 1 && text.front() == text.back() && (text.front() == '"' || text.front() == '\''))
    return text.substr(1, text.size() - 2);
  return text;
}

std::optional<std::string> asked(const http::Request& request, const std::string& name) {
  if (name.empty()) return std::nullopt;
  for (const http::Field& field : http::parse_fields(http::split_target(request.target).query))
    if (field.name == name) return unquoted(field.value);
  return std::nullopt;
}

/// What decides where an element stands; null where nothing does.
const LocatedJson* key_of(const LocatedJson& element, const std::string& by) {
  if (by.empty()) return &element;
  const LocatedJson::Member* const member = element.find(by);
  return member ? &member->value : nullptr;
}

/// Negative, 0 or positive; 0 also where the two do not compare.
int compare_keys(const LocatedJson& a, const LocatedJson& b) {
  if (a.is_number() && b.is_number()) return a.number() < b.number() ? -1 : a.number() > b.number() ? 1 : 0;
  if (a.type != LocatedJson::Type::string || b.type != a.type) return 0;
  const std::string left = a.text(), right = b.text();
  const Format format = format_shown_by(left);
  // Two texts of one of these kinds stand in the order of their instants.
  if (format != format_shown_by(right) || (format != Format::timestamp_micros && format != Format::date)) return 0;
  return left.compare(right);
}

}  // namespace

std::optional<WantedOrder> asked_order(const Listing& listing, const http::Request& request) {
  const auto by = asked(request, listing.sort);
  if (!by || by->empty()) return std::nullopt;
  return WantedOrder{*by, asked(request, listing.order) == listing.descending, listing.origin};
}

std::optional<std::size_t> asked_page_size(const Listing& listing, const http::Request& request) {
  const auto text = asked(request, listing.page_size);
  std::int64_t size = listing.default_page_size;
  if (text) {
    const auto read = std::from_chars(text->data(), text->data() + text->size(), size);
    if (read.ec != std::errc{} || read.ptr != text->data() + text->size()) return std::nullopt;
  }
  if (size <= 0) return std::nullopt;
  return static_cast<std::size_t>(size);
}

std::optional<std::size_t> first_out_of_order(const LocatedJson& array, const WantedOrder& order) {
  for (std::size_t item = 0; item + 1 < array.items.size(); ++item) {
    const LocatedJson* const here = key_of(array.items[item], order.by);
    const LocatedJson* const next = key_of(array.items[item + 1], order.by);
    if (!here || !next) continue;
    const int compared = compare_keys(*here, *next);
    if (order.descending ? compared < 0 : compared > 0) return item;
  }
  return std::nullopt;
}

}  // namespace phantomime::contract
